package myelin.search;

import static myelin.http.Caller.USER;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import myelin.core.filter.EventFilter;
import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;
import myelin.core.search.SearchKey;
import myelin.core.search.SearchTerm;
import myelin.history.ClientEvents;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import org.jspecify.annotations.Nullable;

/// Searching.
final class SearchEndpoints {

    /// Events before a result, or after it, when the client doesn't say.
    private static final long USUAL_CONTEXT = 5;

    private static final long MAX_CONTEXT = 50;

    private final boolean enabled;
    private final Function<SearchRequest, JsonObject> search;

    /// @param search finds and tells what was found
    SearchEndpoints(boolean enabled, Function<SearchRequest, JsonObject> search) {
        this.enabled = enabled;
        this.search = search;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/v3/search")
                        .operation("search")
                        .caller(USER)
                        .r0()
                        .to(this::search));
    }

    record Body(Categories searchCategories) {}

    record Categories(@Nullable RoomEvents roomEvents) {}

    record RoomEvents(
            String searchTerm,
            @Nullable List<String> keys,
            @Nullable JsonObject filter,
            @Nullable String orderBy,
            @Nullable EventContext eventContext,
            @Nullable Boolean includeState,
            @Nullable Groupings groupings) {}

    record EventContext(
            @Nullable Long beforeLimit,
            @Nullable Long afterLimit,
            @Nullable Boolean includeProfile) {}

    record Groupings(@Nullable List<Grouping> groupBy) {}

    record Grouping(String key) {}

    private JsonObject search(Request request) {
        if (!enabled) {
            throw MatrixError.unknown("Search is disabled on this homeserver");
        }
        RoomEvents sought = request.body(Body.class).searchCategories().roomEvents();
        Optional<NextBatch> batch = request.query("next_batch").map(SearchEndpoints::batch);
        return JsonObject.of(
                "search_categories",
                sought == null
                        ? JsonObject.EMPTY
                        : JsonObject.of(
                                "room_events",
                                search.apply(wanted(request.requester(), sought, batch))));
    }

    private static NextBatch batch(String text) {
        return NextBatch.parse(text)
                .orElseThrow(() -> MatrixError.invalidParam("'next_batch' is no token"));
    }

    private static SearchRequest wanted(
            Requester requester, RoomEvents sought, Optional<NextBatch> batch) {
        SearchRequest.Order order = order(sought.orderBy());
        batch.map(NextBatch::after)
                .filter(after -> after.isPresent() != (order == SearchRequest.Order.RANK))
                .ifPresent(_ -> {
                    throw MatrixError.invalidParam("'next_batch' is of another order");
                });
        return new SearchRequest(
                ClientEvents.Reader.of(requester.user(), requester.device()),
                SearchTerm.parse(sought.searchTerm()),
                keys(sought.keys()),
                filter(sought.filter()),
                order,
                new SearchRequest.Form(
                        groups(sought.groupings()),
                        Optional.ofNullable(sought.eventContext()).map(SearchEndpoints::context),
                        isSet(sought.includeState())),
                batch);
    }

    private static SearchRequest.Order order(@Nullable String text) {
        return switch (text == null ? "rank" : text) {
            case "rank" -> SearchRequest.Order.RANK;
            case "recent" -> SearchRequest.Order.RECENT;
            default -> throw MatrixError.invalidParam("'order_by' is rank or recent");
        };
    }

    /// Keys that are unknown here find nothing.
    private static Set<SearchKey> keys(@Nullable List<String> paths) {
        if (paths == null) {
            return EnumSet.allOf(SearchKey.class);
        }
        Set<SearchKey> keys = EnumSet.noneOf(SearchKey.class);
        paths.forEach(path -> SearchKey.of(path).ifPresent(keys::add));
        return keys;
    }

    private static EventFilter filter(@Nullable JsonObject filter) {
        try {
            return filter == null ? EventFilter.ALL : EventFilter.parse(filter);
        } catch (BadJson bad) {
            throw MatrixError.from(bad);
        }
    }

    private static Set<Group.Key> groups(@Nullable Groupings groupings) {
        Set<Group.Key> groups = EnumSet.noneOf(Group.Key.class);
        if (groupings != null && groupings.groupBy() != null) {
            groupings.groupBy().forEach(grouping -> groups.add(group(grouping.key())));
        }
        return groups;
    }

    private static Group.Key group(String key) {
        return Group.Key.of(key)
                .orElseThrow(
                        () -> MatrixError.invalidParam("Results are grouped by room_id or sender"));
    }

    private static SearchRequest.Context context(EventContext context) {
        return new SearchRequest.Context(
                around(context.beforeLimit()),
                around(context.afterLimit()),
                isSet(context.includeProfile()));
    }

    private static int around(@Nullable Long limit) {
        if (limit != null && limit < 0) {
            throw MatrixError.invalidParam("The limits of a context must not be negative");
        }
        return (int) Math.min(limit == null ? USUAL_CONTEXT : limit, MAX_CONTEXT);
    }

    private static boolean isSet(@Nullable Boolean flag) {
        return flag != null && flag;
    }
}
