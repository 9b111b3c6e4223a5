package myelin.cluster;

import myelin.core.json.JsonObject;
import myelin.sql.Tx;

/// A slow change to data, done in small batches while the server works: a background update.
///
/// It waits in table `background_updates`, where a migration or an administrator has put it.
///
/// @param name its `update_name`
/// @param step does one batch
public record Job(String name, Step step) {

    /// Does a batch of about `size` rows, beginning where `progress` says (an empty object at first). The batch
    /// commits together with the progress it answers.
    @FunctionalInterface
    public interface Step {
        Batch run(Tx tx, JsonObject progress, int size);
    }

    /// What one batch came to.
    ///
    /// @param progress where the next one begins
    /// @param items how many rows were looked at
    /// @param complete whether the whole job is done
    public record Batch(JsonObject progress, long items, boolean complete) {

        public static Batch more(JsonObject progress, long items) {
            return new Batch(progress, items, false);
        }

        public static Batch last(long items) {
            return new Batch(JsonObject.EMPTY, items, true);
        }
    }
}
