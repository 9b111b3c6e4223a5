package myelin.concurrent;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What comes of work which one thread hands to another: a result or a failure, which the first one waits for.
///
/// The thread which makes it is the one that waits. The write to `finished` makes the rest visible to it.
public final class Outcome<T> {
    private final Thread waiting = Thread.currentThread();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean finished;

    /// Ends the wait with a result. Only the first end counts.
    public void succeed(T result) {
        if (!finished) {
            this.result = result;
            finish();
        }
    }

    /// Ends the wait with something thrown. Only the first end counts.
    public void fail(Throwable failure) {
        if (!finished) {
            this.failure = failure;
            finish();
        }
    }

    private void finish() {
        finished = true;
        LockSupport.unpark(waiting);
    }

    /// The result, waited for; or what the work threw, thrown again. An interruption ends no wait (the work goes
    /// on and will have its outcome), but is kept.
    @SuppressWarnings("NullAway") // work of a nullable type may have a null for its result
    public T await() {
        boolean interrupted = false;
        while (!finished) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return result;
    }
}
