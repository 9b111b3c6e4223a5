package myelin.directory;

import static myelin.http.Caller.OPTIONAL_USER;
import static myelin.http.Caller.USER;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import myelin.config.rooms.DirectoryConfig;
import myelin.core.id.ServerName;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import org.jspecify.annotations.Nullable;

/// The public room list.
final class PublicRoomsEndpoints {

    private static final JsonObject NOTHING =
            JsonObject.of("chunk", List.of(), "total_room_count_estimate", 0);

    /// Of whose rooms clients may ask for lists, too. They come with application services.
    private static final JsonObject OTHER_NETWORKS = JsonObject.EMPTY;

    private final PublicRooms publicRooms;
    private final ServerName server;
    private final DirectoryConfig config;

    PublicRoomsEndpoints(PublicRooms publicRooms, ServerName server, DirectoryConfig config) {
        this.publicRooms = publicRooms;
        this.server = server;
        this.config = config;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/publicRooms")
                        .operation("getPublicRooms")
                        .caller(OPTIONAL_USER)
                        .r0()
                        .to(this::list),
                Route.post("/_matrix/client/v3/publicRooms")
                        .operation("queryPublicRooms")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::search),
                Route.get("/_matrix/client/v3/thirdparty/protocols")
                        .operation("getProtocols")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(_ -> OTHER_NETWORKS));
    }

    private JsonObject list(Request request) {
        if (request.optionalRequester().isEmpty() && !config.allowPublicRoomsWithoutAuth()) {
            throw MatrixError.missingToken();
        }
        requireOurs(request);
        return page(request.queryNumber("limit").orElse(0L), request.query("since"), "", Set.of());
    }

    record Search(
            @Nullable Long limit,
            @Nullable String since,
            @Nullable Filter filter,
            @Nullable Boolean includeAllNetworks,
            @Nullable String thirdPartyInstanceId) {}

    record Filter(@Nullable String genericSearchTerm, @Nullable JsonArray roomTypes) {

        static final Filter NONE = new Filter(null, null);
    }

    private JsonObject search(Request request) {
        requireOurs(request);
        Search search = request.bodyOrEmpty(Search.class);
        if (search.thirdPartyInstanceId() != null) {
            if (Boolean.TRUE.equals(search.includeAllNetworks())) {
                throw MatrixError.invalidParam("Name one network, or ask for all");
            }
            return NOTHING;
        }
        Filter filter = search.filter() == null ? Filter.NONE : search.filter();
        return page(
                search.limit() == null ? 0 : search.limit(),
                Optional.ofNullable(search.since()),
                filter.genericSearchTerm() == null ? "" : filter.genericSearchTerm(),
                types(filter.roomTypes()));
    }

    private static Set<Optional<String>> types(@Nullable JsonArray wanted) {
        Set<Optional<String>> types = new HashSet<>();
        for (Json type : wanted == null ? JsonArray.EMPTY : wanted) {
            if (type instanceof JsonString(String text)) {
                types.add(Optional.of(text));
            } else if (type instanceof JsonNull) {
                types.add(Optional.empty());
            } else {
                throw MatrixError.badJson("'room_types' holds texts and null");
            }
        }
        return types;
    }

    private JsonObject page(
            long limit, Optional<String> since, String term, Set<Optional<String>> types) {
        if (limit < 0) {
            throw MatrixError.invalidParam("'limit' must not be negative");
        }
        Optional<PublicRooms.Place> place =
                since.map(token ->
                        PublicRooms.Place.parse(token)
                                .orElseThrow(() ->
                                        MatrixError.invalidParam(
                                                "'since' is no token of this list")));
        return config.enableRoomListSearch()
                ? publicRooms.page(
                        new PublicRooms.Query(limit, place, term.toLowerCase(Locale.ROOT), types))
                : NOTHING;
    }

    private void requireOurs(Request request) {
        Optional<String> asked = request.query("server");
        if (asked.isPresent() && !asked.get().equals(server.value())) {
            throw MatrixError.notFound("This server cannot ask other servers for their rooms yet");
        }
    }
}
