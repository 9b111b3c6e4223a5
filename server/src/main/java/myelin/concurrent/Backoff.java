package myelin.concurrent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Growing pauses between attempts: each is up to twice the one before, never above `most`.
///
/// Half of each pause is random, so that those who failed together do not come back together.
/// One thread at a time may use an instance.
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int failures;

    /// @param first the length of the first pause
    /// @param most what no pause exceeds
    public Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /// The pause before the next attempt, after one more failure.
    public Duration next() {
        long wholeMs = Math.min(most.toMillis(), first.toMillis() << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(wholeMs - random.nextLong(wholeMs / 2 + 1));
    }

    /// Says that an attempt succeeded: the next pause is short again.
    public void reset() {
        failures = 0;
    }
}
