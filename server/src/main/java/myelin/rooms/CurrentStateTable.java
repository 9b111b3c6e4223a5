package myelin.rooms;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.events.StateChange;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The current state of each room as rows, for questions that span rooms or types.
final class CurrentStateTable {

    private static final Sql REMOVE =
            Sql.of(
                    """
                    DELETE FROM current_state
                    WHERE room_id = :room AND type = :type AND state_key = :key\
                    """);

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO current_state (room_id, type, state_key, event_id, position)
                    VALUES (:room, :type, :key, :event, :position)
                    ON CONFLICT (room_id, type, state_key) DO UPDATE
                        SET event_id = excluded.event_id, position = excluded.position\
                    """);

    private static final Sql OF_TYPES =
            Sql.of(
                    """
                    SELECT type, state_key, position FROM current_state
                    WHERE room_id = :room AND type {in :types}\
                    """);

    private static final Sql OF_TYPES_IN_ROOMS =
            Sql.of(
                    """
                    SELECT room_id, type, state_key, position FROM current_state
                    WHERE room_id {in :rooms} AND type {in :types}\
                    """);

    private static final Sql OF_TYPE_IN_ROOMS =
            Sql.of(
                    """
                    SELECT room_id, position FROM current_state
                    WHERE room_id {in :rooms} AND type = :type AND state_key = ''\
                    """);

    private static final Sql EVENTS_OF_TYPE =
            Sql.of(
                    """
                    SELECT event_id FROM current_state
                    WHERE room_id {in :rooms} AND type = :type AND state_key = ''\
                    """);

    private static final Sql COUNT =
            Sql.of("SELECT COUNT(*) AS entries FROM current_state WHERE room_id = :room");

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM current_state
                    WHERE room_id = :room AND (type, state_key) IN (
                        SELECT type, state_key FROM current_state
                        WHERE room_id = :room LIMIT :limit)\
                    """);

    /// Deletes up to `limit` entries of a room.
    int deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    /// How many entries a room's state has.
    long count(Tx tx, RoomId room) {
        return tx.query(COUNT).bind("room", room).one(row -> row.number("entries"));
    }

    /// Where the state events of some types are.
    Map<StateKey, Long> ofTypes(Tx tx, RoomId room, Collection<String> types) {
        Map<StateKey, Long> positions = new HashMap<>();
        tx.query(OF_TYPES)
                .bind("room", room)
                .bindStrings("types", types)
                .forEach(row ->
                        positions.put(
                                new StateKey(row.string("type"), row.string("state_key")),
                                row.number("position")));
        return positions;
    }

    /// The same of several rooms.
    Map<RoomId, Map<StateKey, Long>> ofTypes(
            Tx tx, Collection<RoomId> rooms, Collection<String> types) {
        Map<RoomId, Map<StateKey, Long>> positions = new HashMap<>();
        tx.query(OF_TYPES_IN_ROOMS)
                .bindStrings("rooms", rooms)
                .bindStrings("types", types)
                .forEach(row ->
                        positions
                                .computeIfAbsent(
                                        row.id("room_id", RoomId::parse), room -> new HashMap<>())
                                .put(
                                        new StateKey(row.string("type"), row.string("state_key")),
                                        row.number("position")));
        return positions;
    }

    /// Where the state event of a type, with an empty key, is in each of the rooms that have one.
    Map<RoomId, Long> ofType(Tx tx, Collection<RoomId> rooms, String type) {
        Map<RoomId, Long> positions = new HashMap<>();
        tx.query(OF_TYPE_IN_ROOMS)
                .bindStrings("rooms", rooms)
                .bind("type", type)
                .forEach(row ->
                        positions.put(row.id("room_id", RoomId::parse), row.number("position")));
        return positions;
    }

    /// The state event of a type, with an empty key, of each of the rooms that have one.
    List<EventId> eventsOfType(Tx tx, Collection<RoomId> rooms, String type) {
        return tx.query(EVENTS_OF_TYPE)
                .bindStrings("rooms", rooms)
                .bind("type", type)
                .list(row -> row.id("event_id", EventId::parse));
    }

    void change(Tx tx, Collection<StateChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Batch set = tx.batch(SET);
        Batch removed = tx.batch(REMOVE);
        for (StateChange change : changes) {
            Batch batch = change.after().isPresent() ? set : removed;
            batch.bind("room", change.room())
                    .bind("type", change.key().type())
                    .bind("key", change.key().key());
            change.after()
                    .ifPresent(event ->
                            batch.bind("event", event.pdu().eventId())
                                    .bind("position", event.number()));
            batch.add();
        }
        set.run();
        removed.run();
    }
}
