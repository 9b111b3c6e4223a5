package myelin.core.json;

/// A text is not JSON, or not JSON that we accept. The message says what is wrong and where.
///
/// It has no stack trace, because peers and clients can cause it as often as they like.
public final class NotJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param problem what is wrong and where, fit for the sender's eyes
    public NotJson(String problem) {
        super(problem);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
