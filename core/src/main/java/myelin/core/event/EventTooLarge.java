package myelin.core.event;

/// An event would exceed one of the [size limits](https://spec.matrix.org/v1.19/client-server-api/#size-limits).
///
/// The message names the limit and may be shown to the client. It has no stack trace.
public final class EventTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventTooLarge(String problem) {
        super(problem);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
