package myelin.purge;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// When the purge jobs were begun last.
final class PurgeRunsTable {

    private static final Sql ALL = Sql.of("SELECT lifetimes, started_ts FROM purge_runs");

    private static final Sql LEARN =
            Sql.of(
                    """
                    INSERT INTO purge_runs (lifetimes, started_ts) VALUES (:lifetimes, :now)
                    ON CONFLICT (lifetimes) DO NOTHING\
                    """);

    private static final Sql DONE =
            Sql.of(
                    """
                    UPDATE purge_runs SET started_ts = :started WHERE lifetimes = :lifetimes\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM purge_runs WHERE lifetimes = :lifetimes");

    /// When each was begun last, or first heard of, in milliseconds since 1970.
    Map<Lifetimes, Long> all(Tx tx) {
        Map<Lifetimes, Long> all = new HashMap<>();
        tx.query(ALL)
                .forEach(row ->
                        all.put(
                                Lifetimes.parse(row.string("lifetimes")),
                                row.number("started_ts")));
        return all;
    }

    /// Notes jobs that nobody has heard of.
    void learn(Tx tx, Collection<Lifetimes> jobs, long now) {
        Batch batch = tx.batch(LEARN);
        jobs.forEach(job -> batch.bind("lifetimes", job.toString()).bind("now", now).add());
        batch.run();
    }

    void forget(Tx tx, Collection<Lifetimes> jobs) {
        Batch batch = tx.batch(DELETE);
        jobs.forEach(job -> batch.bind("lifetimes", job.toString()).add());
        batch.run();
    }

    /// Notes that a job is done, and when it was begun.
    void done(Tx tx, Lifetimes job, long startedTs) {
        tx.update(DONE).bind("started", startedTs).bind("lifetimes", job.toString()).run();
    }
}
