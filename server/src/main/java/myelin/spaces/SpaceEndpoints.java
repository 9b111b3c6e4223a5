package myelin.spaces;

import static myelin.http.Caller.OPTIONAL_USER;
import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.directory.Directory;
import myelin.directory.RoomSummary;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// The tree of a space, and the summary of a room.
final class SpaceEndpoints {

    private final Hierarchy hierarchy;
    private final RoomAccess access;
    private final Directory directory;
    private final Rooms rooms;

    SpaceEndpoints(Hierarchy hierarchy, RoomAccess access, Directory directory, Rooms rooms) {
        this.hierarchy = hierarchy;
        this.access = access;
        this.directory = directory;
        this.rooms = rooms;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v1/rooms/{roomId}/hierarchy")
                        .operation("getSpaceHierarchy")
                        .caller(USER)
                        .guests()
                        .to(this::hierarchy),
                Route.get("/_matrix/client/v1/room_summary/{roomIdOrAlias}")
                        .operation("getRoomSummary")
                        .caller(OPTIONAL_USER)
                        .guests()
                        .also("/_matrix/client/unstable/im.nheko.summary/summary/{roomIdOrAlias}")
                        .also(
                                "/_matrix/client/unstable/im.nheko.summary/rooms/{roomIdOrAlias}/summary")
                        .to(this::summary));
    }

    private JsonObject hierarchy(Request request) {
        Hierarchy.Question question =
                new Hierarchy.Question(
                        request.requester().user(),
                        request.path("roomId", RoomId::parse),
                        request.queryFlag("suggested_only").orElse(false),
                        atLeast(request, "max_depth", 0));
        return hierarchy.page(question, atLeast(request, "limit", 1), request.query("from"));
    }

    private static long atLeast(Request request, String name, long least) {
        long number = request.queryNumber(name).orElse(Long.MAX_VALUE);
        if (number < least) {
            throw MatrixError.invalidParam("'" + name + "' must be at least " + least);
        }
        return number;
    }

    private JsonObject summary(Request request) {
        RoomId room = room(request);
        Optional<UserId> user = request.optionalRequester().map(Requester::user);
        Optional<RoomSnapshot> found =
                user.map(asking -> access.find(room, asking)).orElseGet(() -> access.find(room));
        JsonObject summary =
                found.map(known -> RoomSummary.of(known).json())
                        .orElseThrow(
                                () -> MatrixError.notFound("There is no room that you may see"));
        return user.map(asking -> summary.with("membership", membership(asking, room)))
                .orElse(summary);
    }

    private String membership(UserId user, RoomId room) {
        return rooms.members()
                .member(user, room)
                .map(RoomMember::membership)
                .orElse(Membership.LEAVE)
                .text();
    }

    private RoomId room(Request request) {
        if (!request.path("roomIdOrAlias").startsWith("#")) {
            return request.path("roomIdOrAlias", RoomId::parse);
        }
        RoomAlias alias = request.path("roomIdOrAlias", RoomAlias::parse);
        return directory
                .resolve(alias)
                .orElseThrow(() -> MatrixError.notFound("There is no alias " + alias));
    }
}
