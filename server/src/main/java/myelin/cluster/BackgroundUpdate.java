package myelin.cluster;

import java.util.Optional;
import myelin.core.json.JsonObject;

/// A job that is not complete: a row of `background_updates`.
///
/// @param name the job
/// @param progress where it goes on
/// @param dependsOn the job which comes before, if there is one
/// @param itemsDone rows it has handled
/// @param durationMs time it has taken so far
public record BackgroundUpdate(
        String name,
        JsonObject progress,
        Optional<String> dependsOn,
        long itemsDone,
        long durationMs) {

    /// How fast it is; 0 while nobody knows.
    public double itemsPerMs() {
        return durationMs == 0 ? 0 : (double) itemsDone / durationMs;
    }
}
