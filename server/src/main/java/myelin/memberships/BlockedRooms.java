package myelin.memberships;

import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.sql.Sql;

/// Rooms that nobody of this server may enter, because an administrator says so. Any thread.
public final class BlockedRooms {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO blocked_rooms (room_id, user_id) VALUES (:room, :user)
                    ON CONFLICT (room_id) DO NOTHING\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM blocked_rooms WHERE room_id = :room");

    private static final Sql FIND =
            Sql.of("SELECT user_id FROM blocked_rooms WHERE room_id = :room");

    private final Database database;

    BlockedRooms(Database database) {
        this.database = database;
    }

    /// Blocks a room, which this server need not know.
    public void block(RoomId room, UserId administrator) {
        database.write(
                tx -> tx.update(INSERT).bind("room", room).bind("user", administrator).run());
    }

    /// Opens a room again.
    public void unblock(RoomId room) {
        database.write(tx -> tx.update(DELETE).bind("room", room).run());
    }

    /// Who has blocked the room; empty when it is not blocked.
    public Optional<UserId> blockedBy(RoomId room) {
        return database.read(tx ->
                tx.query(FIND).bind("room", room).first(row -> row.id("user_id", UserId::parse)));
    }

    /// @throws MatrixError M_FORBIDDEN when the room is blocked
    void requireOpen(RoomId room) {
        if (blockedBy(room).isPresent()) {
            throw MatrixError.forbidden("This room has been blocked on this server");
        }
    }
}
