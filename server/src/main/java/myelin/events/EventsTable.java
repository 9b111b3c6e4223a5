package myelin.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Statement;
import myelin.sql.Tx;
import myelin.state.CitedStates;
import myelin.state.StateRoot;

/// All events: those of the timelines in the order in which they came into them, others below zero.
final class EventsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO events (position, event_id, room_id, version, type, state_key, sender,
                        depth, origin_server_ts, received_ts, json, state_before, state_after,
                        room_state_before, room_state, replaces_state,
                        transaction_device, transaction_id, redacted_by)
                    VALUES (:position, :event, :room, :version, :type, :key, :sender,
                        :depth, :sent, :received, :json, :before, :after,
                        :roomBefore, :state, :replaces,
                        :device, :transaction, :redactedBy)\
                    """);

    private static final Sql BY_ID =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE event_id {in :events}\
                    """);

    private static final Sql BY_POSITION =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE position {in :positions}\
                    """);

    private static final Sql ENTRIES =
            Sql.of(
                    """
                    SELECT coalesce(number, position) AS number, event_id, type, state_key
                    FROM events
                    WHERE event_id {in :events} AND state_key IS NOT NULL\
                    """);

    private static final Sql ENTRIES_NUMBERED =
            Sql.of(
                    """
                    SELECT coalesce(number, position) AS number, event_id, type, state_key
                    FROM events
                    WHERE position {in :numbers} AND state_key IS NOT NULL
                    UNION ALL
                    SELECT number, event_id, type, state_key FROM events
                    WHERE number {in :numbers} AND state_key IS NOT NULL\
                    """);

    private static final Sql BY_NUMBER =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE number {in :numbers}\
                    """);

    private static final Sql SINCE =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE position > :after AND position <= :upTo
                    ORDER BY position LIMIT :limit\
                    """);

    private static final Sql IN_ROOM_FORWARD =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE room_id = :room AND position > :after AND position <= :upTo
                    ORDER BY position LIMIT :limit\
                    """);

    private static final Sql IN_ROOM_BACKWARD =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE room_id = :room AND position > :after AND position <= :upTo
                    ORDER BY position DESC LIMIT :limit\
                    """);

    private static final Sql NEAREST_AFTER =
            Sql.of(
                    """
                    SELECT position FROM events
                    WHERE room_id = :room AND origin_server_ts >= :ts
                    ORDER BY origin_server_ts, depth, position LIMIT :limit OFFSET :skipped\
                    """);

    private static final Sql NEAREST_BEFORE =
            Sql.of(
                    """
                    SELECT position FROM events
                    WHERE room_id = :room AND origin_server_ts <= :ts
                    ORDER BY origin_server_ts DESC, depth DESC, position DESC
                    LIMIT :limit OFFSET :skipped\
                    """);

    private static final Sql CHANGING_STATE =
            Sql.of(
                    """
                    SELECT * FROM events
                    WHERE room_id = :room AND position > :after AND position <= :upTo
                        AND position > 0 AND (state_key IS NOT NULL
                            OR state_after IS NOT NULL OR room_state_before IS NOT NULL)
                    ORDER BY position DESC LIMIT :limit\
                    """);

    private static final Sql NEWEST_POSITIONS =
            Sql.of(
                    """
                    SELECT position FROM events WHERE room_id = :room AND position > 0
                    ORDER BY position DESC LIMIT :limit\
                    """);

    private static final Sql NEWEST =
            Sql.of(
                    """
                    SELECT e.* FROM {each :rooms} room
                    JOIN events e ON e.room_id = room.value AND e.position >= coalesce(
                        (SELECT o.position FROM events o
                            WHERE o.room_id = room.value AND o.position > 0
                            ORDER BY o.position DESC LIMIT 1 OFFSET :skipped), 1)
                    ORDER BY e.position DESC\
                    """);

    private static final Sql NEWEST_IN_ROOMS =
            Sql.of(
                    """
                    SELECT room_id, max(position) AS newest FROM events
                    WHERE room_id {in :rooms} AND position > :after AND position <= :upTo
                    GROUP BY room_id\
                    """);

    /// All columns in which states are cited.
    private static final Sql CITED_STATES =
            Sql.of(
                    """
                    SELECT position, state_before, state_after, room_state_before, room_state
                    FROM events WHERE room_id = :room AND position > :after
                    ORDER BY position LIMIT :limit\
                    """);

    private static final Sql OF_TRANSACTION =
            Sql.of(
                    """
                    SELECT event_id FROM events WHERE sender = :sender AND room_id = :room
                        AND transaction_device = :device AND transaction_id = :transaction\
                    """);

    private static final Sql REDACT =
            Sql.of(
                    """
                    UPDATE events SET redacted_by = :by
                    WHERE event_id = :event AND room_id = :room AND redacted_by IS NULL\
                    """);

    /// The create event stays: without it there is no room.
    private static final Sql REDACT_ALL =
            Sql.of(
                    """
                    UPDATE events SET redacted_by = :by
                    WHERE room_id = :room AND sender = :sender AND position < :position
                        AND type <> 'm.room.create' AND redacted_by IS NULL
                    RETURNING event_id\
                    """);

    /// Writes events that come into the timeline as they are stored.
    void insert(Tx tx, Collection<StoredEvent> events) {
        Batch batch = tx.batch(INSERT);
        for (StoredEvent event : events) {
            EventRow.bindPdu(batch, event);
            EventRow.bindTimeline(batch, event).add();
        }
        batch.run();
    }

    List<StoredEvent> byId(Tx tx, Collection<EventId> events) {
        return tx.query(BY_ID).bindStrings("events", events).list(EventRow::read);
    }

    List<StoredEvent> byPosition(Tx tx, Collection<Long> positions) {
        return tx.query(BY_POSITION).bindLongs("positions", positions).list(EventRow::read);
    }

    List<Events.Entry> entries(Tx tx, Collection<EventId> events) {
        return tx.query(ENTRIES).bindStrings("events", events).list(EventsTable::entry);
    }

    List<Events.Entry> entriesNumbered(Tx tx, Collection<Long> numbers) {
        return tx.query(ENTRIES_NUMBERED).bindLongs("numbers", numbers).list(EventsTable::entry);
    }

    private static Events.Entry entry(Row row) {
        return new Events.Entry(
                row.id("event_id", EventId::parse),
                row.number("number"),
                new StateKey(row.string("type"), row.string("state_key")));
    }

    /// Events that came into the timeline after they were known.
    List<StoredEvent> byNumber(Tx tx, Collection<Long> numbers) {
        return tx.query(BY_NUMBER).bindLongs("numbers", numbers).list(EventRow::read);
    }

    List<StoredEvent> since(Tx tx, long after, long upTo, int limit) {
        return tx.query(SINCE)
                .bind("after", after)
                .bind("upTo", upTo)
                .bind("limit", limit)
                .list(EventRow::read);
    }

    List<StoredEvent> inRoom(Tx tx, RoomId room, EventRange range) {
        return inRoom(tx, room, range, IN_ROOM_FORWARD, IN_ROOM_BACKWARD).list(EventRow::read);
    }

    private static Statement inRoom(
            Tx tx, RoomId room, EventRange range, Sql forward, Sql backward) {
        return tx.query(range.backward() ? backward : forward)
                .bind("room", room)
                .bind("after", range.after())
                .bind("upTo", range.upTo())
                .bind("limit", range.limit());
    }

    /// Where the events of a room are whose time is nearest to one, nearest first.
    List<Long> nearest(Tx tx, RoomId room, long ts, boolean backward, int skipped, int limit) {
        return tx.query(backward ? NEAREST_BEFORE : NEAREST_AFTER)
                .bind("room", room)
                .bind("ts", ts)
                .bind("skipped", skipped)
                .bind("limit", limit)
                .list(row -> row.number("position"));
    }

    /// Those of a stretch by which the room's state may have changed, newest first.
    List<StoredEvent> changingState(Tx tx, RoomId room, EventRange range) {
        return tx.query(CHANGING_STATE)
                .bind("room", room)
                .bind("after", range.after())
                .bind("upTo", range.upTo())
                .bind("limit", range.limit())
                .list(EventRow::read);
    }

    /// Where the newest events of a room are, newest first.
    List<Long> newestPositions(Tx tx, RoomId room, int limit) {
        return tx.query(NEWEST_POSITIONS)
                .bind("room", room)
                .bind("limit", limit)
                .list(row -> row.number("position"));
    }

    /// The newest events of several rooms, newest first.
    ///
    /// @param limit events of each room, at most
    List<StoredEvent> newest(Tx tx, Collection<RoomId> rooms, int limit) {
        return tx.query(NEWEST)
                .bindStrings("rooms", rooms)
                .bind("skipped", limit - 1)
                .list(EventRow::read);
    }

    /// Rooms with events in the range, each with the position of its newest.
    void newestInRooms(Tx tx, Collection<RoomId> rooms, long after, long upTo, Consumer<Row> each) {
        tx.query(NEWEST_IN_ROOMS)
                .bindStrings("rooms", rooms)
                .bind("after", after)
                .bind("upTo", upTo)
                .forEach(each);
    }

    /// The states that the next `limit` events of a room cite; what is in no column named here is
    /// deleted some day.
    CitedStates.Page citedStates(Tx tx, RoomId room, long after, int limit) {
        List<StateRoot> roots = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        tx.query(CITED_STATES)
                .bind("room", room)
                .bind("after", after)
                .bind("limit", limit)
                .forEach(row -> {
                    positions.add(row.number("position"));
                    roots.add(StateRoot.parse(row.string("state_before")));
                    roots.add(StateRoot.parse(row.string("room_state")));
                    row.optionalString("state_after").map(StateRoot::parse).ifPresent(roots::add);
                    row.optionalString("room_state_before")
                            .map(StateRoot::parse)
                            .ifPresent(roots::add);
                });
        return new CitedStates.Page(
                roots,
                positions.size() < limit ? Optional.empty() : Optional.of(positions.getLast()));
    }

    Optional<EventId> ofTransaction(Tx tx, RoomId room, UserId sender, TransactionKey key) {
        return tx.query(OF_TRANSACTION)
                .bind("sender", sender)
                .bind("room", room)
                .bind("device", key.device())
                .bind("transaction", key.transactionId())
                .first(row -> row.id("event_id", EventId::parse));
    }

    /// Notes the first redaction of an event; later ones change nothing.
    ///
    /// @return whether this is the first
    boolean redact(Tx tx, RoomId room, EventId event, EventId by) {
        return tx.update(REDACT).bind("by", by).bind("event", event).bind("room", room).run() > 0;
    }

    /// Redacts all that somebody has sent into a room before a position.
    ///
    /// @return what was redacted by this
    List<EventId> redactAll(Tx tx, RoomId room, UserId sender, long position, EventId by) {
        return tx.update(REDACT_ALL)
                .bind("by", by)
                .bind("room", room)
                .bind("sender", sender)
                .bind("position", position)
                .list(row -> row.id("event_id", EventId::parse));
    }
}
