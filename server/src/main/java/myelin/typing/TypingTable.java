package myelin.typing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Who is typing, one row a room. Lost in a crash of the database, and nobody minds.
final class TypingTable {

    private static final Sql FIND = Sql.of("SELECT * FROM typing WHERE room_id = :room {lock}");

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO typing (room_id, users, expires, position)
                    VALUES (:room, :users, :expires, :position)
                    ON CONFLICT (room_id) DO UPDATE SET users = excluded.users,
                        expires = excluded.expires, position = excluded.position\
                    """);

    private static final Sql CHANGED =
            Sql.of("SELECT * FROM typing WHERE position > :after AND position <= :upTo");

    private static final Sql CURRENT =
            Sql.of("SELECT * FROM typing WHERE expires > 0 AND position <= :upTo");

    private static final Sql FORGET =
            Sql.of(
                    """
                    DELETE FROM typing WHERE expires = 0 AND position <=
                        (SELECT position FROM typing
                         ORDER BY position DESC LIMIT 1 OFFSET CAST(:kept AS BIGINT))\
                    """);

    private static final Sql EXPIRED =
            Sql.of("SELECT room_id FROM typing WHERE expires > 0 AND expires <= :now");

    private static final Sql DELETE = Sql.of("DELETE FROM typing WHERE room_id = :room");

    /// Who types in a room: user ids and the times until which they do.
    ///
    /// @param position where the stream of typing was when the users last changed
    record Typists(RoomId room, JsonObject users, long position) {}

    Optional<Typists> find(Tx tx, RoomId room) {
        return tx.query(FIND).bind("room", room).first(TypingTable::typists);
    }

    void set(Tx tx, Typists typists, long expires) {
        tx.update(SET)
                .bind("room", typists.room())
                .bind("users", typists.users())
                .bind("expires", expires)
                .bind("position", typists.position())
                .run();
    }

    /// @return how many rows there were
    int delete(Tx tx, RoomId room) {
        return tx.update(DELETE).bind("room", room).run();
    }

    /// By position.
    Map<Long, Typists> changed(Tx tx, long after, long upTo) {
        Map<Long, Typists> changed = new HashMap<>();
        tx.query(CHANGED)
                .bind("after", after)
                .bind("upTo", upTo)
                .list(TypingTable::typists)
                .forEach(typists -> changed.put(typists.position(), typists));
        return changed;
    }

    /// Rooms where somebody types, of those that have not changed since a position.
    List<Typists> current(Tx tx, long upTo) {
        return tx.query(CURRENT).bind("upTo", upTo).list(TypingTable::typists);
    }

    /// Forgets where nobody types, but for the rooms where it has changed last.
    ///
    /// @param kept how many rooms are kept
    /// @return how many are forgotten
    int forget(Tx tx, int kept) {
        return tx.update(FORGET).bind("kept", kept).run();
    }

    List<RoomId> expired(Tx tx, long now) {
        return tx.query(EXPIRED).bind("now", now).list(row -> row.id("room_id", RoomId::parse));
    }

    private static Typists typists(Row row) {
        return new Typists(
                row.id("room_id", RoomId::parse), row.json("users"), row.number("position"));
    }
}
