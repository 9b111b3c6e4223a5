package myelin.core.id;

/// A text is no identifier of the wanted kind. The message says why and never quotes the text.
///
/// It has no stack trace, because peers and clients can cause it as often as they like.
public final class InvalidId extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidId(String problem) {
        super(problem);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
