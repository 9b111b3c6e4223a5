package myelin.concurrent;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import myelin.observe.Metrics;

/// What the loops of this process do, under the names that Synapse has for what it does in the background.
public final class LoopMetrics {

    private LoopMetrics() {}

    /// Shows all loops that run, in the moment of each scrape.
    public static void show(Metrics metrics) {
        metrics.counts(
                "synapse_background_process_start_count",
                "Steps of background work that were begun",
                "name",
                () -> byName(Loop::steps));
        metrics.gauge(
                "synapse_background_process_in_flight_count",
                "Steps of background work that are being done now",
                "name",
                () -> byName(loop -> loop.inStep() ? 1 : 0));
        metrics.counts(
                "synapse_background_process_db_txn_duration_seconds",
                "Time that background work spent in transactions",
                "name",
                () -> byName(loop -> loop.databaseNanos() / 1e9));
    }

    private static Map<String, Double> byName(ToDoubleFunction<Loop> value) {
        Map<String, Double> values = new HashMap<>();
        Loop.running()
                .forEach(loop -> values.merge(loop.name(), value.applyAsDouble(loop), Double::sum));
        return values;
    }
}
