package myelin.users;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// The fields of profiles, one row each; a removed field keeps its row, so that its removal has a position.
final class ProfilesTable {

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT value_json FROM profiles
                    WHERE user_id = :user AND field = :field AND value_json IS NOT NULL\
                    """);

    private static final Sql ALL =
            Sql.of(
                    """
                    SELECT field, value_json FROM profiles
                    WHERE user_id = :user AND value_json IS NOT NULL\
                    """);

    private static final Sql OF_MANY =
            Sql.of(
                    """
                    SELECT user_id, field, value_json FROM profiles
                    WHERE user_id {in :users} AND field IN ('displayname', 'avatar_url')
                      AND value_json IS NOT NULL\
                    """);

    private static final Sql PUT =
            Sql.of(
                    """
                    INSERT INTO profiles (user_id, field, value_json, position)
                    VALUES (:user, :field, :value, :position)
                    ON CONFLICT (user_id, field)
                    DO UPDATE SET value_json = excluded.value_json, position = excluded.position\
                    """);

    private static final Sql REMOVE_ALL =
            Sql.of(
                    """
                    UPDATE profiles SET value_json = NULL, position = :position
                    WHERE user_id = :user AND value_json IS NOT NULL\
                    """);

    private static final Sql CHANGED =
            Sql.of(
                    """
                    SELECT user_id, field, value_json, position FROM profiles
                    WHERE position > :since AND position <= :to ORDER BY position LIMIT :limit\
                    """);

    Optional<Json> find(Tx tx, UserId user, String field) {
        return tx.query(FIND)
                .bind("user", user)
                .bind("field", field)
                .first(row -> JsonParser.parse(row.string("value_json")));
    }

    JsonObject all(Tx tx, UserId user) {
        SortedMap<String, Json> fields = new TreeMap<>();
        tx.query(ALL)
                .bind("user", user)
                .forEach(row ->
                        fields.put(
                                row.string("field"), JsonParser.parse(row.string("value_json"))));
        return JsonObject.from(fields);
    }

    /// Display names and avatars of many users; those who have neither are not in the map.
    Map<UserId, JsonObject> namesOf(Tx tx, List<String> users) {
        Map<UserId, JsonObject> profiles = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
        tx.query(OF_MANY)
                .bindStrings("users", users)
                .forEach(row ->
                        profiles.merge(
                                row.id("user_id", UserId::parse),
                                JsonObject.of(
                                        row.string("field"),
                                        JsonParser.parse(row.string("value_json"))),
                                JsonObject::merge));
        return profiles;
    }

    /// Sets a field; null removes it.
    void put(Tx tx, UserId user, String field, @Nullable Json value, long position) {
        tx.update(PUT)
                .bind("user", user)
                .bind("field", field)
                .bind("value", value == null ? null : JsonWriter.text(value))
                .bind("position", position)
                .run();
    }

    /// How many fields there were.
    int removeAll(Tx tx, UserId user, long position) {
        return tx.update(REMOVE_ALL).bind("user", user).bind("position", position).run();
    }

    List<ProfileChange> changes(Tx tx, long since, long to, int limit) {
        return tx.query(CHANGED)
                .bind("since", since)
                .bind("to", to)
                .bind("limit", limit)
                .list(row ->
                        new ProfileChange(
                                row.id("user_id", UserId::parse),
                                row.string("field"),
                                row.optionalString("value_json").map(JsonParser::parse),
                                row.number("position")));
    }
}
