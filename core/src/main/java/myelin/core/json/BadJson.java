package myelin.core.json;

/// JSON that is well-formed but not what is asked for: a key is missing, or a value has the wrong
/// type or content. The message is fit for the caller: `content.membership: must be a string`.
///
/// It has no stack trace, because peers and clients can cause it as often as they like.
public final class BadJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;
    private final boolean missing;

    /// @param path where the value stands, for example `content.users[2]`; empty for the whole
    /// @param problem what is wrong, as the end of a sentence: `must be a string`
    /// @param missing whether the value is absent
    public BadJson(String path, String problem, boolean missing) {
        super(path.isEmpty() ? problem : path + ": " + problem);
        this.path = path;
        this.problem = problem;
        this.missing = missing;
    }

    /// The value at `path` is absent.
    public static BadJson missing(String path) {
        return new BadJson(path, "is missing", true);
    }

    /// The value at `path` is there but wrong.
    public static BadJson wrong(String path, String problem) {
        return new BadJson(path, problem, false);
    }

    /// Where the value stands; empty for the whole.
    public String path() {
        return path;
    }

    /// What is wrong, without the path.
    public String problem() {
        return problem;
    }

    /// Whether the value is absent, for which there is an error code of its own.
    public boolean isMissing() {
        return missing;
    }

    /// The same problem in a value which stands at `outer`.
    BadJson within(String outer) {
        boolean direct = path.isEmpty() || path.startsWith("[") || outer.isEmpty();
        return new BadJson(direct ? outer + path : outer + "." + path, problem, missing);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
