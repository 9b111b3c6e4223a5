package myelin.stats;

import java.util.Map;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.room.Membership;

/// A room, described and counted.
///
/// @param members how many there are of each membership; none of those that are not in it
/// @param localUsers users of this server who are joined
/// @param stateEvents entries of the current state
/// @param position up to which all that is known
record RoomStats(
        RoomId room,
        Described described,
        Rules rules,
        Map<Membership, Long> members,
        long localUsers,
        long stateEvents,
        long position) {

    /// What the room says it is.
    record Described(
            Optional<String> name,
            Optional<String> topic,
            Optional<String> avatar,
            Optional<String> canonicalAlias,
            Optional<String> encryption) {}

    /// Who may enter and read.
    record Rules(
            Optional<String> joinRules,
            Optional<String> historyVisibility,
            Optional<String> guestAccess,
            boolean federatable,
            Optional<String> roomType) {}

    long count(Membership membership) {
        return members.getOrDefault(membership, 0L);
    }
}
