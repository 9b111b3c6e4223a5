package myelin.events;

import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;

/// An entry of a room's current state that has become another.
///
/// @param position of the event by whose coming it happened
/// @param before the state event that stood there, empty when there was none
/// @param after the one that stands there now, empty when there is none any more
public record StateChange(
        RoomId room,
        StateKey key,
        long position,
        Optional<StoredEvent> before,
        Optional<StoredEvent> after) {

    /// The same, at another position.
    public StateChange at(long other) {
        return new StateChange(room, key, other, before, after);
    }

    /// Whether an event older than the one that stood there, or nothing, has taken its place: what
    /// seemed to be settled was taken back.
    public boolean isReversion() {
        return before.isPresent() && after.map(now -> isOlder(now, before.get())).orElse(true);
    }

    /// Which of two events came first. Of those that are in no timeline only the sender's server knows.
    private static boolean isOlder(StoredEvent event, StoredEvent than) {
        return (event.isInTimeline() && than.isInTimeline())
                ? event.position() < than.position()
                : event.pdu().depth() < than.pdu().depth();
    }
}
