package myelin.limits;

/// Somebody did something too often. It has no stack trace: it is an answer, not a fault.
public final class LimitExceeded extends RuntimeException {

    private final long retryAfterMs;

    /// @param retryAfterMs milliseconds until the same would be allowed
    public LimitExceeded(long retryAfterMs) {
        super("Too many requests", null, false, false);
        this.retryAfterMs = retryAfterMs;
    }

    /// Milliseconds until the same would be allowed.
    public long retryAfterMs() {
        return retryAfterMs;
    }
}
