package myelin.purge;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import myelin.cluster.Job;
import myelin.config.rooms.RetentionConfig;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.events.OldEvent;
import myelin.events.StoredEvent;
import myelin.history.Retention;
import myelin.observe.Counter;
import myelin.purge.PurgeStep.Between;
import myelin.purge.PurgeStep.Looking;
import myelin.purge.PurgeStep.Run;
import myelin.purge.PurgeStep.Walking;
import myelin.rooms.RoomHead;
import myelin.rooms.Rooms;
import myelin.sql.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The background update that deletes messages which are too old to be shown to anybody ([Retention]).
///
/// One purge job after the other goes through the rooms in the order of their ids, and through the events
/// of each in the order of the times that they claim. All that in small batches, which go on after a crash
/// where they were, on any node. What is deleted of a room is decided while the room is locked.
///
/// These stay: state events; the events at which the graph ends, for new ones follow them, and so the
/// newest; and messages by whose coming forks were resolved otherwise than before, because they say what
/// the room's state was.
final class HistoryPurge {
    private static final Logger log = LoggerFactory.getLogger(HistoryPurge.class);

    /// The name of the background update.
    static final String JOB = "purge_history";

    /// Rooms or events in one query, at most.
    private static final int MOST_AT_ONCE = 500;

    /// To delete an event costs about as much as to look at so many.
    private static final int DELETION = 10;

    private final Rooms rooms;
    private final Retention retention;
    private final RetentionConfig config;
    private final Deletions deletions;
    private final PurgeRunsTable runs;
    private final LongSupplier now;
    private final Counter purged;

    /// @param now the time in milliseconds since 1970
    /// @param purged counts what is deleted
    HistoryPurge(
            Rooms rooms,
            Retention retention,
            RetentionConfig config,
            Deletions deletions,
            PurgeRunsTable runs,
            LongSupplier now,
            Counter purged) {
        this.rooms = rooms;
        this.retention = retention;
        this.config = config;
        this.deletions = deletions;
        this.runs = runs;
        this.now = now;
        this.purged = purged;
    }

    /// Whether a purge job is due; each is for the first time when it has been known for an interval.
    boolean isDue(Map<Lifetimes, Long> startedTs) {
        return due(startedTs).isPresent();
    }

    private Optional<Lifetimes> due(Map<Lifetimes, Long> startedTs) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        return config.purgeJobs().stream()
                .filter(job ->
                        Optional.ofNullable(startedTs.get(Lifetimes.of(job)))
                                .filter(last -> last + job.interval().toMillis() <= now.getAsLong())
                                .isPresent())
                .map(Lifetimes::of)
                .findFirst();
    }

    /// Does the next batch; nothing when it has been switched off meanwhile.
    Job.Batch batch(Tx tx, JsonObject progress, int size) {
        if (!config.enabled()) {
            return Job.Batch.last(0);
        }
        return new Batch(tx, size).run(PurgeStep.read(progress));
    }

    /// One batch, which may go through many rooms. For one thread.
    private final class Batch {
        private final Tx tx;
        private final int size;
        private final Set<RoomId> changed = new HashSet<>();
        private int left;
        private boolean complete;

        Batch(Tx tx, int size) {
            this.tx = tx;
            this.size = size;
            this.left = size;
        }

        Job.Batch run(PurgeStep first) {
            PurgeStep step = first;
            while (left > 0 && !complete) {
                step =
                        switch (step) {
                            case Between() -> begin();
                            case Looking looking -> look(looking);
                            case Walking walking -> walk(walking);
                        };
            }
            if (!changed.isEmpty()) {
                deletions.tell(tx, changed, Set.of());
            }
            int done = size - left;
            return complete ? Job.Batch.last(done) : Job.Batch.more(step.json(), done);
        }

        private PurgeStep begin() {
            left--;
            Optional<Lifetimes> due = due(runs.all(tx));
            if (due.isEmpty()) {
                complete = true;
                return new Between();
            }
            return new Looking(new Run(due.get(), now.getAsLong(), 0, 0), Optional.empty());
        }

        /// Goes through the next rooms as far as it can.
        private PurgeStep look(Looking looking) {
            int limit = Math.min(left, MOST_AT_ONCE);
            List<RoomId> page = rooms.after(tx, looking.after(), limit);
            Map<RoomId, Long> lifetimes = lifetimes(looking.run(), page);
            PurgeStep step = looking;
            for (RoomId room : page) {
                if (left <= 0) {
                    return step;
                }
                left--;
                Run run = ((Looking) step).run();
                step =
                        lifetimes.containsKey(room)
                                ? walk(new Walking(run, room))
                                : new Looking(run, Optional.of(room));
                if (step instanceof Walking) {
                    return step;
                }
            }
            return page.size() < limit ? finish(((Looking) step).run()) : step;
        }

        private PurgeStep finish(Run run) {
            left--;
            runs.done(tx, run.lifetimes(), run.startedTs());
            tx.afterCommit(() ->
                    log.info(
                            "purge job complete lifetimes={} rooms={} events={}",
                            run.lifetimes(),
                            run.rooms(),
                            run.events()));
            return new Between();
        }

        /// How long those of the rooms keep their messages which the job goes through, in milliseconds.
        private Map<RoomId, Long> lifetimes(Run run, List<RoomId> some) {
            Map<RoomId, StoredEvent> policies =
                    rooms.stateOfType(tx, some, EventType.M_ROOM_RETENTION);
            Map<RoomId, Long> lifetimes = new HashMap<>();
            for (RoomId room : some) {
                retention
                        .maxLifetimeMs(Optional.ofNullable(policies.get(room)))
                        .filter(run.lifetimes()::contain)
                        .ifPresent(lifetime -> lifetimes.put(room, lifetime));
            }
            return lifetimes;
        }

        /// Goes through a room as far as it can.
        private PurgeStep walk(Walking from) {
            Walked walked = new Walked(from, false);
            while (left > 0 && !walked.isEnd()) {
                walked = page(walked.to(), Math.min(left, MOST_AT_ONCE));
            }
            return walked.isEnd()
                    ? new Looking(done(walked.to()), Optional.of(from.room()))
                    : walked.to();
        }

        private Run done(Walking walked) {
            if (walked.deleted() > 0) {
                tx.afterCommit(() ->
                        log.info(
                                "history purged room={} events={}",
                                walked.room(),
                                walked.deleted()));
            }
            return walked.run().with(walked.deleted());
        }

        /// Deletes what is due among the next events. Where nothing is, the room is not locked.
        private Walked page(Walking walking, int limit) {
            Optional<Page> page = read(walking, limit);
            List<OldEvent> due = List.of();
            if (page.filter(Page::hasDue).isPresent()) {
                Optional<RoomHead> head = rooms.lock(tx, walking.room());
                page = head.flatMap(_ -> read(walking, limit));
                due = page.flatMap(it -> head.map(it::due)).orElse(List.of());
            }
            if (!due.isEmpty()) {
                delete(walking.room(), due);
            }
            left -= page.map(it -> it.events().size()).orElse(1) + DELETION * due.size();
            Walking done = walking.with(due.size());
            return page.map(it -> it.walked(done, limit)).orElse(new Walked(done, true));
        }

        /// The next events, and what makes them due now; empty when the room is none of this job's any more.
        private Optional<Page> read(Walking walking, int limit) {
            RoomId room = walking.room();
            Run run = walking.run();
            return Optional.ofNullable(lifetimes(run, List.of(room)).get(room))
                    .map(lifetime -> {
                        long before = run.startedTs() - lifetime;
                        boolean ofPast = walking.after().originServerTs() < before;
                        long upTo = ofPast ? before - 1 : Long.MAX_VALUE;
                        return new Page(
                                rooms.events().oldest(tx, room, walking.after(), upTo, limit),
                                before,
                                ofPast);
                    });
        }

        private void delete(RoomId room, List<OldEvent> due) {
            rooms.events().delete(tx, room, due);
            if (due.stream().anyMatch(OldEvent::citesFork)) {
                rooms.states().released(tx, room);
            }
            changed.add(room);
            tx.afterCommit(() -> purged.add(due.size()));
        }
    }

    /// How far a walk through a room has come.
    private record Walked(Walking to, boolean isEnd) {}

    /// Some of a room's events.
    ///
    /// @param before what is older is due, in milliseconds since 1970
    /// @param ofPast whether they claim to be so old; else they claim to be of the future, and may be so old
    ///     nevertheless
    private record Page(List<OldEvent> events, long before, boolean ofPast) {

        boolean hasDue() {
            return events.stream().anyMatch(this::isDue);
        }

        /// Those which are due and may go.
        List<OldEvent> due(RoomHead head) {
            return events.stream()
                    .filter(this::isDue)
                    .filter(event -> event.place().position() != head.position())
                    .filter(event -> !head.extremities().contains(event.event()))
                    .toList();
        }

        private boolean isDue(OldEvent event) {
            long since = Math.min(event.place().originServerTs(), event.receivedTs());
            return since < before && !event.isState() && !event.movesState();
        }

        /// Where it goes on after them.
        Walked walked(Walking walking, int limit) {
            if (events.size() == limit) {
                return new Walked(walking.at(events.getLast().place()), false);
            }
            return new Walked(
                    walking.at(OldEvent.Place.behind(walking.run().startedTs())), !ofPast);
        }
    }
}
