package myelin.accountdata;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import myelin.core.filter.SyncFilter;
import myelin.core.id.UserId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Filters that clients store once and name by number, with each `/sync`. They never change, so those that are in use
/// are in memory. Called by all request threads.
///
/// [Filtering](https://spec.matrix.org/v1.19/client-server-api/#filtering)
public final class Filters {

    /// Characters of filters in memory, at most; one usually has some hundred.
    private static final int CACHED_CHARACTERS = 8_000_000;

    private static final Sql FIND =
            Sql.of("SELECT filter_json FROM filters WHERE user_id = :user AND filter_id = :filter");

    private static final Sql SAME =
            Sql.of("SELECT filter_id FROM filters WHERE user_id = :user AND filter_json = :json");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO filters (user_id, filter_id, filter_json)
                    SELECT :user, coalesce(max(filter_id) + 1, 0), :json FROM filters WHERE user_id = :user
                    ON CONFLICT (user_id, filter_id) DO NOTHING
                    RETURNING filter_id\
                    """);

    private static final Sql DELETE_ALL = Sql.of("DELETE FROM filters WHERE user_id = :user");

    private final Database database;
    private final int maxTimelineLimit;
    private final Cache<Key, JsonObject> cache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_CHARACTERS)
                    .weigher((Key key, JsonObject filter) -> filter.toString().length())
                    .build();

    private record Key(UserId user, long number) {}

    Filters(Database database, int maxTimelineLimit) {
        this.database = database;
        this.maxTimelineLimit = maxTimelineLimit;
    }

    /// Stores a filter; one that is there already keeps its number.
    ///
    /// @return its number
    /// @throws MatrixError 400 `M_BAD_JSON` when it is no filter
    public long put(UserId user, JsonObject filter) {
        JsonObject limited = limited(filter);
        parsed(limited);
        Optional<Long> stored = Optional.empty();
        while (stored.isEmpty()) {
            stored =
                    database.transact(
                            tx -> same(tx, user, limited).or(() -> insert(tx, user, limited)));
        }
        return stored.get();
    }

    /// A stored filter, as it was sent.
    public Optional<JsonObject> find(UserId user, long number) {
        Key key = new Key(user, number);
        Optional<JsonObject> known = Optional.ofNullable(cache.getIfPresent(key));
        return known.isPresent() ? known : read(key);
    }

    private Optional<JsonObject> read(Key key) {
        Optional<JsonObject> stored =
                database.read(tx ->
                        tx.query(FIND)
                                .bind("user", key.user())
                                .bind("filter", key.number())
                                .first(row -> row.json("filter_json")));
        stored.ifPresent(filter -> cache.put(key, filter));
        return stored;
    }

    void deleteAll(Tx tx, UserId user) {
        tx.update(DELETE_ALL).bind("user", user).run();
    }

    private static Optional<Long> same(Tx tx, UserId user, JsonObject filter) {
        return tx.query(SAME)
                .bind("user", user)
                .bind("json", filter)
                .first(row -> row.number("filter_id"));
    }

    /// Empty when another request has just taken the number.
    private static Optional<Long> insert(Tx tx, UserId user, JsonObject filter) {
        return tx.update(INSERT)
                .bind("user", user)
                .bind("json", filter)
                .returning(row -> row.number("filter_id"));
    }

    private static void parsed(JsonObject filter) {
        try {
            SyncFilter.parse(filter);
        } catch (BadJson problem) {
            throw MatrixError.from(problem);
        }
    }

    private JsonObject limited(JsonObject filter) {
        Optional<JsonObject> room = filter.object("room");
        Optional<JsonObject> timeline = room.flatMap(object -> object.object("timeline"));
        Optional<Long> limit = timeline.flatMap(object -> object.integer("limit"));
        if (maxTimelineLimit < 0 || limit.filter(asked -> asked > maxTimelineLimit).isEmpty()) {
            return filter;
        }
        JsonObject lower = timeline.orElseThrow().with("limit", maxTimelineLimit);
        return filter.with("room", room.orElseThrow().with("timeline", lower));
    }
}
