package myelin.core.event;

/// A JSON object is not an event: a field which every event has is missing or of another type.
///
/// The message names the field. It has no stack trace, because peers can cause it as often as they like.
public final class InvalidPdu extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidPdu(String problem) {
        super(problem);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
