package myelin.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The numbers of rooms, how much their states take, and which are to be gone through for unused
/// nodes. A number is never given twice, and goes with its room only.
final class StateRoomsTable {

    private static final Sql NUMBER =
            Sql.of("SELECT number FROM state_rooms WHERE room_id = :room");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO state_rooms (room_id) VALUES (:room)
                    ON CONFLICT (room_id) DO NOTHING\
                    """);

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT number, generation FROM state_rooms WHERE number {in :rooms}
                    ORDER BY number {lock}\
                    """);

    private static final Sql GROW =
            Sql.of(
                    """
                    UPDATE state_rooms SET nodes = nodes + :nodes, bytes = bytes + :bytes
                    WHERE number = :room\
                    """);

    private static final Sql SIZE =
            Sql.of("SELECT nodes, bytes FROM state_rooms WHERE room_id = :room");

    private static final Sql SIZE_OF_ALL =
            Sql.of(
                    """
                    SELECT COALESCE(SUM(nodes), 0) AS nodes, COALESCE(SUM(bytes), 0) AS bytes
                    FROM state_rooms\
                    """);

    private static final Sql LARGEST =
            Sql.of(
                    """
                    SELECT room_id, nodes, bytes FROM state_rooms
                    ORDER BY bytes DESC, number LIMIT :limit\
                    """);

    private static final Sql RELEASE =
            Sql.of("UPDATE state_rooms SET released_ts = :now WHERE room_id = :room");

    /// What may be unused is worth a walk through the room once it is a tenth of it.
    private static final Sql DOUBT =
            Sql.of(
                    """
                    UPDATE state_rooms SET doubtful_bytes = doubtful_bytes + :bytes,
                        released_ts = CASE
                            WHEN released_ts IS NULL AND doubtful_bytes + :bytes >= :least
                                AND (doubtful_bytes + :bytes) * 10 >= bytes
                            THEN :now ELSE released_ts END
                    WHERE number = :room\
                    """);

    private static final Sql DUE =
            Sql.of(
                    """
                    SELECT number, room_id, generation, released_ts FROM state_rooms
                    WHERE released_ts IS NOT NULL AND released_ts <= :until
                    ORDER BY released_ts, number LIMIT 1\
                    """);

    private static final Sql BEGIN =
            Sql.of(
                    """
                    UPDATE state_rooms SET generation = generation + 1, doubtful_bytes = 0
                    WHERE number = :room RETURNING number, room_id, generation, released_ts\
                    """);

    private static final Sql FINISH =
            Sql.of(
                    """
                    UPDATE state_rooms SET released_ts = NULL
                    WHERE number = :room AND released_ts = :released\
                    """);

    private static final Sql IS_RELEASED_SINCE =
            Sql.of(
                    """
                    SELECT 1 FROM state_rooms
                    WHERE number = :room AND generation = :generation AND released_ts = :released
                    {lock}\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM state_rooms WHERE number = :room");

    /// A room whose nodes are gone through.
    ///
    /// @param generation of the nodes that are written, or found in use, from now on
    /// @param releasedTs when it was last said that some may be unused
    record Due(long number, RoomId room, long generation, long releasedTs) {}

    Optional<Long> number(Tx tx, RoomId room) {
        return tx.query(NUMBER).bind("room", room).first(row -> row.number("number"));
    }

    long numberOrNew(Tx tx, RoomId room) {
        return number(tx, room)
                .orElseGet(() -> {
                    tx.update(INSERT).bind("room", room).run();
                    return number(tx, room).orElseThrow();
                });
    }

    /// Locks rooms until the transaction ends, in the order of their numbers.
    ///
    /// @return the generation in which the nodes of each are to be written
    Map<Long, Long> lock(Tx tx, Collection<Long> rooms) {
        Map<Long, Long> generations = new HashMap<>();
        tx.query(LOCK)
                .bindLongs("rooms", rooms)
                .forEach(row -> generations.put(row.number("number"), row.number("generation")));
        return generations;
    }

    void grow(Tx tx, Map<Long, StateSize> by) {
        Batch batch = tx.batch(GROW);
        by.forEach((room, size) ->
                batch.bind("room", room)
                        .bind("nodes", size.nodes())
                        .bind("bytes", size.bytes())
                        .add());
        batch.run();
    }

    void shrink(Tx tx, long room, StateSize by) {
        grow(tx, Map.of(room, new StateSize(-by.nodes(), -by.bytes())));
    }

    Optional<StateSize> size(Tx tx, RoomId room) {
        return tx.query(SIZE).bind("room", room).first(StateRoomsTable::size);
    }

    StateSize sizeOfAll(Tx tx) {
        return tx.query(SIZE_OF_ALL).one(StateRoomsTable::size);
    }

    /// The rooms whose states take most, the largest first.
    Map<RoomId, StateSize> largest(Tx tx, int limit) {
        Map<RoomId, StateSize> largest = new LinkedHashMap<>();
        tx.query(LARGEST)
                .bind("limit", limit)
                .forEach(row -> largest.put(row.id("room_id", RoomId::parse), size(row)));
        return largest;
    }

    private static StateSize size(Row row) {
        return new StateSize(row.number("nodes"), row.number("bytes"));
    }

    void release(Tx tx, RoomId room, long now) {
        tx.update(RELEASE).bind("room", room).bind("now", now).run();
    }

    /// Adds what may be unused, and releases the rooms in which that has become much.
    ///
    /// @param least bytes for which nobody looks
    void doubt(Tx tx, Map<Long, Long> bytes, long least, long now) {
        Batch batch = tx.batch(DOUBT);
        bytes.forEach((room, doubtful) ->
                batch.bind("room", room)
                        .bind("bytes", doubtful)
                        .bind("least", least)
                        .bind("now", now)
                        .add());
        batch.run();
    }

    /// The room released longest ago, if that was before `until`.
    Optional<Due> due(Tx tx, long until) {
        return tx.query(DUE).bind("until", until).first(StateRoomsTable::due);
    }

    /// Begins a new generation, once all who write in the old one have committed.
    Due begin(Tx tx, Due due) {
        return tx.update(BEGIN)
                .bind("room", due.number())
                .returning(StateRoomsTable::due)
                .orElseThrow();
    }

    /// Whether nothing was released and no generation has begun since; locks the room.
    boolean isUnchanged(Tx tx, Due due) {
        return tx.query(IS_RELEASED_SINCE)
                .bind("room", due.number())
                .bind("generation", due.generation())
                .bind("released", due.releasedTs())
                .exists();
    }

    void delete(Tx tx, long room) {
        tx.update(DELETE).bind("room", room).run();
    }

    void finish(Tx tx, Due due) {
        tx.update(FINISH).bind("room", due.number()).bind("released", due.releasedTs()).run();
    }

    private static Due due(Row row) {
        return new Due(
                row.number("number"),
                row.id("room_id", RoomId::parse),
                row.number("generation"),
                row.number("released_ts"));
    }
}
