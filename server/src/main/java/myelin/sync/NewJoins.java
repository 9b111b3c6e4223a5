package myelin.sync;

import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;

/// Tells who has come into a room from who has been there all the time. Any thread.
public final class NewJoins {

    private final Rooms rooms;

    public NewJoins(Rooms rooms) {
        this.rooms = rooms;
    }

    /// Whether a user who is joined was not in the room at some time since a position.
    public boolean hasNewlyJoined(RoomMember member, long after) {
        if (member.position() <= after) {
            return false;
        }
        if (!wasJoined(member, after)) {
            return true;
        }
        Optional<StoredEvent> at = rooms.events().known(member.event());
        while (at.isPresent() && at.get().position() > after) {
            if (!isJoin(at.get())) {
                return true;
            }
            at = at.get().replacesState().flatMap(rooms.events()::known);
        }
        return false;
    }

    /// By the state of the room then: forks may have been resolved since.
    private boolean wasJoined(RoomMember member, long then) {
        EventRange newest = EventRange.backwardFrom(then, 1);
        return rooms.events().inRoom(member.room(), newest).stream()
                .findFirst()
                .flatMap(event -> rooms.states().event(event.roomState(), key(member)))
                .map(rooms.events()::at)
                .filter(NewJoins::isJoin)
                .isPresent();
    }

    private static StateKey key(RoomMember member) {
        return new StateKey(EventType.M_ROOM_MEMBER, member.user().value());
    }

    /// Whether a member event says that its user is joined.
    static boolean isJoin(StoredEvent member) {
        return new MemberContent(member.pdu().content())
                .membership()
                .equals(Optional.of(Membership.JOIN));
    }
}
