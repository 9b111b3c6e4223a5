package myelin.concurrent;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A number of bytes that many threads share. Who wants more than is left waits in line, so that the small ones do
/// not keep the large one out for ever. Any thread may enter.
public final class Budget {
    private static final int UNIT_BYTES = 1024;

    private final int units;
    private final Semaphore left;

    /// @param bytes how many there are
    public Budget(long bytes) {
        units = Math.toIntExact(Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE));
        left = new Semaphore(units, true);
    }

    /// Takes a share, as soon as those who came before have theirs. Who wants more than there is gets it all.
    ///
    /// @param patience how long to wait
    /// @return empty when the time is over
    public Optional<Share> take(long bytes, Duration patience) throws InterruptedException {
        int wanted = Math.toIntExact(Math.clamp(Math.ceilDiv(bytes, UNIT_BYTES), 0, units));
        if (!left.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        AtomicBoolean given = new AtomicBoolean();
        return Optional.of(() -> {
            if (given.compareAndSet(false, true)) {
                left.release(wanted);
            }
        });
    }

    /// How many bytes are taken now.
    public long taken() {
        return (long) (units - left.availablePermits()) * UNIT_BYTES;
    }

    /// What was taken, until it is closed; to close it again does nothing.
    public interface Share extends AutoCloseable {
        @Override
        void close();
    }
}
