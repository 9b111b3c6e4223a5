package myelin.accountdata;

import static myelin.http.Caller.USER;

import java.nio.charset.StandardCharsets;
import java.util.List;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// The tags by which users sort their rooms.
///
/// [Room tagging](https://spec.matrix.org/v1.19/client-server-api/#room-tagging)
final class TagEndpoints {

    private static final String TAGS = "/_matrix/client/v3/user/{userId}/rooms/{roomId}/tags";

    /// "A tag is a string and MUST NOT exceed 255 bytes."
    private static final int MAX_TAG_BYTES = 255;

    private final AccountData accountData;

    TagEndpoints(AccountData accountData) {
        this.accountData = accountData;
    }

    List<Route> routes() {
        return List.of(
                Route.get(TAGS).r0().operation("getRoomTags").caller(USER).to(this::tags),
                Route.put(TAGS + "/{tag}").r0().operation("setRoomTag").caller(USER).to(this::tag),
                Route.delete(TAGS + "/{tag}")
                        .r0()
                        .operation("deleteRoomTag")
                        .caller(USER)
                        .to(this::untag));
    }

    private JsonObject tags(Request request) {
        UserId user = Owner.of(request);
        return JsonObject.of("tags", accountData.tags(user, room(request)));
    }

    private JsonObject tag(Request request) {
        UserId user = Owner.of(request);
        String tag = request.path("tag");
        if (tag.getBytes(StandardCharsets.UTF_8).length > MAX_TAG_BYTES) {
            throw MatrixError.invalidParam("The tag is longer than " + MAX_TAG_BYTES + " bytes");
        }
        JsonObject content = request.body();
        content.value("order").ifPresent(TagEndpoints::requireNumber);
        accountData.tag(user, room(request), tag, content);
        return JsonObject.EMPTY;
    }

    private JsonObject untag(Request request) {
        UserId user = Owner.of(request);
        accountData.untag(user, room(request), request.path("tag"));
        return JsonObject.EMPTY;
    }

    private static RoomId room(Request request) {
        return request.path("roomId", RoomId::parse);
    }

    private static void requireNumber(Json order) {
        if (!(order instanceof JsonInteger || order instanceof JsonDecimal)) {
            throw MatrixError.badJson("order must be a number");
        }
    }
}
