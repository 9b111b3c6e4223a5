package myelin.directory;

import java.util.List;
import myelin.core.id.RoomId;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The rooms which the server's public room list shows.
final class PublishedRoomsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO published_rooms (room_id) VALUES (:room)
                    ON CONFLICT (room_id) DO NOTHING\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM published_rooms WHERE room_id = :room");

    private static final Sql FIND =
            Sql.of("SELECT room_id FROM published_rooms WHERE room_id = :room");

    private static final Sql ALL = Sql.of("SELECT room_id FROM published_rooms");

    /// Every room that is shown.
    List<RoomId> all(Tx tx) {
        return tx.query(ALL).list(row -> row.id("room_id", RoomId::parse));
    }

    boolean contains(Tx tx, RoomId room) {
        return tx.query(FIND).bind("room", room).exists();
    }

    void set(Tx tx, RoomId room, boolean published) {
        tx.update(published ? INSERT : DELETE).bind("room", room).run();
    }
}
