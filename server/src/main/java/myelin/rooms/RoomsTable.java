package myelin.rooms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;
import myelin.core.room.RoomVersion;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;
import myelin.state.StateRoot;

/// One row a room: where its graph ends and what its state is now.
final class RoomsTable {

    private static final Sql FIND =
            Sql.of("SELECT * FROM rooms WHERE room_id = :room AND deleted_ts IS NULL");

    private static final Sql FIND_ALL =
            Sql.of("SELECT * FROM rooms WHERE room_id {in :rooms} AND deleted_ts IS NULL");

    private static final Sql LISTED =
            Sql.of(
                    """
                    SELECT r.room_id, r.last_position, r.room_type, e.event_id AS encryption
                    FROM rooms r LEFT JOIN current_state e ON e.room_id = r.room_id
                        AND e.type = 'm.room.encryption' AND e.state_key = ''
                    WHERE r.room_id {in :rooms} AND r.deleted_ts IS NULL\
                    """);

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT room_id, last_position FROM rooms
                    WHERE room_id {in :rooms} AND deleted_ts IS NULL
                    ORDER BY room_id {lock}\
                    """);

    private static final Sql AFTER =
            Sql.of(
                    """
                    SELECT room_id FROM rooms WHERE room_id > :after AND deleted_ts IS NULL
                    ORDER BY room_id LIMIT :limit\
                    """);

    private static final Sql SET_FORGOTTEN =
            Sql.of("UPDATE rooms SET forgotten_ts = :ts WHERE room_id = :room");

    private static final Sql DATE_FORGOTTEN =
            Sql.of("UPDATE rooms SET forgotten_ts = :now WHERE forgotten_ts = 0");

    private static final Sql FORGOTTEN =
            Sql.of(
                    """
                    SELECT room_id FROM rooms
                    WHERE forgotten_ts IS NOT NULL AND forgotten_ts <= :upTo
                        AND deleted_ts IS NULL
                    ORDER BY forgotten_ts, room_id LIMIT :limit\
                    """);

    private static final Sql SET_DELETED =
            Sql.of("UPDATE rooms SET deleted_ts = :now WHERE room_id = :room");

    private static final Sql DELETED =
            Sql.of(
                    """
                    SELECT room_id FROM rooms
                    WHERE deleted_ts IS NOT NULL AND deleted_ts <= :upTo
                    ORDER BY deleted_ts, room_id LIMIT 1\
                    """);

    private static final Sql DELETE =
            Sql.of("DELETE FROM rooms WHERE room_id = :room AND deleted_ts IS NOT NULL");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO rooms (room_id, version, creator, created_ts, last_position, depth,
                        forward_extremities, state, joined_members, invited_members,
                        bump_position, room_type)
                    VALUES (:room, :version, :creator, :created, 0, 0, '[]', :state, 0, 0,
                        0, :type)
                    ON CONFLICT (room_id) DO NOTHING\
                    """);

    private static final Sql MOVE =
            Sql.of(
                    """
                    UPDATE rooms SET last_position = :position, depth = :depth,
                        forward_extremities = :extremities, state = :state,
                        joined_members = :joined, invited_members = :invited,
                        bump_position = :bump
                    WHERE room_id = :room\
                    """);

    Optional<RoomHead> find(Tx tx, RoomId room) {
        return tx.query(FIND).bind("room", room).first(RoomsTable::head);
    }

    /// Those of the rooms that there are.
    List<RoomHead> find(Tx tx, Collection<RoomId> rooms) {
        return tx.query(FIND_ALL).bindStrings("rooms", rooms).list(RoomsTable::head);
    }

    /// Rooms, as lists of them need them.
    List<RoomListing> listed(Tx tx, Collection<RoomId> rooms) {
        return tx.query(LISTED)
                .bindStrings("rooms", rooms)
                .list(row ->
                        new RoomListing(
                                row.id("room_id", RoomId::parse),
                                row.number("last_position"),
                                row.optionalString("room_type"),
                                row.optionalString("encryption").isPresent()));
    }

    /// Rooms in the order of their ids.
    List<RoomId> after(Tx tx, String after, int limit) {
        return tx.query(AFTER)
                .bind("after", after)
                .bind("limit", limit)
                .list(row -> row.id("room_id", RoomId::parse));
    }

    /// Locks the rooms, in the order of their ids, until the transaction ends.
    ///
    /// @return the position of the newest event of each that is there
    Map<RoomId, Long> lock(Tx tx, Collection<RoomId> rooms) {
        Map<RoomId, Long> positions = new HashMap<>();
        tx.query(LOCK)
                .bindStrings("rooms", rooms)
                .forEach(row ->
                        positions.put(
                                row.id("room_id", RoomId::parse), row.number("last_position")));
        return positions;
    }

    /// @return whether there is no room of this id, nor one whose rows have still to go
    boolean insert(Tx tx, Pdu create) {
        return tx.update(INSERT)
                        .bind("room", create.roomId())
                        .bind("version", create.version().id())
                        .bind("creator", create.sender())
                        .bind("created", create.originServerTs())
                        .bind("state", StateRoot.EMPTY.toString())
                        .bind("type", create.content().string("type"))
                        .run()
                > 0;
    }

    /// Notes since when all users of this server have forgotten the room; empty: they have not.
    void setForgotten(Tx tx, RoomId room, Optional<Long> ts) {
        tx.update(SET_FORGOTTEN).bind("ts", ts).bind("room", room).run();
    }

    /// Lets the time begin now for rooms of which nobody knows when they were forgotten.
    void dateForgotten(Tx tx, long now) {
        tx.update(DATE_FORGOTTEN).bind("now", now).run();
    }

    /// Rooms that were forgotten at a time or before, those first that were forgotten longest ago.
    List<RoomId> forgotten(Tx tx, long upTo, int limit) {
        return tx.query(FORGOTTEN)
                .bind("upTo", upTo)
                .bind("limit", limit)
                .list(row -> row.id("room_id", RoomId::parse));
    }

    void setDeleted(Tx tx, RoomId room, long now) {
        tx.update(SET_DELETED).bind("now", now).bind("room", room).run();
    }

    /// The room that was deleted longest ago, if that was at a time or before.
    Optional<RoomId> deleted(Tx tx, long upTo) {
        return tx.query(DELETED).bind("upTo", upTo).first(row -> row.id("room_id", RoomId::parse));
    }

    void delete(Tx tx, RoomId room) {
        tx.update(DELETE).bind("room", room).run();
    }

    void move(Tx tx, Collection<RoomHead> heads) {
        Batch batch = tx.batch(MOVE);
        for (RoomHead head : heads) {
            batch.bind("room", head.room())
                    .bind("position", head.position())
                    .bind("depth", head.depth())
                    .bind("extremities", JsonWriter.text(JsonArray.from(head.extremities())))
                    .bind("state", head.state().toString())
                    .bind("joined", head.joinedMembers())
                    .bind("invited", head.invitedMembers())
                    .bind("bump", head.bumpPosition())
                    .add();
        }
        batch.run();
    }

    private static RoomHead head(Row row) {
        List<EventId> extremities = new ArrayList<>();
        if (JsonParser.parse(row.string("forward_extremities")) instanceof JsonArray ids) {
            ids.strings().forEach(id -> extremities.add(EventId.parse(id)));
        }
        return new RoomHead(
                row.id("room_id", RoomId::parse),
                RoomVersion.of(row.string("version")).orElseThrow(),
                row.number("last_position"),
                row.number("depth"),
                List.copyOf(extremities),
                StateRoot.parse(row.string("state")),
                row.number("joined_members"),
                row.number("invited_members"),
                row.number("bump_position"));
    }
}
