package myelin.events;

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
import myelin.core.auth.RedactionRules;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.sql.Work;
import myelin.state.CitedStates;
import org.jspecify.annotations.Nullable;

/// Writes and reads events.
///
/// An event never changes but for the redaction that comes later, and for coming into the timeline
/// after others had cited it: of both the feed tells. So what is cached is right as soon as the feed
/// has passed. What is deleted may be met in memory a moment longer ([#forget]). Any thread.
public final class Events implements EventFeed.Subscriber {

    /// Events outside of the timelines have numbers below this one. What lies between is for the
    /// history that other servers may tell one day, and that comes before what is here.
    private static final long OUTSIDE = -(1L << 40);

    /// Events in memory, at most (about 2 KB each).
    private static final int CACHED = 10_000;

    private final Database database;
    private final EventsTable table = new EventsTable();
    private final OutsideEventsTable outside = new OutsideEventsTable();
    private final WaitingRedactionsTable waiting = new WaitingRedactionsTable();
    private final DeletionsTable deletions = new DeletionsTable();
    private final Cache<Long, StoredEvent> byPosition =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();
    private final Cache<EventId, Long> positions;

    /// Where events are now whose numbers are no positions.
    private final Cache<Long, Long> places = Caffeine.newBuilder().maximumSize(CACHED).build();

    /// Counts changes of events that the feed has told. What was read from the database before one
    /// came may be older than it, and is not kept.
    private final AtomicLong changes = new AtomicLong();

    private List<EventIndex> indexes = List.of();

    private final Tails tails;

    public Events(Database database) {
        this(database, CACHED);
    }

    /// @param ids of how many events is to be known where they are
    Events(Database database, int ids) {
        this.database = database;
        this.tails = new Tails(database, table);
        this.positions = Caffeine.newBuilder().maximumSize(ids).recordStats().build();
    }

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        shown.add("events", byPosition);
        shown.add("event_ids", positions);
    }

    /// The event of this id, if it is in the timeline of a room: what others may be told of.
    public Optional<StoredEvent> find(EventId event) {
        return known(event).filter(StoredEvent::isInTimeline);
    }

    /// The event of this id, whatever the checks have made of it, if this server has it.
    public Optional<StoredEvent> known(EventId event) {
        Long position = positions.getIfPresent(event);
        StoredEvent cached = position == null ? null : byPosition.getIfPresent(position);
        if (cached != null) {
            return Optional.of(cached);
        }
        return load(tx -> table.byId(tx, List.of(event))).stream().findFirst();
    }

    /// As [#known(EventId)], as the transaction sees it.
    public Optional<StoredEvent> known(Tx tx, EventId event) {
        return table.byId(tx, List.of(event)).stream().findFirst();
    }

    /// As [#known(Collection)], as the transaction sees them.
    public List<StoredEvent> known(Tx tx, Collection<EventId> wanted) {
        return table.byId(tx, wanted);
    }

    /// Those of these events which this server has, whatever the checks have made of them, in no
    /// order, read together.
    public List<StoredEvent> known(Collection<EventId> wanted) {
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

    /// The event at a position, or with the number by which the states of rooms name it. No two events
    /// share one: a number above zero is a position.
    ///
    /// @throws IllegalStateException when there is none; positions come from this server's own
    ///     tables. Messages may be deleted at any time: of them [#at(Collection)] is asked
    public StoredEvent at(long position) {
        StoredEvent cached = cached(position);
        if (cached != null) {
            return cached;
        }
        return load(tx -> numbered(tx, List.of(position))).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no event at position " + position));
    }

    /// The events at these positions or with these numbers, in their order, read together. Those that were
    /// deleted are left out.
    public List<StoredEvent> at(Collection<Long> wanted) {
        Map<Long, StoredEvent> found = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (Long number : wanted) {
            StoredEvent cached = cached(number);
            if (cached == null) {
                missing.add(number);
            } else {
                found.put(number, cached);
            }
        }
        if (!missing.isEmpty()) {
            for (StoredEvent event : load(tx -> numbered(tx, missing))) {
                found.put(event.position(), event);
                found.put(event.number(), event);
            }
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

    /// A state event's number and its place in the state.
    public record Entry(EventId event, long number, StateKey key) {}

    /// Those of these events which are stored and state events.
    public List<Entry> entries(Tx tx, Collection<EventId> wanted) {
        return table.entries(tx, wanted);
    }

    /// Where in the state the events with these numbers stand, all of which are state events.
    public Map<Long, StateKey> keys(Collection<Long> wanted) {
        Map<Long, StateKey> keys = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (Long number : wanted) {
            StoredEvent cached = cached(number);
            if (cached == null) {
                missing.add(number);
            } else {
                cached.pdu().key().ifPresent(key -> keys.put(number, key));
            }
        }
        if (!missing.isEmpty()) {
            database.read(tx -> table.entriesNumbered(tx, missing))
                    .forEach(entry -> keys.put(entry.number(), entry.key()));
        }
        return keys;
    }

    private @Nullable StoredEvent cached(long number) {
        Long place = number < 0 ? places.getIfPresent(number) : null;
        return byPosition.getIfPresent(place == null ? number : place);
    }

    private List<StoredEvent> numbered(Tx tx, Collection<Long> numbers) {
        List<StoredEvent> events = new ArrayList<>(table.byPosition(tx, numbers));
        List<Long> moved = numbers.stream().filter(number -> number < 0).toList();
        if (events.size() < numbers.size() && !moved.isEmpty()) {
            events.addAll(table.byNumber(tx, moved));
        }
        return events;
    }

    /// The event that a client's transaction made.
    public Optional<StoredEvent> ofTransaction(RoomId room, UserId sender, TransactionKey key) {
        return database.read(tx -> table.ofTransaction(tx, room, sender, key)).flatMap(this::find);
    }

    /// A stretch of a room's timeline. The newest part, which is asked for most, costs no query for
    /// where it is.
    public List<StoredEvent> inRoom(RoomId room, EventRange range) {
        Optional<List<Long>> known = tails.within(room, range);
        if (known.isPresent()) {
            List<StoredEvent> events = at(known.get());
            if (events.size() == known.get().size()) {
                return events;
            }
            tails.forget(room::equals);
        }
        return load(tx -> table.inRoom(tx, room, range));
    }

    /// The newest events of several rooms, read together, those of each room newest first.
    ///
    /// @param limit events of each room, at most
    public List<StoredEvent> newest(Collection<RoomId> rooms, int limit) {
        return tails.load(limit, () -> load(tx -> table.newest(tx, rooms, limit)));
    }

    /// Whether it costs no query where the newest events of a room are, so that somebody has looked at them lately.
    public boolean knowsNewest(RoomId room, int limit) {
        return tails.isKnown(room, limit);
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

    /// Those events of a stretch by which the room's state may have changed, newest first.
    List<StoredEvent> changingState(RoomId room, EventRange range) {
        return load(tx -> table.changingState(tx, room, range));
    }

    /// The events of a room in the order of the times that they claim, whatever the checks have made of them.
    ///
    /// @param after where the page before ended
    /// @param upTo the last time, in milliseconds since 1970
    public List<OldEvent> oldest(Tx tx, RoomId room, OldEvent.Place after, long upTo, int limit) {
        return deletions.oldest(tx, room, after, upTo, limit);
    }

    /// Deletes events of one room for good. Their memory goes with [#forget].
    public void delete(Tx tx, RoomId room, List<OldEvent> events) {
        deletions.delete(tx, events);
        indexes.forEach(index -> index.deleted(tx, room, events));
    }

    /// Which of the events at these positions are there, and will be until the transaction ends. Who writes rows
    /// about events outside of the transaction that stores them asks first.
    public Set<Long> hold(Tx tx, Collection<Long> positions) {
        return deletions.hold(tx, positions);
    }

    /// Drops what is in memory of rooms of which events were deleted.
    public void forget(Predicate<RoomId> rooms) {
        changes.incrementAndGet();
        byPosition.asMap().values().removeIf(event -> rooms.test(event.pdu().roomId()));
        tails.forget(rooms);
    }

    /// The states that the next `limit` events of a room cite.
    public CitedStates.Page citedStates(Tx tx, RoomId room, long after, int limit) {
        return table.citedStates(tx, room, after, limit);
    }

    /// Who keeps rows about events; called once, before the server starts.
    public void indexWith(List<EventIndex> all) {
        indexes = List.copyOf(all);
    }

    /// Writes events into the timelines of their rooms; those that have a number of their own are
    /// stored already, and get their place. Then redacts what is redacted, and has them indexed.
    ///
    /// @param redactions those among the events that count
    public void store(Tx tx, List<StoredEvent> events, List<CountingRedaction> redactions) {
        table.insert(tx, events.stream().filter(event -> !isPlaced(event)).toList());
        List<StoredEvent> placed = events.stream().filter(Events::isPlaced).toList();
        if (!placed.isEmpty()) {
            outside.place(tx, placed);
        }
        List<EventId> redacted = new ArrayList<>();
        for (CountingRedaction redaction : redactions) {
            if (redact(tx, redaction)) {
                redacted.add(redaction.target());
            }
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

    private static boolean isPlaced(StoredEvent event) {
        return event.number() != event.position();
    }

    /// The next number below all that there ever were, for an event outside of the timelines. The transaction
    /// must hold the EVENTS stream, so that nobody else is given the same.
    public long nextOutside(Tx tx) {
        long next = Math.min(OUTSIDE, outside.least(tx)) - 1;
        outside.setLeast(tx, next);
        return next;
    }

    /// Writes an event that is in no timeline.
    ///
    /// @param reason why not, if it was rejected or soft failed
    public void storeOutside(Tx tx, StoredEvent event, Optional<String> reason) {
        outside.insert(tx, event, reason);
    }

    /// Notes what the checks have made of an event that was stored as an outlier.
    ///
    /// @param reason why it does not come into the timeline, if it does not
    public void judge(Tx tx, StoredEvent event, Optional<String> reason) {
        outside.judge(tx, event, reason);
        tx.afterCommit(() -> {
            changes.incrementAndGet();
            forget(event.pdu().eventId());
        });
    }

    /// Now, or once the target comes.
    ///
    /// @return whether it is redacted by this
    private boolean redact(Tx tx, CountingRedaction redaction) {
        Pdu event = redaction.event();
        EventId target = redaction.target();
        if (table.redact(tx, event.roomId(), target, event.eventId())) {
            return true;
        }
        if (table.byId(tx, List.of(target)).isEmpty()) {
            waiting.insert(tx, target, new WaitingRedaction(event.eventId(), redaction.powerful()));
        }
        return false;
    }

    /// The redaction which waited for this event, and counts.
    public Optional<EventId> waitingRedaction(Tx tx, Pdu event) {
        for (WaitingRedaction redaction : waiting.take(tx, event.eventId())) {
            for (StoredEvent stored : table.byId(tx, List.of(redaction.redaction()))) {
                if (RedactionRules.applies(stored.pdu(), event, redaction.powerful())) {
                    return Optional.of(redaction.redaction());
                }
            }
        }
        return Optional.empty();
    }

    /// Puts what has just been stored where the next reader finds it, and redacts what is cached.
    @Override
    public void stored(List<StoredEvent> events) {
        tails.lengthen(events);
        for (StoredEvent event : events) {
            if (isPlaced(event)) {
                changes.incrementAndGet();
            }
            keep(event);
            if (event.pdu().redacts().isPresent()) {
                changes.incrementAndGet();
                forget(event.pdu().redacts().get());
            }
            if (MemberContent.redactsEvents(event.pdu())) {
                changes.incrementAndGet();
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

    private List<StoredEvent> load(Work<List<StoredEvent>> query) {
        long before = changes.get();
        List<StoredEvent> events = database.read(query);
        if (changes.get() == before) {
            events.forEach(this::keep);
        }
        if (changes.get() != before) {
            events.forEach(event -> byPosition.invalidate(event.position()));
        }
        return events;
    }

    /// It may be in memory though nothing there says where it is: the two are dropped each for itself.
    private void forget(EventId event) {
        Long position = positions.getIfPresent(event);
        if (position != null) {
            byPosition.invalidate(position);
        } else {
            byPosition.asMap().values().removeIf(known -> known.pdu().eventId().equals(event));
        }
    }

    private void keep(StoredEvent event) {
        byPosition.put(event.position(), event);
        if (isPlaced(event)) {
            places.put(event.number(), event.position());
            byPosition.invalidate(event.number());
        }
        positions.put(event.pdu().eventId(), event.position());
    }
}
