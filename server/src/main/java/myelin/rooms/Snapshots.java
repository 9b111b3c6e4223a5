package myelin.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.events.EventFeed;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// The newest snapshot of each room that this node knows of. What another node has added is
/// dropped when the feed tells of it. Any thread.
final class Snapshots implements EventFeed.Subscriber {

    /// Rooms in memory, at most.
    private static final int CACHED = 10_000;

    private final Database database;
    private final RoomsTable table;
    private final StateStore states;
    private final Events events;
    private final Cache<RoomId, RoomSnapshot> cache =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();
    private final AtomicLong deletions = new AtomicLong();

    Snapshots(Database database, RoomsTable table, StateStore states, Events events) {
        this.database = database;
        this.table = table;
        this.states = states;
        this.events = events;
    }

    /// Shows its caches.
    void show(CacheMetrics shown) {
        shown.add("room_snapshots", cache);
    }

    /// The room as it is now, if this server knows it. What was read before a deletion was told is not kept.
    Optional<RoomSnapshot> find(RoomId room) {
        RoomSnapshot cached = cache.getIfPresent(room);
        if (cached != null) {
            return Optional.of(cached);
        }
        long before = deletions.get();
        Optional<RoomSnapshot> loaded =
                database.read(tx -> table.find(tx, room))
                        .map(head -> new RoomSnapshot(head, states, events))
                        .map(snapshot -> cache.asMap().merge(room, snapshot, Snapshots::newer));
        if (deletions.get() != before) {
            cache.invalidate(room);
        }
        return loaded;
    }

    /// Those of several rooms which this server knows, read together.
    Map<RoomId, RoomSnapshot> find(Collection<RoomId> rooms) {
        Map<RoomId, RoomSnapshot> found = new HashMap<>(cache.getAllPresent(rooms));
        List<RoomId> missing = rooms.stream().filter(room -> !found.containsKey(room)).toList();
        if (missing.isEmpty()) {
            return found;
        }
        long before = deletions.get();
        for (RoomHead head : database.read(tx -> table.find(tx, missing))) {
            RoomSnapshot snapshot = new RoomSnapshot(head, states, events);
            found.put(head.room(), cache.asMap().merge(head.room(), snapshot, Snapshots::newer));
        }
        if (deletions.get() != before) {
            cache.invalidateAll(missing);
        }
        return found;
    }

    /// A room that has no events yet.
    RoomSnapshot empty(Pdu create) {
        RoomHead head =
                new RoomHead(
                        create.roomId(),
                        create.version(),
                        0,
                        0,
                        List.of(),
                        StateRoot.EMPTY,
                        0,
                        0,
                        0);
        return new RoomSnapshot(head, states, events);
    }

    /// Keeps what has just been committed.
    void committed(RoomSnapshot snapshot) {
        cache.asMap().merge(snapshot.room(), snapshot, Snapshots::newer);
    }

    /// Drops rooms that were deleted.
    void forget(Predicate<RoomId> rooms) {
        deletions.incrementAndGet();
        cache.asMap().keySet().removeIf(rooms);
    }

    /// Drops a snapshot that turned out to be old.
    void forget(RoomId room) {
        cache.invalidate(room);
    }

    @Override
    public void stored(List<StoredEvent> stored) {
        for (StoredEvent event : stored) {
            cache.asMap()
                    .computeIfPresent(
                            event.pdu().roomId(),
                            (room, known) ->
                                    known.head().position() < event.position() ? null : known);
        }
    }

    private static RoomSnapshot newer(RoomSnapshot a, RoomSnapshot b) {
        return a.head().position() >= b.head().position() ? a : b;
    }
}
