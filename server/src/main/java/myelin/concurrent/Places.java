package myelin.concurrent;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// So many may be inside at once. Who comes then waits in line, for a while. Any thread may enter.
public final class Places {
    private final Semaphore free;
    private final Duration patience;

    /// @param number how many there are
    /// @param patience how long each waits for one
    public Places(int number, Duration patience) {
        this.free = new Semaphore(number, true);
        this.patience = patience;
    }

    /// Takes a place as soon as those who came before have theirs; to be given back by [#leave].
    ///
    /// @return false when that took too long, or the thread was interrupted, which it stays
    public boolean enter() {
        try {
            return free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Gives a place back.
    public void leave() {
        free.release();
    }
}
