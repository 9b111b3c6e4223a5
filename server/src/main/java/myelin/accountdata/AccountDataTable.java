package myelin.accountdata;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// The account data, one row for each user, room and type; a deleted one keeps its row, so that its deletion has a
/// position.
final class AccountDataTable {

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT content FROM account_data
                    WHERE user_id = :user AND room_id = :room AND type = :type AND content IS NOT NULL\
                    """);

    private static final Sql RESERVE =
            Sql.of(
                    """
                    INSERT INTO account_data (user_id, room_id, type, content, position)
                    VALUES (:user, :room, :type, NULL, 0)
                    ON CONFLICT (user_id, room_id, type) DO NOTHING\
                    """);

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT content FROM account_data
                    WHERE user_id = :user AND room_id = :room AND type = :type {lock}\
                    """);

    private static final Sql PUT =
            Sql.of(
                    """
                    INSERT INTO account_data (user_id, room_id, type, content, position)
                    VALUES (:user, :room, :type, :content, :position)
                    ON CONFLICT (user_id, room_id, type)
                    DO UPDATE SET content = excluded.content, position = excluded.position\
                    """);

    private static final Sql ALL =
            Sql.of(
                    """
                    SELECT room_id, type, content, position FROM account_data
                    WHERE user_id = :user AND content IS NOT NULL ORDER BY room_id, type\
                    """);

    private static final Sql OF_ROOM =
            Sql.of(
                    """
                    SELECT room_id, type, content, position FROM account_data
                    WHERE user_id = :user AND room_id = :room AND content IS NOT NULL ORDER BY type\
                    """);

    private static final Sql OF_TYPE =
            Sql.of(
                    """
                    SELECT room_id, type, content, position FROM account_data
                    WHERE user_id = :user AND type = :type AND content IS NOT NULL
                    ORDER BY room_id\
                    """);

    private static final Sql CHANGES =
            Sql.of(
                    """
                    SELECT room_id, type, content, position FROM account_data
                    WHERE user_id = :user AND position > :since AND position <= :to
                    ORDER BY position\
                    """);

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM account_data
                    WHERE room_id = :room AND room_id <> '' AND (user_id, type) IN (
                        SELECT user_id, type FROM account_data
                        WHERE room_id = :room AND room_id <> '' LIMIT :limit)\
                    """);

    private static final Sql DELETE_ALL = Sql.of("DELETE FROM account_data WHERE user_id = :user");

    private static final Sql WHO_IGNORES =
            Sql.of(
                    """
                    SELECT user_id, content FROM account_data
                    WHERE user_id {in :users} AND room_id = '' AND type = 'm.ignored_user_list'
                      AND content IS NOT NULL\
                    """);

    Optional<JsonObject> find(Tx tx, UserId user, Optional<RoomId> room, String type) {
        return tx.query(FIND)
                .bind("user", user)
                .bind("room", text(room))
                .bind("type", type)
                .first(row -> row.json("content"));
    }

    /// The present content, locked so that a change of it can be written.
    JsonObject lock(Tx tx, UserId user, RoomId room, String type) {
        tx.update(RESERVE).bind("user", user).bind("room", room).bind("type", type).run();
        return tx.query(LOCK)
                .bind("user", user)
                .bind("room", room)
                .bind("type", type)
                .first(row ->
                        row.optionalString("content")
                                .map(JsonParser::object)
                                .orElse(JsonObject.EMPTY))
                .orElse(JsonObject.EMPTY);
    }

    /// @param content null: it is deleted
    record Change(UserId user, Optional<RoomId> room, String type, @Nullable JsonObject content) {}

    void put(Tx tx, Change change, long position) {
        tx.update(PUT)
                .bind("user", change.user())
                .bind("room", text(change.room()))
                .bind("type", change.type())
                .bind("content", change.content())
                .bind("position", position)
                .run();
    }

    List<AccountDatum> all(Tx tx, UserId user) {
        return tx.query(ALL).bind("user", user).list(AccountDataTable::read);
    }

    List<AccountDatum> of(Tx tx, UserId user, Optional<RoomId> room) {
        return tx.query(OF_ROOM)
                .bind("user", user)
                .bind("room", text(room))
                .list(AccountDataTable::read);
    }

    List<AccountDatum> ofType(Tx tx, UserId user, String type) {
        return tx.query(OF_TYPE).bind("user", user).bind("type", type).list(AccountDataTable::read);
    }

    List<AccountDatum> changes(Tx tx, UserId user, long since, long to) {
        return tx.query(CHANGES)
                .bind("user", user)
                .bind("since", since)
                .bind("to", to)
                .list(AccountDataTable::read);
    }

    List<Ignores> whoIgnores(Tx tx, List<String> users) {
        return tx.query(WHO_IGNORES)
                .bindStrings("users", users)
                .list(row -> new Ignores(row.id("user_id", UserId::parse), row.json("content")));
    }

    record Ignores(UserId user, JsonObject content) {}

    /// Deletes up to `limit` pieces of a room, of all users.
    int deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    void deleteAll(Tx tx, UserId user) {
        tx.update(DELETE_ALL).bind("user", user).run();
    }

    private static AccountDatum read(Row row) {
        return new AccountDatum(
                RoomId.tryParse(row.string("room_id")),
                row.string("type"),
                row.optionalString("content").map(JsonParser::object).orElse(JsonObject.EMPTY),
                row.number("position"));
    }

    private static String text(Optional<RoomId> room) {
        return room.map(RoomId::value).orElse("");
    }
}
