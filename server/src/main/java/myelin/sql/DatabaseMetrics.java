package myelin.sql;

import myelin.observe.Counter;
import myelin.observe.Metrics;
import myelin.observe.Timer;

/// What transactions take, under Synapse's names. It names transactions by what they are for; we only know of what
/// kind they are. Called by all threads.
final class DatabaseMetrics {
    private final Timer waiting;
    private final Counter count;
    private final Counter seconds;

    DatabaseMetrics(Metrics metrics, Engine engine) {
        waiting =
                metrics.timer(
                        "synapse_storage_schedule_time",
                        "Time transactions wait to begin, in seconds");
        count = metrics.counter("synapse_storage_transaction_time_count", "Transactions", "desc");
        seconds =
                metrics.counter(
                        "synapse_storage_transaction_time_sum",
                        "Time in transactions, in seconds",
                        "desc");
        metrics.gauge(
                "myelin_database_waiting", "Transactions that wait to begin", engine::waiting);
        metrics.gauge(
                "myelin_database_connections",
                "Connections to PostgreSQL",
                "state",
                engine::connections);
    }

    /// A transaction has ended.
    ///
    /// @param waitedNanos how long it waited to begin
    /// @param nanos how long it then took
    void ended(Kind kind, long waitedNanos, long nanos) {
        waiting.record(waitedNanos);
        count.increment(kind.label);
        seconds.add(nanos / 1e9, kind.label);
    }

    /// What transactions there are.
    enum Kind {
        READ("read"),
        WRITE("write"),
        RELAXED_WRITE("relaxed_write");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }
}
