package myelin.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import myelin.accountdata.Filters;
import myelin.core.filter.SyncFilter;
import myelin.core.id.UserId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import myelin.http.MatrixError;
import myelin.http.Request;

/// The filters of syncs, read once: clients ask with the same one again and again, and most users of a client with the
/// same as others. Any thread.
final class SyncFilters {

    /// Letters of filters in memory, at most, in each of both forms.
    private static final int CACHED_LETTERS = 1_000_000;

    /// What a filter takes beside its letters, in as many.
    private static final int FILTER = 500;

    private static final String NEITHER = "'filter' must be a JSON object or the id of a filter";

    private final Filters stored;
    private final Cache<String, SyncFilter> byText =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_LETTERS)
                    .weigher((String text, SyncFilter filter) -> FILTER + text.length())
                    .build();
    private final Cache<JsonObject, SyncFilter> byJson =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_LETTERS)
                    .weigher((JsonObject json, SyncFilter filter) ->
                            FILTER + json.toString().length())
                    .build();

    SyncFilters(Filters stored) {
        this.stored = stored;
    }

    /// The filter that a request names, or brings along.
    ///
    /// @throws MatrixError 400 when it is none
    SyncFilter of(Request request) {
        Optional<String> text = request.query("filter");
        if (text.isEmpty()) {
            return SyncFilter.ALL;
        }
        try {
            return text.get().startsWith("{")
                    ? byText.get(text.get(), json -> of(JsonParser.object(json)))
                    : stored(request.requester().user(), text.get());
        } catch (NotJson notJson) {
            throw MatrixError.notJson(NEITHER);
        } catch (BadJson bad) {
            throw MatrixError.from(bad);
        }
    }

    private SyncFilter of(JsonObject json) {
        return byJson.get(json, SyncFilter::parse);
    }

    private SyncFilter stored(UserId user, String number) {
        try {
            return stored.find(user, Long.parseLong(number))
                    .map(this::of)
                    .orElseThrow(
                            () -> MatrixError.invalidParam("There is no filter '" + number + "'"));
        } catch (NumberFormatException none) {
            throw MatrixError.invalidParam(NEITHER);
        }
    }
}
