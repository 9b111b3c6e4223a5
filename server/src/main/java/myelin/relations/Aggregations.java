package myelin.relations;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.EventFeed;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.sql.Database;

/// What relates to events, as everybody is told of it, in memory.
///
/// One query finds it for all events of a page that are not known yet. None is needed in rooms where
/// nothing relates to anything, and for what is new: to an event that this server has just made nothing
/// can relate. What was read before the feed told of a relation may be older than it, and is not kept.
/// Any thread.
final class Aggregations implements EventFeed.Subscriber {

    /// Events in memory, at most, where each edit of and reference to one counts as one more.
    private static final long CACHED = 50_000;

    /// Rooms of which is remembered that nothing relates to anything there.
    private static final long ROOMS = 20_000;

    /// Edits of one event among which a reader's is looked for, at most: most readers see the newest.
    private static final int MAX_EDITS = 10;

    /// References to one event that are told, at most.
    private static final int MAX_REFERENCES = 500;

    /// What relates to one event.
    ///
    /// @param edits positions of the newest edits, newest first
    /// @param references oldest first
    /// @param thread the thread that begins with it
    record Aggregation(
            List<Long> edits,
            List<RelationsTable.Related> references,
            Optional<ThreadsTable.Summary> thread) {

        static final Aggregation NONE = new Aggregation(List.of(), List.of(), Optional.empty());

        private int weight() {
            return 1 + edits.size() + references.size();
        }
    }

    private record Parent(RoomId room, EventId event) {}

    private final Database database;
    private final Events events;
    private final Predicate<UserId> local;
    private final RelationsTable relations;
    private final ThreadsTable threads;
    private final Cache<Parent, Aggregation> cache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED)
                    .weigher((Parent parent, Aggregation aggregation) -> aggregation.weight())
                    .build();
    private final Cache<RoomId, Boolean> withoutRelations =
            Caffeine.newBuilder().maximumSize(ROOMS).build();

    /// Counts the relations that came or went.
    private final AtomicLong changes = new AtomicLong();

    /// @param local whether a user is of this server
    Aggregations(
            Database database,
            Events events,
            Predicate<UserId> local,
            RelationsTable relations,
            ThreadsTable threads) {
        this.database = database;
        this.events = events;
        this.local = local;
        this.relations = relations;
        this.threads = threads;
    }

    /// What relates to events of a room now; events without anything are missing.
    Map<EventId, Aggregation> of(RoomId room, Collection<EventId> parents) {
        Map<EventId, Aggregation> found = new HashMap<>();
        List<EventId> missing = new ArrayList<>();
        for (EventId parent : parents) {
            Aggregation known = cache.getIfPresent(new Parent(room, parent));
            if (known == null) {
                missing.add(parent);
            } else if (!known.equals(Aggregation.NONE)) {
                found.put(parent, known);
            }
        }
        if (!missing.isEmpty() && hasRelations(room)) {
            long before = changes.get();
            Map<EventId, Aggregation> loaded = upTo(missing, Long.MAX_VALUE);
            keep(before, Map.of(room, missing), loaded);
            found.putAll(loaded);
        }
        return found;
    }

    /// Reads together what relates to events of several rooms, and what of that will be shown with them.
    void lookAhead(Map<RoomId, List<EventId>> parents) {
        Map<RoomId, List<EventId>> missing = new HashMap<>();
        parents.forEach((room, all) -> {
            List<EventId> unknown =
                    all.stream()
                            .filter(it -> cache.getIfPresent(new Parent(room, it)) == null)
                            .toList();
            if (!unknown.isEmpty()) {
                missing.put(room, unknown);
            }
        });
        if (missing.isEmpty()) {
            return;
        }
        long before = changes.get();
        List<EventId> all = missing.values().stream().flatMap(List::stream).toList();
        Map<EventId, Aggregation> loaded = upTo(all, Long.MAX_VALUE);
        keep(before, missing, loaded);
        List<Long> shown = new ArrayList<>();
        for (Aggregation aggregation : loaded.values()) {
            aggregation.edits().stream().limit(1).forEach(shown::add);
            aggregation.thread().ifPresent(thread -> shown.add(thread.latest()));
        }
        events.at(shown);
    }

    /// What related to events at a position; the threads are those of now.
    Map<EventId, Aggregation> upTo(Collection<EventId> parents, long upTo) {
        return database.read(tx -> {
            Map<EventId, List<RelationsTable.Related>> related =
                    relations.editsAndReferences(tx, parents, upTo, MAX_EDITS, MAX_REFERENCES);
            Map<EventId, ThreadsTable.Summary> begun = threads.find(tx, parents);
            Map<EventId, Aggregation> aggregations = new HashMap<>();
            for (EventId parent : parents) {
                Aggregation aggregation =
                        aggregation(
                                related.getOrDefault(parent, List.of()),
                                Optional.ofNullable(begun.get(parent)));
                if (!aggregation.equals(Aggregation.NONE)) {
                    aggregations.put(parent, aggregation);
                }
            }
            return aggregations;
        });
    }

    private static Aggregation aggregation(
            List<RelationsTable.Related> related, Optional<ThreadsTable.Summary> thread) {
        List<Long> edits = new ArrayList<>();
        List<RelationsTable.Related> references = new ArrayList<>();
        for (RelationsTable.Related event : related) {
            if (event.relType().equals(Relation.REPLACE)) {
                edits.add(event.position());
            } else {
                references.add(event);
            }
        }
        return new Aggregation(List.copyOf(edits), List.copyOf(references), thread);
    }

    /// Whether anything in the room may relate to anything.
    boolean hasRelations(RoomId room) {
        if (withoutRelations.getIfPresent(room) != null) {
            return false;
        }
        long before = changes.get();
        boolean any = database.read(tx -> relations.hasAny(tx, room));
        if (!any) {
            keep(before, () -> withoutRelations.put(room, true));
        }
        return any;
    }

    /// Those of the rooms in which something may relate to something.
    Set<RoomId> haveRelations(Collection<RoomId> rooms) {
        List<RoomId> asked =
                rooms.stream().filter(room -> withoutRelations.getIfPresent(room) == null).toList();
        if (asked.isEmpty()) {
            return Set.of();
        }
        long before = changes.get();
        Set<RoomId> some = database.read(tx -> relations.haveAny(tx, asked));
        keep(
                before,
                () ->
                        asked.stream()
                                .filter(room -> !some.contains(room))
                                .forEach(room -> withoutRelations.put(room, true)));
        return some;
    }

    /// @param parents whose aggregations are `loaded`, or who have none
    private void keep(
            long before, Map<RoomId, List<EventId>> parents, Map<EventId, Aggregation> loaded) {
        keep(
                before,
                () ->
                        parents.forEach((room, events) ->
                                events.forEach(parent ->
                                        cache.put(
                                                new Parent(room, parent),
                                                loaded.getOrDefault(parent, Aggregation.NONE)))));
    }

    /// Keeps what was read, unless a relation has come or gone since.
    private synchronized void keep(long before, Runnable put) {
        if (changes.get() == before) {
            put.run();
        }
    }

    /// Forgets what has changed by new events.
    @Override
    public void stored(List<StoredEvent> stored) {
        for (StoredEvent event : stored) {
            Pdu pdu = event.pdu();
            if (local.test(pdu.sender())) {
                cache.put(new Parent(pdu.roomId(), pdu.eventId()), Aggregation.NONE);
            }
            if (MemberContent.redactsEvents(pdu)) {
                forget();
            }
            Relation.of(pdu).ifPresent(relation -> changed(pdu.roomId(), relation));
            pdu.redacts()
                    .flatMap(events::find)
                    .flatMap(target -> Relation.of(target.pdu()))
                    .ifPresent(relation -> changed(pdu.roomId(), relation));
        }
    }

    /// Forgets rooms of which events were deleted.
    synchronized void forget(Predicate<RoomId> rooms) {
        changes.incrementAndGet();
        cache.asMap().keySet().removeIf(parent -> rooms.test(parent.room()));
    }

    private synchronized void forget() {
        changes.incrementAndGet();
        cache.invalidateAll();
    }

    private synchronized void changed(RoomId room, Relation relation) {
        changes.incrementAndGet();
        cache.invalidate(new Parent(room, relation.parent()));
        withoutRelations.invalidate(room);
    }
}
