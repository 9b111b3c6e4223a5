package myelin.rooms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
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

    private static final Sql FIND = Sql.of("SELECT * FROM rooms WHERE room_id = :room");

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT room_id, last_position FROM rooms WHERE room_id {in :rooms}
                    ORDER BY room_id {lock}\
                    """);

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO rooms (room_id, version, creator, created_ts, last_position, depth,
                        forward_extremities, state, joined_members, invited_members)
                    VALUES (:room, :version, :creator, :created, 0, 0, '[]', :state, 0, 0)\
                    """);

    private static final Sql MOVE =
            Sql.of(
                    """
                    UPDATE rooms SET last_position = :position, depth = :depth,
                        forward_extremities = :extremities, state = :state,
                        joined_members = :joined, invited_members = :invited
                    WHERE room_id = :room\
                    """);

    Optional<RoomHead> find(Tx tx, RoomId room) {
        return tx.query(FIND).bind("room", room).first(RoomsTable::head);
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

    void insert(Tx tx, RoomId room, RoomVersion version, UserId creator, long createdTs) {
        tx.update(INSERT)
                .bind("room", room)
                .bind("version", version.id())
                .bind("creator", creator)
                .bind("created", createdTs)
                .bind("state", StateRoot.EMPTY.toString())
                .run();
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
                row.number("invited_members"));
    }
}
