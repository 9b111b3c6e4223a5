package myelin.directory;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The aliases of this server and the rooms they lead to.
final class AliasesTable {

    private static final Sql FIND =
            Sql.of("SELECT room_id, creator FROM room_aliases WHERE alias = :alias");

    private static final Sql OF_ROOM =
            Sql.of("SELECT alias FROM room_aliases WHERE room_id = :room ORDER BY alias");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO room_aliases (alias, room_id, creator)
                    VALUES (:alias, :room, :creator) ON CONFLICT (alias) DO NOTHING\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM room_aliases WHERE alias = :alias");

    private static final Sql MOVE =
            Sql.of("UPDATE room_aliases SET room_id = :to WHERE room_id = :from");

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM room_aliases WHERE alias IN (
                        SELECT alias FROM room_aliases WHERE room_id = :room LIMIT :limit)\
                    """);

    /// Where an alias leads, and who made it.
    record Target(RoomId room, UserId creator) {}

    Optional<Target> find(Tx tx, RoomAlias alias) {
        return tx.query(FIND)
                .bind("alias", alias)
                .first(row ->
                        new Target(
                                row.id("room_id", RoomId::parse),
                                row.id("creator", UserId::parse)));
    }

    List<RoomAlias> ofRoom(Tx tx, RoomId room) {
        return tx.query(OF_ROOM).bind("room", room).list(row -> row.id("alias", RoomAlias::parse));
    }

    /// @return whether the alias was free
    boolean insert(Tx tx, RoomAlias alias, RoomId room, UserId creator) {
        return tx.update(INSERT)
                        .bind("alias", alias)
                        .bind("room", room)
                        .bind("creator", creator)
                        .run()
                > 0;
    }

    void delete(Tx tx, RoomAlias alias) {
        tx.update(DELETE).bind("alias", alias).run();
    }

    /// Deletes up to `limit` aliases of a room.
    int deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    /// Has all aliases of one room lead to another.
    void move(Tx tx, RoomId from, RoomId to) {
        tx.update(MOVE).bind("from", from).bind("to", to).run();
    }
}
