package myelin.presence;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.members.LocalMembers;
import myelin.members.RoomMember;

/// Who may know who is there: those who share a room, of those that count. From memory; any thread.
final class SharedRooms {

    private final LocalMembers members;
    private final Set<RoomId> excluded;

    /// @param excluded rooms that do not count
    SharedRooms(LocalMembers members, Set<RoomId> excluded) {
        this.members = members;
        this.excluded = excluded;
    }

    /// The rooms in which others see whether a user is there.
    Set<RoomId> of(UserId user) {
        Set<RoomId> rooms = new HashSet<>();
        for (RoomMember member : members.roomsOf(user).values()) {
            if (counts(member)) {
                rooms.add(member.room());
            }
        }
        return rooms;
    }

    /// Whether two users of this server share one. It takes as long as the one is in rooms who is in fewer.
    boolean areShared(UserId one, UserId other) {
        Map<RoomId, RoomMember> some = members.roomsOf(one);
        Map<RoomId, RoomMember> more = members.roomsOf(other);
        if (some.size() > more.size()) {
            return areShared(more, some);
        }
        return areShared(some, more);
    }

    private boolean areShared(Map<RoomId, RoomMember> some, Map<RoomId, RoomMember> more) {
        for (RoomMember member : some.values()) {
            RoomMember other = more.get(member.room());
            if (other != null && counts(member) && counts(other)) {
                return true;
            }
        }
        return false;
    }

    /// All users of this server with whom a user shares one, and himself.
    Set<UserId> users(UserId user) {
        Set<UserId> users = new HashSet<>();
        users.add(user);
        members.joined(of(user)).values().forEach(users::addAll);
        return users;
    }

    private boolean counts(RoomMember member) {
        return member.membership() == Membership.JOIN && !excluded.contains(member.room());
    }
}
