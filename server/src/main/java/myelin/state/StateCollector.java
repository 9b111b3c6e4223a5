package myelin.state;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import myelin.cluster.Job;
import myelin.cluster.Jobs;
import myelin.concurrent.Loop;
import myelin.observe.Metrics;
import myelin.sql.Database;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// Looks now and then whether states are stored that nobody needs, and asks for a background update
/// that deletes them ([StateCollection]); and what all states take.
///
/// Looked at are rooms of which rows were deleted that cite states ([StateStore#released]), and
/// those in which much was stored that may never have been cited ([StateChanges#hold]). Any thread
/// may enter; made, started and closed by one.
public final class StateCollector implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);

    /// Holds that are let go in one transaction, at most.
    private static final int MOST_HOLDS = 1_000;

    /// Bytes that may be unused in a room without anybody looking.
    private static final long LEAST_DOUBTFUL_BYTES = 1L << 20;

    /// After all background updates that somebody may wait for.
    private static final long ORDERING = 1_000;

    private final Database database;
    private final StateStore.Tables tables;
    private final InstantSource clock;
    private final StateCollection collection;
    private final StateSizes sizes;
    private @Nullable Loop loop;

    /// @param cited names what is needed
    StateCollector(
            Database database,
            StateStore states,
            InstantSource clock,
            Metrics metrics,
            CitedStates cited) {
        this.database = database;
        this.tables = states.tables();
        this.clock = clock;
        this.collection = new StateCollection(tables, clock, cited);
        this.sizes = new StateSizes(database, tables, metrics);
    }

    /// The background update that deletes.
    public Job job() {
        return new Job(StateCollection.JOB, collection::batch);
    }

    /// Begins to look.
    ///
    /// @param jobs know [#job]
    public void start(Jobs jobs) {
        loop = new Loop("state-collector", () -> look(jobs)).start();
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }

    Duration look(Jobs jobs) {
        long before = clock.instant().minus(StateCollection.GRACE).toEpochMilli();
        database.write(tx -> {
            dropHolds(tx, before);
            if (tables.rooms().due(tx, before).isPresent()) {
                jobs.add(tx, StateCollection.JOB, Optional.empty(), ORDERING);
            }
        });
        sizes.count();
        return BETWEEN_LOOKS;
    }

    private void dropHolds(Tx tx, long before) {
        Map<Long, Long> dropped = tables.holds().drop(tx, before, MOST_HOLDS);
        tables.rooms().doubt(tx, dropped, LEAST_DOUBTFUL_BYTES, clock.millis());
    }
}
