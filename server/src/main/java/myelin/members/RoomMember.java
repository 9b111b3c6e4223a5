package myelin.members;

import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;

/// A user's membership of a room as it stands now.
///
/// @param position at which it became so: of the member event, or of the one by which forks were resolved
/// @param sender who caused it
/// @param forgotten the user has asked not to see the room any more
public record RoomMember(
        RoomId room,
        UserId user,
        Membership membership,
        EventId event,
        long position,
        UserId sender,
        boolean forgotten,
        Optional<String> displayName,
        Optional<String> avatarUrl) {}
