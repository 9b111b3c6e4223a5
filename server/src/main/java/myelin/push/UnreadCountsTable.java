package myelin.push;

import java.util.Collection;
import java.util.List;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Counts that were worth remembering. A missing row costs counting again, nothing else.
final class UnreadCountsTable {

    private static final Sql FIND =
            Sql.of("SELECT * FROM unread_counts WHERE user_id = :user AND room_id {in :rooms}");

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO unread_counts (user_id, room_id, counts, read_position, counted)
                    VALUES (:user, :room, :counts, :read, :counted)
                    ON CONFLICT (user_id, room_id) DO UPDATE SET counts = excluded.counts,
                        read_position = excluded.read_position, counted = excluded.counted
                    WHERE excluded.counted >= unread_counts.counted\
                    """);

    private static final Sql DELETE_IN = Sql.of("DELETE FROM unread_counts WHERE room_id = :room");

    /// Those of a user in several rooms.
    List<Counted> find(Tx tx, UserId user, Collection<RoomId> rooms) {
        return tx.query(FIND)
                .bind("user", user)
                .bindStrings("rooms", rooms)
                .list(UnreadCountsTable::counted);
    }

    void set(Tx tx, Collection<Counted> all) {
        Batch batch = tx.batch(SET);
        for (Counted counted : all) {
            batch.bind("user", counted.user())
                    .bind("room", counted.room())
                    .bind("counts", counted.unread().toJson())
                    .bind("read", counted.readPosition())
                    .bind("counted", counted.upTo())
                    .add();
        }
        batch.run();
    }

    /// Forgets what was counted in a room.
    void deleteIn(Tx tx, RoomId room) {
        tx.update(DELETE_IN).bind("room", room).run();
    }

    private static Counted counted(Row row) {
        return new Counted(
                row.id("user_id", UserId::parse),
                row.id("room_id", RoomId::parse),
                UnreadCounts.Unread.read(row.json("counts")),
                row.number("read_position"),
                row.number("counted"));
    }
}
