package myelin.sync;

import java.util.Optional;
import myelin.core.event.MemberContent;
import myelin.core.room.Membership;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.members.RoomMember;

/// Tells who has come into a room from who has been there all the time. Any thread.
public final class NewJoins {

    private final Events events;

    public NewJoins(Events events) {
        this.events = events;
    }

    /// Whether a user who is joined was not in the room at some time since a position.
    public boolean hasNewlyJoined(RoomMember member, long after) {
        if (member.position() <= after) {
            return false;
        }
        Optional<StoredEvent> at = Optional.of(events.at(member.position()));
        while (at.isPresent() && at.get().position() > after) {
            if (!isJoin(at.get())) {
                return true;
            }
            at = at.get().replacesState().flatMap(events::find);
        }
        return at.filter(NewJoins::isJoin).isEmpty();
    }

    /// Whether a member event says that its user is joined.
    static boolean isJoin(StoredEvent member) {
        return new MemberContent(member.pdu().content())
                .membership()
                .equals(Optional.of(Membership.JOIN));
    }
}
