package myelin.sync;

import java.util.List;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;

/// How many are in a room, and after whom it may be called if it has no name
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync), `RoomSummary`).
final class RoomSummaries {

    private static final int HEROES = 5;

    private final Rooms rooms;
    private final UserId user;

    RoomSummaries(Rooms rooms, UserId user) {
        this.rooms = rooms;
        this.user = user;
    }

    JsonObject of(RoomId room) {
        JsonObject.Builder summary = JsonObject.builder();
        rooms.find(room)
                .ifPresent(snapshot ->
                        summary.put("m.joined_member_count", snapshot.head().joinedMembers())
                                .put("m.invited_member_count", snapshot.head().invitedMembers()));
        List<String> heroes = heroes(room, List.of(Membership.JOIN, Membership.INVITE));
        if (heroes.isEmpty()) {
            heroes = heroes(room, List.of(Membership.LEAVE, Membership.BAN));
        }
        return summary.put("m.heroes", heroes).build();
    }

    private List<String> heroes(RoomId room, List<Membership> of) {
        return rooms.firstMembers(room, of, user, HEROES).stream()
                .map(RoomMember::user)
                .map(UserId::value)
                .toList();
    }
}
