package myelin.slidingsync;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.members.RoomMember;
import myelin.state.StateRoot;

/// What of a room one answer tells.
///
/// @param from up to where the client knows the room
/// @param upTo up to where it is told of it
/// @param initial the client knows nothing of the room, or what it was long ago
/// @param before how much the client was sent before; nothing in an initial stretch
/// @param end the room's state at the end
/// @param readable the user may know that state, having been in the room
record Stretch(
        Interest.Room room,
        long from,
        long upTo,
        boolean initial,
        RoomConfig before,
        StateRoot end,
        boolean readable) {

    /// A stretch of a timeline.
    ///
    /// @param limited there are events before it that the client does not have
    record Events(List<StoredEvent> events, boolean limited) {}

    RoomId id() {
        return room.id();
    }

    RoomMember member() {
        return room.listed().member();
    }

    RoomConfig config() {
        return room.config();
    }

    boolean isJoined() {
        return member().membership() == Membership.JOIN;
    }

    /// Where the stay ended of a user who is in the room no more; empty when there was none.
    Optional<Long> endOfStay() {
        return readable ? Optional.of(upTo) : Optional.empty();
    }

    /// Whether older events than before are wanted.
    boolean expanded() {
        return !initial && config().timelineLimit() > before.timelineLimit();
    }
}
