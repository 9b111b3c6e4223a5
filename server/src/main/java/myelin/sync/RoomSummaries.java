package myelin.sync;

import java.util.List;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;

/// How many are in a room, and after whom it may be called if it has no name
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync), `RoomSummary`).
public final class RoomSummaries {

    private static final int HEROES = 5;

    private final Rooms rooms;
    private final UserId user;

    public RoomSummaries(Rooms rooms, UserId user) {
        this.rooms = rooms;
        this.user = user;
    }

    JsonObject of(RoomId room) {
        JsonObject.Builder summary = JsonObject.builder();
        rooms.find(room)
                .ifPresent(snapshot ->
                        summary.put("m.joined_member_count", snapshot.head().joinedMembers())
                                .put("m.invited_member_count", snapshot.head().invitedMembers()));
        List<UserId> heroes = heroes(room).stream().map(RoomMember::user).toList();
        return summary.put("m.heroes", JsonArray.from(heroes)).build();
    }

    /// Others after whom the room may be called: those who are there or invited; if there are none,
    /// those who were.
    public List<RoomMember> heroes(RoomId room) {
        List<RoomMember> present =
                rooms.firstMembers(room, List.of(Membership.JOIN, Membership.INVITE), user, HEROES);
        return present.isEmpty()
                ? rooms.firstMembers(room, List.of(Membership.LEAVE, Membership.BAN), user, HEROES)
                : present;
    }
}
