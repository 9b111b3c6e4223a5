package myelin.memberships;

import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.event.MemberContent;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.directory.Directory;
import myelin.http.MatrixError;
import myelin.http.Once;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.http.Use;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;

/// Everything by which a membership changes.
final class MembershipEndpoints {

    private final Memberships memberships;
    private final Rooms rooms;
    private final Directory directory;
    private final RateLimits limits;
    private final boolean redactsEvents;

    MembershipEndpoints(
            Memberships memberships,
            Rooms rooms,
            Directory directory,
            RateLimits limits,
            boolean redactsEvents) {
        this.memberships = memberships;
        this.rooms = rooms;
        this.directory = directory;
        this.limits = limits;
        this.redactsEvents = redactsEvents;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(new Once().withTwins(changes()));
        routes.add(
                Route.get("/_matrix/client/v3/joined_rooms")
                        .operation("getJoinedRooms")
                        .caller(USER)
                        .r0()
                        .to(this::joinedRooms));
        routes.add(new MutualRooms(rooms).route());
        return routes;
    }

    private List<Route> changes() {
        return List.of(
                user("/_matrix/client/v3/rooms/{roomId}/join", "joinRoomById")
                        .guests()
                        .limit(
                                RateLimit.JOINS_LOCAL,
                                request ->
                                        isOutside(request, request.path("roomId", RoomId::parse)))
                        .to(this::joinById),
                user("/_matrix/client/v3/join/{roomIdOrAlias}", "joinRoom")
                        .guests()
                        .limit(RateLimit.JOINS_LOCAL, request -> isOutside(request, room(request)))
                        .to(this::join),
                user("/_matrix/client/v3/knock/{roomIdOrAlias}", "knockRoom")
                        .limit(RateLimit.MESSAGE)
                        .to(this::knock),
                user("/_matrix/client/v3/rooms/{roomId}/leave", "leaveRoom")
                        .use(Use.HEAR)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .to(this::leave),
                user("/_matrix/client/v3/rooms/{roomId}/invite", "inviteUser")
                        .limit(RateLimit.MESSAGE)
                        .to(this::invite),
                user("/_matrix/client/v3/rooms/{roomId}/kick", "kick").to(this::kick),
                user("/_matrix/client/v3/rooms/{roomId}/ban", "ban").to(this::ban),
                user("/_matrix/client/v3/rooms/{roomId}/unban", "unban").to(this::unban),
                user("/_matrix/client/v3/rooms/{roomId}/forget", "forgetRoom")
                        .use(Use.NONE)
                        .guests()
                        .limit(RateLimit.MESSAGE)
                        .to(this::forget));
    }

    private static Route.Draft user(String path, String operation) {
        return Route.post(path).operation(operation).caller(USER).use(Use.SEND).r0();
    }

    /// Who is in a room joins it again and nothing happens.
    private boolean isOutside(Request request, RoomId room) {
        return !rooms.members().isJoined(request.requester().user(), room);
    }

    private JsonObject joinById(Request request) {
        JsonObject body = request.bodyOrEmpty();
        RoomId room = request.path("roomId", RoomId::parse);
        return join(request, room, body, reason(body));
    }

    /// What else the body says becomes part of the member event: bridges and bots mark their joins
    /// so. The spec is silent, Synapse does it on this path only.
    private JsonObject join(Request request) {
        JsonObject body = request.bodyOrEmpty();
        JsonObject own =
                body.without(
                        "membership", "third_party_signed", "join_authorised_via_users_server");
        return join(request, room(request), body, own.merge(reason(body)));
    }

    private JsonObject join(Request request, RoomId room, JsonObject body, JsonObject extra) {
        if (body.has("third_party_signed")) {
            JsonObject signed =
                    body.object("third_party_signed")
                            .orElseThrow(() ->
                                    MatrixError.badJson("'third_party_signed' must be an object"));
            memberships.acceptThirdPartyInvite(request.requester(), room, signed);
        }
        memberships.join(request.requester(), room, extra);
        return JsonObject.of("room_id", room);
    }

    private JsonObject knock(Request request) {
        RoomId room = room(request);
        memberships.knock(request.requester(), room, reason(request.bodyOrEmpty()));
        return JsonObject.of("room_id", room);
    }

    private JsonObject leave(Request request) {
        memberships.depart(
                request.requester().user(),
                request.path("roomId", RoomId::parse),
                reason(request.bodyOrEmpty()));
        return JsonObject.EMPTY;
    }

    private JsonObject invite(Request request) {
        JsonObject body = request.body();
        if (body.has("medium") || body.has("address")) {
            ThirdPartyInvite.refuse(body);
        }
        memberships.invite(
                request.requester(),
                request.path("roomId", RoomId::parse),
                user(body),
                reason(body));
        return JsonObject.EMPTY;
    }

    private JsonObject kick(Request request) {
        requireMayModerate(request.requester());
        JsonObject body = request.body();
        memberships.kick(
                request.requester().user(),
                request.path("roomId", RoomId::parse),
                user(body),
                removal(body));
        return JsonObject.EMPTY;
    }

    private JsonObject ban(Request request) {
        requireMayModerate(request.requester());
        JsonObject body = request.body();
        memberships.ban(
                request.requester().user(),
                request.path("roomId", RoomId::parse),
                user(body),
                removal(body));
        return JsonObject.EMPTY;
    }

    private JsonObject unban(Request request) {
        requireMayModerate(request.requester());
        JsonObject body = request.body();
        memberships.unban(
                request.requester().user(),
                request.path("roomId", RoomId::parse),
                user(body),
                reason(body));
        return JsonObject.EMPTY;
    }

    /// The spec names no limit here, but Synapse counts every event that a user sends.
    private void requireMayModerate(Requester requester) {
        requester.requireNotSuspended();
        limits.check(RateLimit.MESSAGE, requester.user());
    }

    private JsonObject forget(Request request) {
        memberships.forget(request.requester().user(), request.path("roomId", RoomId::parse));
        return JsonObject.EMPTY;
    }

    private JsonObject joinedRooms(Request request) {
        List<RoomId> joined =
                rooms.members().roomsOf(request.requester().user()).values().stream()
                        .filter(member -> member.membership() == Membership.JOIN)
                        .map(RoomMember::room)
                        .toList();
        return JsonObject.of("joined_rooms", JsonArray.from(joined));
    }

    private RoomId room(Request request) {
        String named = request.path("roomIdOrAlias");
        if (!named.startsWith("#")) {
            return request.path("roomIdOrAlias", RoomId::parse);
        }
        RoomAlias alias = request.path("roomIdOrAlias", RoomAlias::parse);
        return directory
                .resolve(alias)
                .orElseThrow(() -> MatrixError.notFound("There is no alias " + alias));
    }

    private static UserId user(JsonObject body) {
        Optional<String> text = body.string("user_id");
        if (text.isEmpty()) {
            throw body.has("user_id")
                    ? MatrixError.badJson("'user_id' must be a user id")
                    : MatrixError.missingParam("Missing 'user_id'");
        }
        return text.flatMap(UserId::tryParse)
                .orElseThrow(() -> MatrixError.invalidParam("'user_id' must be a user id"));
    }

    private JsonObject removal(JsonObject body) {
        JsonObject reason = reason(body);
        Optional<Boolean> redacts = body.bool(MemberContent.REDACT_EVENTS);
        return redactsEvents && redacts.isPresent()
                ? reason.with(MemberContent.REDACT_EVENTS, redacts.get())
                : reason;
    }

    private static JsonObject reason(JsonObject body) {
        if (!body.has("reason")) {
            return JsonObject.EMPTY;
        }
        String reason =
                body.string("reason")
                        .orElseThrow(() -> MatrixError.badJson("'reason' must be text"));
        return JsonObject.of("reason", reason);
    }
}
