package myelin.events;

import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.state.StateRoot;

/// An event with what this server knows of it.
///
/// @param place where it is, and what the checks have made of it
/// @param pdu the event as it was signed, whole even when it is redacted
/// @param states the states around it
/// @param receivedTs when it was stored, in milliseconds since 1970
/// @param replacesState the state event whose place it took
/// @param transaction the client's transaction that made it
/// @param redactedBy the redaction that counts, if one has come
public record StoredEvent(
        Place place,
        Pdu pdu,
        EventStates states,
        long receivedTs,
        Optional<EventId> replacesState,
        Optional<TransactionKey> transaction,
        Optional<EventId> redactedBy) {

    /// Where an event is.
    ///
    /// @param position in the EVENTS stream; where it is in no timeline, its number
    /// @param number by which the states of rooms name it, for ever. The position, or a negative one if
    ///     it was known before it came into the timeline, or is in none
    public record Place(long position, long number, Standing standing) {

        /// Of an event that comes into the timeline as it is stored.
        public static Place at(long position) {
            return new Place(position, position, Standing.ACCEPTED);
        }
    }

    /// Its place in the EVENTS stream; not positive when it is in no timeline.
    public long position() {
        return place.position();
    }

    /// The number by which the states of rooms name it.
    public long number() {
        return place.number();
    }

    /// What the checks have made of it.
    public Standing standing() {
        return place.standing();
    }

    /// Whether clients may meet it in the room's timeline.
    public boolean isInTimeline() {
        return place.position() > 0;
    }

    /// Whether the state before it is known: that is empty only before a room's first event.
    public boolean hasState() {
        return !states.before().equals(StateRoot.EMPTY) || pdu.is(EventType.M_ROOM_CREATE, "");
    }

    /// The state before it, as its prev events say.
    public StateRoot stateBefore() {
        return states.before();
    }

    /// The state before it with what it changes.
    public StateRoot stateAfter() {
        return states.after();
    }

    /// The room's current state before it was stored.
    public StateRoot roomStateBefore() {
        return states.roomBefore();
    }

    /// The room's current state once it was stored.
    public StateRoot roomState() {
        return states.room();
    }

    /// Whether it did not stand upon the whole room: then the room's state may have changed otherwise
    /// than by this event alone.
    public boolean isForked() {
        return states.areForked();
    }

    /// What there is to be shown of the event: without what a redaction has taken.
    public Pdu shown() {
        return redactedBy.isPresent() ? pdu.redacted() : pdu;
    }
}
