package myelin.memberships;

import java.util.List;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.room.PowerLevels;
import myelin.http.MatrixError;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// Rooms that members of other rooms may join
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#restricted-rooms)).
final class RestrictedJoins {

    private RestrictedJoins() {}

    /// The content of a join, with the member of this server who lets the user in where the room
    /// asks for one.
    ///
    /// @throws MatrixError M_FORBIDDEN when the user is in none of the rooms that the rule names,
    ///     M_UNABLE_TO_GRANT_JOIN when nobody here may invite
    static JsonObject authorised(
            Rooms rooms, RoomSnapshot room, UserId user, ServerName server, JsonObject content) {
        boolean restricted =
                switch (room.joinRule()) {
                    case RESTRICTED, KNOCK_RESTRICTED -> true;
                    case PUBLIC, INVITE, KNOCK, PRIVATE -> false;
                };
        if (!restricted || room.membership(user).equals(Optional.of(Membership.INVITE))) {
            return content;
        }
        if (!isInAllowedRoom(rooms, room, user)) {
            throw MatrixError.forbidden("You are in none of the rooms whose members may join");
        }
        return content.with(
                "join_authorised_via_users_server", inviter(rooms, room, server).value());
    }

    private static boolean isInAllowedRoom(Rooms rooms, RoomSnapshot room, UserId user) {
        List<Json> allowed =
                room.event(EventType.M_ROOM_JOIN_RULES, "")
                        .flatMap(rules -> rules.content().array("allow"))
                        .map(JsonArray::stream)
                        .map(stream -> stream.toList())
                        .orElse(List.of());
        for (Json entry : allowed) {
            if (entry instanceof JsonObject rule
                    && rule.string("type").equals(Optional.of("m.room_membership"))) {
                Optional<RoomId> other = rule.string("room_id").flatMap(RoomId::tryParse);
                if (other.isPresent() && rooms.members().isJoined(user, other.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static UserId inviter(Rooms rooms, RoomSnapshot room, ServerName server) {
        PowerLevels levels = room.powerLevels();
        for (RoomMember member : rooms.members(room.room(), Membership.JOIN)) {
            if (member.user().server().equals(server)
                    && levels.of(member.user()) >= levels.invite()) {
                return member.user();
            }
        }
        throw MatrixError.of(
                400, "M_UNABLE_TO_GRANT_JOIN", "Nobody of this server may let you into the room");
    }
}
