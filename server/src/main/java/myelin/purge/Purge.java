package myelin.purge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import myelin.cluster.Job;
import myelin.cluster.Jobs;
import myelin.concurrent.Loop;
import myelin.config.rooms.RetentionConfig;
import myelin.core.id.RoomId;
import myelin.history.Retention;
import myelin.observe.Metrics;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.stream.Hint;
import myelin.stream.Streams;
import org.jspecify.annotations.Nullable;

/// Deletes messages whose time is over, when the configuration says so. What belongs to an event goes with it
/// ([myelin.events.EventIndex]).
///
/// Looks now and then whether something is to be done, and asks for a background update that does it. Any thread may
/// enter; made, started and closed by one.
public final class Purge implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    /// After all background updates that somebody may wait for.
    private static final long ORDERING = 1_000;

    private final Database database;
    private final RetentionConfig config;
    private final InstantSource clock;
    private final PurgeRunsTable runs = new PurgeRunsTable();
    private final Deletions deletions;
    private final HistoryPurge history;
    private @Nullable Loop loop;

    /// What is gone through, and who has it in memory.
    ///
    /// @param bus takes the hints of what was deleted
    /// @param memories each drops what it knows of the rooms for which it is called
    public record Parts(
            Database database,
            Streams streams,
            Consumer<Hint> bus,
            Rooms rooms,
            Retention retention,
            List<Consumer<Predicate<RoomId>>> memories) {}

    public Purge(Parts parts, RetentionConfig config, Metrics metrics, InstantSource clock) {
        this.database = parts.database();
        this.config = config;
        this.clock = clock;
        this.deletions = new Deletions(parts.streams(), parts.bus(), parts.memories());
        this.history =
                new HistoryPurge(
                        parts.rooms(),
                        parts.retention(),
                        config,
                        deletions,
                        runs,
                        clock::millis,
                        metrics.counter(
                                "myelin_purged_events",
                                "Messages deleted because they were too old"));
    }

    /// The background updates that delete.
    public List<Job> jobs() {
        return List.of(new Job(HistoryPurge.JOB, history::batch));
    }

    /// Begins to look.
    ///
    /// @param jobs know [#jobs]
    public void start(Jobs jobs) {
        loop = new Loop("purge", () -> look(jobs)).start();
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }

    /// Drops from the memory of this node what was deleted on some node.
    ///
    /// @param hint of the stream DELETIONS
    public void follow(Hint hint) {
        deletions.follow(hint);
    }

    /// Asks for what is to be done now.
    ///
    /// @return when to look again
    public Duration look(Jobs jobs) {
        Map<Lifetimes, Long> known = database.read(runs::all);
        Set<Lifetimes> wanted =
                config.enabled()
                        ? config.purgeJobs().stream().map(Lifetimes::of).collect(Collectors.toSet())
                        : Set.of();
        if (!known.keySet().equals(wanted)) {
            Set<Lifetimes> gone = new HashSet<>(known.keySet());
            gone.removeAll(wanted);
            database.write(tx -> {
                runs.forget(tx, gone);
                runs.learn(tx, wanted, clock.millis());
            });
        }
        if (history.isDue(known)) {
            database.write(tx -> jobs.add(tx, HistoryPurge.JOB, Optional.empty(), ORDERING));
        }
        return BETWEEN_LOOKS;
    }
}
