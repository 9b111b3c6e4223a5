package myelin.directory;

import static myelin.http.Caller.ANYONE;
import static myelin.http.Caller.USER;

import java.util.List;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.history.History;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.rooms.Rooms;
import org.jspecify.annotations.Nullable;

/// Aliases, and whether a room stands in the public room list.
final class AliasEndpoints {

    private final Directory directory;
    private final Rooms rooms;
    private final History history;
    private final ServerName server;

    AliasEndpoints(Directory directory, Rooms rooms, History history, ServerName server) {
        this.directory = directory;
        this.rooms = rooms;
        this.history = history;
        this.server = server;
    }

    List<Route> routes() {
        return List.of(
                Route.put("/_matrix/client/v3/directory/room/{roomAlias}")
                        .operation("setRoomAlias")
                        .caller(USER)
                        .r0()
                        .to(this::set),
                Route.get("/_matrix/client/v3/directory/room/{roomAlias}")
                        .operation("getRoomIdByAlias")
                        .caller(ANYONE)
                        .r0()
                        .to(this::resolve),
                Route.delete("/_matrix/client/v3/directory/room/{roomAlias}")
                        .operation("deleteRoomAlias")
                        .caller(USER)
                        .r0()
                        .to(this::delete),
                Route.get("/_matrix/client/v3/rooms/{roomId}/aliases")
                        .operation("getLocalAliases")
                        .caller(USER)
                        .r0()
                        .also("/_matrix/client/unstable/org.matrix.msc2432/rooms/{roomId}/aliases")
                        .to(this::aliases),
                Route.get("/_matrix/client/v3/directory/list/room/{roomId}")
                        .operation("getRoomVisibilityOnDirectory")
                        .caller(ANYONE)
                        .r0()
                        .to(this::visibility),
                Route.put("/_matrix/client/v3/directory/list/room/{roomId}")
                        .operation("setRoomVisibilityOnDirectory")
                        .caller(USER)
                        .r0()
                        .to(this::setVisibility));
    }

    record SetAlias(RoomId roomId) {}

    private JsonObject set(Request request) {
        RoomAlias alias = request.path("roomAlias", RoomAlias::parse);
        RoomId room = request.body(SetAlias.class).roomId();
        Requester requester = request.requester();
        if (!alias.server().equals(server)) {
            throw MatrixError.invalidParam("The alias must be of this server");
        }
        directory.create(alias, room, requester);
        return JsonObject.EMPTY;
    }

    private JsonObject resolve(Request request) {
        RoomAlias alias = request.path("roomAlias", RoomAlias::parse);
        RoomId room =
                directory
                        .resolve(alias)
                        .orElseThrow(() -> MatrixError.notFound("There is no alias " + alias));
        return JsonObject.of("room_id", room, "servers", JsonArray.of(server));
    }

    private JsonObject delete(Request request) {
        directory.delete(request.path("roomAlias", RoomAlias::parse), request.requester());
        return JsonObject.EMPTY;
    }

    private JsonObject aliases(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        Requester requester = request.requester();
        if (!requester.admin() && !history.mayLookInto(room, requester.user())) {
            throw MatrixError.forbidden("You are not in this room");
        }
        return JsonObject.of("aliases", JsonArray.from(directory.aliases(room)));
    }

    private JsonObject visibility(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        if (rooms.find(room).isEmpty()) {
            throw MatrixError.notFound("There is no such room");
        }
        return JsonObject.of("visibility", directory.isPublished(room) ? "public" : "private");
    }

    record SetVisibility(@Nullable String visibility) {}

    private JsonObject setVisibility(Request request) {
        String wanted = request.bodyOrEmpty(SetVisibility.class).visibility();
        String visibility = wanted == null ? "public" : wanted;
        boolean show = visibility.equals("public");
        if (!show && !visibility.equals("private")) {
            throw MatrixError.invalidParam("'visibility' is public or private");
        }
        directory.publish(request.path("roomId", RoomId::parse), show, request.requester());
        return JsonObject.EMPTY;
    }
}
