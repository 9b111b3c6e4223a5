package myelin.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Work;

/// Reads events. An event never changes but for the redaction that comes later, of which
/// [#redacted] tells the cache; so what is cached is right as soon as the feed has passed.
/// Any thread.
public final class Events implements EventFeed.Subscriber {

    /// Events in memory, at most (about 2 KB each).
    private static final int CACHED = 10_000;

    private final Database database;
    private final EventsTable table;
    private final Cache<Long, StoredEvent> byPosition =
            Caffeine.newBuilder().maximumSize(CACHED).build();
    private final Cache<EventId, Long> positions =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    /// Counts redactions that the feed has told. What was read from the database before one came
    /// may be older than it, and is not kept.
    private final AtomicLong redactions = new AtomicLong();

    Events(Database database, EventsTable table) {
        this.database = database;
        this.table = table;
    }

    /// The event of this id, if this server has it.
    public Optional<StoredEvent> find(EventId event) {
        Long position = positions.getIfPresent(event);
        StoredEvent cached = position == null ? null : byPosition.getIfPresent(position);
        if (cached != null) {
            return Optional.of(cached);
        }
        return load(tx -> table.byId(tx, List.of(event))).stream().findFirst();
    }

    /// The event at a position.
    ///
    /// @throws IllegalStateException when there is none; positions come from this server's own
    ///     tables
    public StoredEvent at(long position) {
        StoredEvent cached = byPosition.getIfPresent(position);
        if (cached != null) {
            return cached;
        }
        return load(tx -> table.byPosition(tx, List.of(position))).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no event at position " + position));
    }

    /// The events at these positions, in their order, read together.
    public List<StoredEvent> at(Collection<Long> wanted) {
        Map<Long, StoredEvent> found = new HashMap<>(byPosition.getAllPresent(wanted));
        List<Long> missing = wanted.stream().filter(at -> !found.containsKey(at)).toList();
        if (!missing.isEmpty()) {
            load(tx -> table.byPosition(tx, missing))
                    .forEach(event -> found.put(event.position(), event));
        }
        List<StoredEvent> events = new ArrayList<>(wanted.size());
        for (Long position : wanted) {
            StoredEvent event = found.get(position);
            if (event != null) {
                events.add(event);
            }
        }
        return events;
    }

    /// The event that a client's transaction made.
    Optional<StoredEvent> ofTransaction(RoomId room, UserId sender, TransactionKey key) {
        return database.read(tx -> table.ofTransaction(tx, room, sender, key)).flatMap(this::find);
    }

    /// A stretch of a room's timeline.
    public List<StoredEvent> inRoom(RoomId room, EventRange range) {
        return load(tx -> table.inRoom(tx, room, range));
    }

    /// Which of the rooms have events above `after` and up to `upTo`, and the newest's position.
    public Map<RoomId, Long> newestInRooms(Collection<RoomId> rooms, long after, long upTo) {
        Map<RoomId, Long> newest = new HashMap<>();
        database.read(tx -> {
            table.newestInRooms(
                    tx,
                    rooms,
                    after,
                    upTo,
                    row -> newest.put(row.id("room_id", RoomId::parse), row.number("newest")));
            return newest;
        });
        return newest;
    }

    /// Puts what has just been stored where the next reader finds it, and redacts what is cached.
    @Override
    public void stored(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            keep(event);
            if (event.pdu().redacts().isPresent()) {
                redactions.incrementAndGet();
                forget(event.pdu().redacts().get());
            }
        }
    }

    private List<StoredEvent> load(Work<List<StoredEvent>> query) {
        long before = redactions.get();
        List<StoredEvent> events = database.read(query);
        if (redactions.get() == before) {
            events.forEach(this::keep);
        }
        return events;
    }

    private void forget(EventId event) {
        Long position = positions.getIfPresent(event);
        if (position != null) {
            byPosition.invalidate(position);
        }
    }

    private void keep(StoredEvent event) {
        byPosition.put(event.position(), event);
        positions.put(event.pdu().eventId(), event.position());
    }
}
