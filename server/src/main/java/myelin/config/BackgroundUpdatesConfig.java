package myelin.config;

import java.time.Duration;
import myelin.options.Section;

/// How much of the server slow changes of the database may take (`background_updates`).
///
/// @param duration how long one batch should take (`background_update_duration_ms`)
/// @param pause between two batches (`sleep_duration_ms`; none without `sleep_enabled`)
/// @param minBatchSize fewest rows of a batch, however slow (`min_batch_size`)
/// @param defaultBatchSize rows of the first batch (`default_batch_size`)
public record BackgroundUpdatesConfig(
        Duration duration, Duration pause, int minBatchSize, int defaultBatchSize) {

    static BackgroundUpdatesConfig read(Section config) {
        Section updates = config.section("background_updates");
        int pause = updates.integer("sleep_duration_ms", 0, Integer.MAX_VALUE);
        return new BackgroundUpdatesConfig(
                Duration.ofMillis(
                        updates.integer("background_update_duration_ms", 1, Integer.MAX_VALUE)),
                updates.flag("sleep_enabled") ? Duration.ofMillis(pause) : Duration.ZERO,
                updates.integer("min_batch_size", 1, Integer.MAX_VALUE),
                updates.integer("default_batch_size", 1, Integer.MAX_VALUE));
    }
}
