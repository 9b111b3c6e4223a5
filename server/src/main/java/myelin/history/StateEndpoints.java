package myelin.history;

import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;
import myelin.members.JoinedMember;
import myelin.members.Members;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// Reading a room's state, its members, and single events.
final class StateEndpoints {

    private final Rooms rooms;
    private final History history;

    StateEndpoints(Rooms rooms, History history) {
        this.rooms = rooms;
        this.history = history;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/rooms/{roomId}/state")
                        .operation("getRoomState")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::state),
                Route.get("/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}")
                        .operation("getRoomStateWithKey")
                        .caller(USER)
                        .guests()
                        .also("/_matrix/client/v3/rooms/{roomId}/state/{eventType}")
                        .r0()
                        .to(this::stateWithKey),
                Route.get("/_matrix/client/v3/rooms/{roomId}/members")
                        .operation("getMembersByRoom")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::members),
                Route.get("/_matrix/client/v3/rooms/{roomId}/joined_members")
                        .operation("getJoinedMembersByRoom")
                        .caller(USER)
                        .r0()
                        .to(this::joinedMembers));
    }

    private Response state(Request request) {
        StateRoot root = readable(request);
        return Response.json(200, format(request, rooms.events().at(rooms.states().numbers(root))));
    }

    private JsonObject stateWithKey(Request request) {
        StateKey key =
                new StateKey(
                        request.path("eventType"), request.optionalPath("stateKey").orElse(""));
        StoredEvent event =
                rooms.states()
                        .event(readable(request), key)
                        .map(rooms.events()::at)
                        .orElseThrow(() -> MatrixError.notFound("The room has no such state"));
        boolean whole = request.query("format").filter("event"::equals).isPresent();
        if (whole) {
            return history.clientEvents().format(event, reader(request));
        }
        return event.shown().content();
    }

    private JsonObject members(Request request) {
        Optional<Membership> wanted = request.query("membership", StateEndpoints::membership);
        Optional<Membership> unwanted = request.query("not_membership", StateEndpoints::membership);
        StateRoot root =
                request.query("at")
                        .map(at -> stateAt(request, at))
                        .orElseGet(() -> readable(request));
        List<StoredEvent> members = new ArrayList<>();
        for (StoredEvent event : rooms.events().at(rooms.states().numbers(root))) {
            if (Members.isMember(event.pdu()) && isAsked(event.pdu(), wanted, unwanted)) {
                members.add(event);
            }
        }
        return JsonObject.of("chunk", format(request, members));
    }

    private static boolean isAsked(
            Pdu member, Optional<Membership> wanted, Optional<Membership> unwanted) {
        if (wanted.isEmpty() && unwanted.isEmpty()) {
            return true;
        }
        Optional<Membership> is = new MemberContent(member.content()).membership();
        return (wanted.isEmpty() || wanted.equals(is))
                && (unwanted.isEmpty() || !unwanted.equals(is));
    }

    private static Membership membership(String text) {
        return Membership.of(text)
                .orElseThrow(() -> MatrixError.invalidParam("'" + text + "' is no membership"));
    }

    /// The state of the room at a token, no later than the user may read. Before its first event a
    /// room has no state; then it is what the room began with: its create event and the creator's
    /// join.
    ///
    /// @throws MatrixError M_FORBIDDEN when the user may not see what was then
    private StateRoot stateAt(Request request, String token) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        long last = history.lastReadable(room, user);
        long position =
                TimelineToken.parse(token)
                        .orElseThrow(() -> MatrixError.invalidParam("'at' is no token"))
                        .position();
        EventRange before = EventRange.backwardFrom(Math.min(position, last), 1);
        StoredEvent newest =
                rooms.events().inRoom(room, before).stream()
                        .findFirst()
                        .orElseGet(() ->
                                rooms.events()
                                        .inRoom(room, EventRange.forwardFrom(0, last, 2))
                                        .getLast());
        if (!history.visibility().isStateVisible(user, newest)) {
            throw MatrixError.forbidden("You may not see who was in the room then");
        }
        return newest.roomState();
    }

    private JsonObject joinedMembers(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        rooms.joined(room, request.requester().user());
        JsonObject.Builder joined = JsonObject.builder();
        for (JoinedMember member : rooms.joinedMembers(room)) {
            joined.put(
                    member.user().value(),
                    JsonObject.of(
                            "display_name",
                            textOrNull(member.displayName()),
                            "avatar_url",
                            textOrNull(member.avatarUrl())));
        }
        return JsonObject.of("joined", joined.build());
    }

    private static Json textOrNull(Optional<String> text) {
        return text.map(Json::of).orElse(JsonNull.INSTANCE);
    }

    private StateRoot readable(Request request) {
        return history.readableState(
                request.path("roomId", RoomId::parse), request.requester().user());
    }

    private JsonArray format(Request request, List<StoredEvent> events) {
        ClientEvents.Reader reader = reader(request);
        return JsonArray.from(
                events.stream()
                        .map(event -> history.clientEvents().format(event, reader))
                        .toList());
    }

    private static ClientEvents.Reader reader(Request request) {
        return ClientEvents.Reader.of(request.requester().user(), request.requester().device());
    }
}
