package myelin.purge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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

/// Deletes messages whose time is over, and rooms that all users of this server have left and forgotten, when the
/// configuration says so; and rooms for whoever asks. What belongs to events goes with them
/// ([myelin.events.EventIndex]), and with rooms ([RoomRows]).
///
/// Looks now and then whether something is to be done, and asks for a background update that does it. Any thread may
/// enter; made, started and closed by one.
public final class Purge implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    /// Forgotten rooms that are deleted in one look, at most.
    private static final int MOST_ROOMS = 100;

    /// After all background updates that somebody may wait for.
    private static final long ORDERING = 1_000;

    private final Database database;
    private final RetentionConfig config;
    private final InstantSource clock;
    private final PurgeRunsTable runs = new PurgeRunsTable();
    private final Deletions deletions;
    private final HistoryPurge history;
    private final Rooms rooms;
    private final RoomDeletion deletion;
    private @Nullable Loop loop;

    /// What is gone through, and who has it in memory.
    ///
    /// @param bus takes the hints of what was deleted
    /// @param names by which rooms are found, which go at once
    /// @param rows what else belongs to rooms beside their events and state
    public record Parts(
            Database database,
            Streams streams,
            Consumer<Hint> bus,
            Rooms rooms,
            Retention retention,
            RoomRows names,
            List<RoomRows> rows,
            List<Memory> memories) {}

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
        this.rooms = parts.rooms();
        this.deletion =
                new RoomDeletion(
                        rooms,
                        deletions,
                        parts.names(),
                        parts.rows(),
                        clock::millis,
                        metrics.counter("myelin_deleted_rooms", "Rooms of which nothing is left"));
    }

    /// The background updates that delete.
    public List<Job> jobs() {
        return List.of(
                new Job(HistoryPurge.JOB, history::batch),
                new Job(RoomDeletion.JOB, deletion::batch));
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

    /// Deletes a room: this server knows it no more when this returns, and its rows are gone minutes later. Users of
    /// this server who are in it are not told: they have to be sent away before.
    ///
    /// @return whether this server knew it
    public boolean deleteRoom(RoomId room) {
        return database.transact(tx -> deletion.delete(tx, room));
    }

    /// Asks for what is to be done now.
    ///
    /// @return when to look again
    public Duration look(Jobs jobs) {
        Map<Lifetimes, Long> known = database.read(runs::all);
        learn(known.keySet());
        if (history.isDue(known)) {
            add(jobs, HistoryPurge.JOB);
        }
        deleteForgotten();
        if (database.read(deletion::isDue)) {
            add(jobs, RoomDeletion.JOB);
        }
        return BETWEEN_LOOKS;
    }

    private void add(Jobs jobs, String job) {
        database.write(tx -> jobs.add(tx, job, Optional.empty(), ORDERING));
    }

    private void learn(Set<Lifetimes> known) {
        Set<Lifetimes> wanted =
                config.enabled()
                        ? config.purgeJobs().stream().map(Lifetimes::of).collect(Collectors.toSet())
                        : Set.of();
        if (!known.equals(wanted)) {
            Set<Lifetimes> gone = new HashSet<>(known);
            gone.removeAll(wanted);
            database.write(tx -> {
                runs.forget(tx, gone);
                runs.learn(tx, wanted, clock.millis());
            });
        }
    }

    /// Each in a transaction of its own, which looks again.
    private void deleteForgotten() {
        if (config.forgottenRoomPeriod() == null) {
            return;
        }
        long before = clock.instant().minus(config.forgottenRoomPeriod()).toEpochMilli();
        List<RoomId> forgotten =
                database.transact(tx -> {
                    rooms.dateForgotten(tx);
                    return rooms.forgotten(tx, before, MOST_ROOMS);
                });
        for (RoomId room : forgotten) {
            database.write(tx -> deletion.deleteForgotten(tx, room));
        }
    }
}
