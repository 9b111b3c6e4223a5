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
import java.util.function.Supplier;
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

    /// Counts what is told of rooms that is not known here: what others have stored or deleted.
    private final AtomicLong changes = new AtomicLong();

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

    /// The room as it is now, if this server knows it.
    Optional<RoomSnapshot> find(RoomId room) {
        RoomSnapshot cached = cache.getIfPresent(room);
        if (cached != null) {
            return Optional.of(cached);
        }
        List<RoomId> missing = List.of(room);
        return Optional.ofNullable(load(missing, () -> read(missing)).get(room));
    }

    /// Those of several rooms which this server knows, read together.
    Map<RoomId, RoomSnapshot> find(Collection<RoomId> rooms) {
        Map<RoomId, RoomSnapshot> found = new HashMap<>(cache.getAllPresent(rooms));
        List<RoomId> missing = rooms.stream().filter(room -> !found.containsKey(room)).toList();
        if (!missing.isEmpty()) {
            found.putAll(load(missing, () -> read(missing)));
        }
        return found;
    }

    private List<RoomHead> read(List<RoomId> rooms) {
        return database.read(tx -> table.find(tx, rooms));
    }

    /// Keeps what is read, unless rooms are told to have changed meanwhile: then it may be older.
    ///
    /// @param read reads those of the rooms that there are
    Map<RoomId, RoomSnapshot> load(Collection<RoomId> rooms, Supplier<List<RoomHead>> read) {
        long before = changes.get();
        Map<RoomId, RoomSnapshot> loaded = new HashMap<>();
        for (RoomHead head : read.get()) {
            RoomSnapshot snapshot = new RoomSnapshot(head, states, events);
            loaded.put(head.room(), cache.asMap().merge(head.room(), snapshot, Snapshots::newer));
        }
        if (changes.get() != before) {
            cache.invalidateAll(rooms);
        }
        return loaded;
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
        changes.incrementAndGet();
        cache.asMap().keySet().removeIf(rooms);
    }

    /// Drops a snapshot that turned out to be old.
    void forget(RoomId room) {
        cache.invalidate(room);
    }

    @Override
    public void stored(List<StoredEvent> stored) {
        for (StoredEvent event : stored) {
            RoomId room = event.pdu().roomId();
            RoomSnapshot known = cache.asMap().get(room);
            if (known == null || isBefore(known, event)) {
                changes.incrementAndGet();
                cache.asMap().computeIfPresent(room, (_, it) -> isBefore(it, event) ? null : it);
            }
        }
    }

    private static boolean isBefore(RoomSnapshot known, StoredEvent event) {
        return known.head().position() < event.position();
    }

    private static RoomSnapshot newer(RoomSnapshot a, RoomSnapshot b) {
        return a.head().position() >= b.head().position() ? a : b;
    }
}
