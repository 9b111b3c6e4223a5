package myelin.spaces;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.crypto.RandomText;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Walks through spaces that go on when the next page is asked for, on whichever node. They are kept
/// some minutes, and of each user only the newest few.
final class PagesTable {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int KEPT_PER_USER = 20;
    private static final int TOKEN_BYTES = 18;

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO space_pages
                        (token, user_id, room_id, suggested_only, max_depth, walk, created_ts)
                    VALUES (:token, :user, :room, :suggested, :depth, :walk, :now)\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT walk FROM space_pages
                    WHERE token = :token AND user_id = :user AND room_id = :room
                        AND suggested_only = :suggested AND max_depth = :depth
                        AND created_ts >= :oldest\
                    """);

    private static final Sql DELETE_OLD =
            Sql.of("DELETE FROM space_pages WHERE created_ts < :oldest");

    private static final Sql DELETE_MANY =
            Sql.of(
                    """
                    DELETE FROM space_pages WHERE user_id = :user AND token NOT IN (
                        SELECT token FROM space_pages WHERE user_id = :user
                        ORDER BY created_ts DESC, token LIMIT :kept)\
                    """);

    private static final Sql DELETE_IN = Sql.of("DELETE FROM space_pages WHERE room_id = :room");

    private final Database database;
    private final InstantSource clock;

    PagesTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Keeps a walk.
    ///
    /// @return the token by which it is found again
    String store(Hierarchy.Question question, Hierarchy.Walk walk) {
        String token = RandomText.ofBytes(TOKEN_BYTES);
        JsonObject json = json(walk);
        database.write(tx -> {
            tx.update(DELETE_OLD).bind("oldest", oldest()).run();
            tx.update(DELETE_MANY)
                    .bind("user", question.user())
                    .bind("kept", KEPT_PER_USER - 1)
                    .run();
            tx.update(INSERT)
                    .bind("token", token)
                    .bind("user", question.user())
                    .bind("room", question.root())
                    .bind("suggested", question.suggestedOnly())
                    .bind("depth", question.maxDepth())
                    .bind("walk", json)
                    .bind("now", clock.millis())
                    .run();
        });
        return token;
    }

    /// The walk of a token, if it belongs to the same question and is not too old.
    Optional<Hierarchy.Walk> find(Hierarchy.Question question, String token) {
        return database.read(tx -> find(tx, question, token));
    }

    private Optional<Hierarchy.Walk> find(Tx tx, Hierarchy.Question question, String token) {
        return tx.query(FIND)
                .bind("token", token)
                .bind("user", question.user())
                .bind("room", question.root())
                .bind("suggested", question.suggestedOnly())
                .bind("depth", question.maxDepth())
                .bind("oldest", oldest())
                .first(row -> walk(row.json("walk")));
    }

    /// Forgets the walks from a room; there are few walks at all.
    ///
    /// @return how many
    int deleteIn(Tx tx, RoomId room) {
        return tx.update(DELETE_IN).bind("room", room).run();
    }

    private long oldest() {
        return clock.millis() - KEPT.toMillis();
    }

    private static JsonObject json(Hierarchy.Walk walk) {
        return JsonObject.of(
                "rooms",
                JsonArray.from(walk.next().keySet()),
                "depths",
                JsonArray.from(walk.next().values()),
                "visited",
                JsonArray.from(walk.visited()));
    }

    private static Hierarchy.Walk walk(JsonObject json) {
        SequencedMap<RoomId, Long> next = new LinkedHashMap<>();
        JsonArray depths = json.array("depths").orElseThrow();
        int at = 0;
        for (String room : json.array("rooms").orElseThrow().strings()) {
            long depth = ((JsonInteger) depths.at(at)).value();
            next.putLast(RoomId.parse(room), depth);
            at++;
        }
        Set<RoomId> visited = new HashSet<>();
        json.array("visited")
                .orElseThrow()
                .strings()
                .forEach(room -> visited.add(RoomId.parse(room)));
        return new Hierarchy.Walk(next, visited);
    }
}
