package myelin.memberships;

import java.util.Comparator;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.room.PowerLevels;
import myelin.http.MatrixError;
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
    static JsonObject authorised(Rooms rooms, RoomSnapshot room, UserId user, JsonObject content) {
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
        return content.with("join_authorised_via_users_server", inviter(rooms, room).value());
    }

    /// Whether the user is in a room whose members may join.
    static boolean isInAllowedRoom(Rooms rooms, RoomSnapshot room, UserId user) {
        return room.allowedRooms().stream()
                .anyMatch(other -> rooms.members().isJoined(user, other));
    }

    private static UserId inviter(Rooms rooms, RoomSnapshot room) {
        PowerLevels levels = room.powerLevels();
        return rooms.members().joined(room.room()).stream()
                .filter(member -> levels.of(member) >= levels.invite())
                .max(Comparator.<UserId>comparingLong(levels::of).thenComparing(UserId::value))
                .orElseThrow(() ->
                        MatrixError.of(
                                400,
                                "M_UNABLE_TO_GRANT_JOIN",
                                "Nobody of this server may let you into the room"));
    }
}
