package myelin.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The states that somebody has stored and may cite soon.
final class StateHoldsTable {

    private static final Sql HOLD =
            Sql.of(
                    """
                    INSERT INTO state_holds (room, node_id, held_until, bytes)
                    VALUES (:room, :node, :until, :bytes)
                    ON CONFLICT (room, node_id) DO UPDATE SET held_until = excluded.held_until\
                    """);

    private static final Sql OF_ROOM = Sql.of("SELECT node_id FROM state_holds WHERE room = :room");

    private static final Sql DROP =
            Sql.of(
                    """
                    DELETE FROM state_holds WHERE (room, node_id) IN (
                        SELECT room, node_id FROM state_holds WHERE held_until < :until
                        ORDER BY held_until LIMIT :limit)
                    RETURNING room, bytes\
                    """);

    private static final Sql DELETE_IN = Sql.of("DELETE FROM state_holds WHERE room = :room");

    /// Forgets those of a room.
    void deleteIn(Tx tx, long room) {
        tx.update(DELETE_IN).bind("room", room).run();
    }

    /// @param bytes written for it
    void hold(Tx tx, StateRoot root, long until, long bytes) {
        tx.update(HOLD)
                .bind("room", root.room())
                .bind("node", root.hash())
                .bind("until", until)
                .bind("bytes", bytes)
                .run();
    }

    List<StateRoot> ofRoom(Tx tx, long room) {
        return tx.query(OF_ROOM)
                .bind("room", room)
                .list(row -> StateRoot.of(room, row.string("node_id")));
    }

    /// Forgets up to `limit` of those which nobody holds any more.
    ///
    /// @return how many bytes were written for them, by room
    Map<Long, Long> drop(Tx tx, long until, int limit) {
        Map<Long, Long> bytes = new HashMap<>();
        tx.update(DROP)
                .bind("until", until)
                .bind("limit", limit)
                .list(row -> bytes.merge(row.number("room"), row.number("bytes"), Long::sum));
        return bytes;
    }
}
