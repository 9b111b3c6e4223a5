package myelin.accountdata;

import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// What clients keep for a user, or for a user in a room.
final class AccountDataEndpoints {

    private static final String GLOBAL = "/_matrix/client/v3/user/{userId}/account_data/{type}";
    private static final String OF_ROOM =
            "/_matrix/client/v3/user/{userId}/rooms/{roomId}/account_data/{type}";
    private static final String MSC3391 = "org.matrix.msc3391";
    private static final String UNSTABLE = "/_matrix/client/unstable/org.matrix.msc3391";

    private final AccountData accountData;
    private final boolean deletable;

    /// @param deletable whether clients may delete what they have put (MSC3391)
    AccountDataEndpoints(AccountData accountData, boolean deletable) {
        this.accountData = accountData;
        this.deletable = deletable;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(stable());
        if (deletable) {
            routes.addAll(deleting());
        }
        return routes;
    }

    private List<Route> stable() {
        return List.of(
                Route.put(GLOBAL)
                        .r0()
                        .operation("setAccountData")
                        .caller(USER)
                        .maxBody(Route.LARGE_BODY_BYTES)
                        .to(this::put),
                Route.get(GLOBAL).r0().operation("getAccountData").caller(USER).to(this::get),
                Route.put(OF_ROOM)
                        .r0()
                        .operation("setAccountDataPerRoom")
                        .caller(USER)
                        .maxBody(Route.LARGE_BODY_BYTES)
                        .to(this::putOfRoom),
                Route.get(OF_ROOM)
                        .r0()
                        .operation("getAccountDataPerRoom")
                        .caller(USER)
                        .to(this::getOfRoom));
    }

    private List<Route> deleting() {
        return List.of(
                Route.delete(UNSTABLE + "/user/{userId}/account_data/{type}")
                        .unstable(MSC3391)
                        .caller(USER)
                        .to(this::delete),
                Route.delete(UNSTABLE + "/user/{userId}/rooms/{roomId}/account_data/{type}")
                        .unstable(MSC3391)
                        .caller(USER)
                        .to(this::deleteOfRoom));
    }

    private JsonObject put(Request request) {
        return put(request, Optional.empty());
    }

    private JsonObject putOfRoom(Request request) {
        return put(request, Optional.of(request.path("roomId", RoomId::parse)));
    }

    private JsonObject put(Request request, Optional<RoomId> room) {
        UserId user = Owner.of(request);
        String type = changeableType(request);
        JsonObject content = request.body();
        if (isDeleted(content)) {
            accountData.delete(user, room, type);
        } else {
            accountData.put(user, room, type, content);
        }
        return JsonObject.EMPTY;
    }

    private JsonObject get(Request request) {
        return get(request, Optional.empty());
    }

    private JsonObject getOfRoom(Request request) {
        return get(request, Optional.of(request.path("roomId", RoomId::parse)));
    }

    private JsonObject get(Request request, Optional<RoomId> room) {
        UserId user = Owner.of(request);
        return accountData
                .find(user, room, request.path("type"))
                .filter(content -> !isDeleted(content))
                .orElseThrow(() -> MatrixError.notFound("Account data not found"));
    }

    /// Clients that do not know how to delete put an empty object.
    private boolean isDeleted(JsonObject content) {
        return deletable && content.isEmpty();
    }

    private JsonObject delete(Request request) {
        return delete(request, Optional.empty());
    }

    private JsonObject deleteOfRoom(Request request) {
        return delete(request, Optional.of(request.path("roomId", RoomId::parse)));
    }

    private JsonObject delete(Request request, Optional<RoomId> room) {
        accountData.delete(Owner.of(request), room, changeableType(request));
        return JsonObject.EMPTY;
    }

    /// "This `type` of account data is controlled by the server; it cannot be modified by clients."
    private static String changeableType(Request request) {
        String type = request.path("type");
        return switch (type) {
            case "m.fully_read" ->
                    throw serverControlled(
                            "Cannot set m.fully_read through this API. Use /read_markers");
            case "m.push_rules" ->
                    throw serverControlled(
                            "Cannot set m.push_rules through this API. Use /pushrules");
            default -> type;
        };
    }

    private static MatrixError serverControlled(String error) {
        return MatrixError.of(405, "M_BAD_JSON", error);
    }
}
