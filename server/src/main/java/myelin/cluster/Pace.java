package myelin.cluster;

import java.time.Duration;
import myelin.config.BackgroundUpdatesConfig;

/// How much of the server jobs may take: `background_updates` of the configuration.
///
/// @param batch the time which one batch should take
/// @param pause between two batches
/// @param fewestRows in a batch, however slow
/// @param firstRows in the first batch, before anybody knows how fast it goes
public record Pace(Duration batch, Duration pause, int fewestRows, int firstRows) {

    /// What an administrator who says nothing gets.
    public static final Pace DEFAULT =
            new Pace(Duration.ofMillis(100), Duration.ofSeconds(1), 1, 100);

    /// As an administrator wants it.
    public static Pace of(BackgroundUpdatesConfig config) {
        return new Pace(
                config.duration(),
                config.pause(),
                config.minBatchSize(),
                config.defaultBatchSize());
    }

    /// The rows that `update` should handle in one batch.
    int rows(BackgroundUpdate update) {
        double wanted =
                update.durationMs() == 0 ? firstRows : update.itemsPerMs() * batch.toMillis();
        return Math.clamp((long) wanted, fewestRows, Integer.MAX_VALUE);
    }
}
