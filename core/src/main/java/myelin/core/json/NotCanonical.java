package myelin.core.json;

/// A JSON value has no canonical form, because a number in it is no integer within ±(2^53 − 1).
public final class NotCanonical extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    NotCanonical(String path) {
        super("not an integer within ±(2^53 − 1): " + path);
        this.path = path;
    }

    /// Where the number stands, for example `content.sizes[2].width`.
    public String path() {
        return path;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
