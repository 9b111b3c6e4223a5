package myelin.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.sql.Work;
import myelin.state.CitedStates;

/// Reads events. An event never changes but for the redaction that comes later, of which
/// [#redacted] tells the cache; so what is cached is right as soon as the feed has passed.
/// Any thread.
public final class Events implements EventFeed.Subscriber {

    /// Events in memory, at most (about 2 KB each).
    private static final int CACHED = 10_000;

    private final Database database;
    private final EventsTable table = new EventsTable();
    private final Cache<Long, StoredEvent> byPosition =
            Caffeine.newBuilder().maximumSize(CACHED).build();
    private final Cache<EventId, Long> positions =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    /// Counts redactions that the feed has told. What was read from the database before one came
    /// may be older than it, and is not kept.
    private final AtomicLong redactions = new AtomicLong();

    private List<EventIndex> indexes = List.of();

    private final Cache<RoomId, Tail> tails = Caffeine.newBuilder().maximumSize(CACHED).build();

    /// The newest position that the feed has told; guarded by `tails`, as the tails that change with it.
    private long told;

    public Events(Database database) {
        this.database = database;
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

    /// Those of these events which this server has, in no order, read together.
    public List<StoredEvent> find(Collection<EventId> wanted) {
        List<StoredEvent> found = new ArrayList<>();
        List<EventId> missing = new ArrayList<>();
        for (EventId event : wanted) {
            Long position = positions.getIfPresent(event);
            StoredEvent cached = position == null ? null : byPosition.getIfPresent(position);
            if (cached == null) {
                missing.add(event);
            } else {
                found.add(cached);
            }
        }
        if (!missing.isEmpty()) {
            found.addAll(load(tx -> table.byId(tx, missing)));
        }
        return found;
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

    /// A state event's place in the stream and in the state.
    public record Entry(EventId event, long position, StateKey key) {}

    /// Those of these events which are stored and state events.
    public List<Entry> entries(Tx tx, Collection<EventId> wanted) {
        return table.entries(tx, wanted);
    }

    /// Where in the state the events at these positions stand, all of which are state events.
    public Map<Long, StateKey> keys(Collection<Long> wanted) {
        Map<Long, StateKey> keys = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (Long position : wanted) {
            StoredEvent cached = byPosition.getIfPresent(position);
            if (cached == null) {
                missing.add(position);
            } else {
                cached.pdu().key().ifPresent(key -> keys.put(position, key));
            }
        }
        if (!missing.isEmpty()) {
            database.read(tx -> table.entriesAt(tx, missing))
                    .forEach(entry -> keys.put(entry.position(), entry.key()));
        }
        return keys;
    }

    /// The event that a client's transaction made.
    public Optional<StoredEvent> ofTransaction(RoomId room, UserId sender, TransactionKey key) {
        return database.read(tx -> table.ofTransaction(tx, room, sender, key)).flatMap(this::find);
    }

    /// A stretch of a room's timeline. The newest part, which is asked for most, costs no query for
    /// where it is.
    public List<StoredEvent> inRoom(RoomId room, EventRange range) {
        Optional<List<Long>> known = range.backward() ? tail(room).within(range) : Optional.empty();
        if (known.isPresent()) {
            return at(known.get());
        }
        return load(tx -> table.inRoom(tx, room, range));
    }

    /// Events of a room whose `origin_server_ts` is nearest to a time, nearest first.
    ///
    /// @param ts milliseconds since 1970; an event of this very time is the nearest
    /// @param backward those before it, else those after it
    /// @param skipped how many of them are passed over
    public List<StoredEvent> nearest(
            RoomId room, long ts, boolean backward, int skipped, int limit) {
        return at(database.read(tx -> table.nearest(tx, room, ts, backward, skipped, limit)));
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

    /// The events of all rooms above `after` and up to `upTo`, in the order of their positions.
    List<StoredEvent> since(long after, long upTo, int limit) {
        return database.read(tx -> table.since(tx, after, upTo, limit));
    }

    /// All of them.
    public List<StoredEvent> since(long after, long upTo) {
        return since(after, upTo, Integer.MAX_VALUE);
    }

    /// The states that the next `limit` events of a room cite.
    public CitedStates.Page citedStates(Tx tx, RoomId room, long after, int limit) {
        return table.citedStates(tx, room, after, limit);
    }

    /// Who keeps rows about events; called once, before the server starts.
    public void indexWith(List<EventIndex> all) {
        indexes = List.copyOf(all);
    }

    /// Writes new events, notes which events the redactions among them redact, and has them indexed.
    public void store(Tx tx, List<StoredEvent> events) {
        table.insert(tx, events);
        List<EventId> redacted = new ArrayList<>();
        for (StoredEvent event : events) {
            Pdu pdu = event.pdu();
            pdu.redacts()
                    .filter(target -> table.redact(tx, pdu.roomId(), target, pdu.eventId()))
                    .ifPresent(redacted::add);
        }
        for (EventIndex index : indexes) {
            index.stored(tx, events);
        }
        index(tx, redacted);
    }

    /// Redacts all that a user has sent into a room before an event, which is the reason.
    public void redactAll(Tx tx, RoomId room, UserId sender, StoredEvent by) {
        index(tx, table.redactAll(tx, room, sender, by.position(), by.pdu().eventId()));
    }

    private void index(Tx tx, List<EventId> redacted) {
        if (!redacted.isEmpty()) {
            indexes.forEach(index -> index.redacted(tx, redacted));
        }
    }

    /// Puts what has just been stored where the next reader finds it, and redacts what is cached.
    @Override
    public void stored(List<StoredEvent> events) {
        lengthenTails(events);
        for (StoredEvent event : events) {
            keep(event);
            if (event.pdu().redacts().isPresent()) {
                redactions.incrementAndGet();
                forget(event.pdu().redacts().get());
            }
            if (MemberContent.redactsEvents(event.pdu())) {
                redactions.incrementAndGet();
                forget(event.pdu());
            }
        }
    }

    /// Drops what the target of a member event has sent into its room.
    private void forget(Pdu member) {
        String sender = member.stateKey().orElse("");
        byPosition
                .asMap()
                .values()
                .removeIf(event ->
                        event.pdu().sender().value().equals(sender)
                                && event.pdu().roomId().equals(member.roomId()));
    }

    /// Where the newest events of a room are.
    ///
    /// @param newestFirst positions without gaps
    /// @param whole there are no others in the room
    private record Tail(List<Long> newestFirst, boolean whole) {

        static final int LENGTH = 64;

        Tail with(long position) {
            if (!newestFirst.isEmpty() && newestFirst.getFirst() >= position) {
                return this;
            }
            List<Long> longer = new ArrayList<>(LENGTH);
            longer.add(position);
            longer.addAll(newestFirst.subList(0, Math.min(newestFirst.size(), LENGTH - 1)));
            return new Tail(longer, whole && newestFirst.size() < LENGTH);
        }

        /// The positions of a stretch, newest first; empty when it reaches back beyond the tail.
        Optional<List<Long>> within(EventRange range) {
            List<Long> positions = new ArrayList<>();
            for (long position : newestFirst) {
                if (position <= range.after() || positions.size() == range.limit()) {
                    return Optional.of(positions);
                }
                if (position <= range.upTo()) {
                    positions.add(position);
                }
            }
            return whole || positions.size() == range.limit()
                    ? Optional.of(positions)
                    : Optional.empty();
        }
    }

    private Tail tail(RoomId room) {
        Tail known = tails.getIfPresent(room);
        if (known != null) {
            return known;
        }
        long before;
        synchronized (tails) {
            before = told;
        }
        List<Long> newest = database.read(tx -> table.newestPositions(tx, room, Tail.LENGTH));
        Tail loaded = new Tail(newest, newest.size() < Tail.LENGTH);
        synchronized (tails) {
            if (told == before) {
                tails.put(room, loaded);
            }
        }
        return loaded;
    }

    private void lengthenTails(List<StoredEvent> events) {
        synchronized (tails) {
            for (StoredEvent event : events) {
                tails.asMap()
                        .computeIfPresent(
                                event.pdu().roomId(), (room, tail) -> tail.with(event.position()));
            }
            told = events.getLast().position();
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
