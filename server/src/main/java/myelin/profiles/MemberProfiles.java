package myelin.profiles;

import java.util.Map;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.http.Requester;
import myelin.members.RoomMember;
import myelin.memberships.Memberships;
import myelin.rooms.Rooms;

/// What profiles need of rooms: who shares one, and the member events that show a profile.
final class MemberProfiles implements RoomProfiles {

    private final Rooms rooms;
    private final Memberships memberships;

    MemberProfiles(Rooms rooms, Memberships memberships) {
        this.rooms = rooms;
        this.memberships = memberships;
    }

    @Override
    public boolean shareRoom(UserId one, UserId other) {
        Map<RoomId, RoomMember> others = rooms.members().roomsOf(other);
        return rooms.members().roomsOf(one).values().stream()
                .filter(member -> member.membership() == Membership.JOIN)
                .map(member -> others.get(member.room()))
                .anyMatch(member -> member != null && member.membership() == Membership.JOIN);
    }

    @Override
    public void spread(Requester by, UserId user) {
        memberships.everywhere().spreadProfile(user);
    }
}
