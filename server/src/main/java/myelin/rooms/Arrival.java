package myelin.rooms;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.state.StateRoot;

/// An event that was made elsewhere, or here upon a part of the room, and is permitted by its auth events
/// and the state before it: it comes into the timeline, if the room as it is then permits it, too.
///
/// @param before the state before it
/// @param known the event as it is stored already, outside of the timeline
/// @param transaction the client's transaction that made it, if it was made here
/// @param also what must be stored in the same database transaction
/// @param insists it has tried so often that it now may hold up the event writer until the room's state
///     is resolved
record Arrival(
        Pdu pdu,
        StateRoot before,
        Optional<StoredEvent> known,
        Optional<TransactionKey> transaction,
        Optional<Submission.Also> also,
        boolean insists)
        implements Addition {

    @Override
    public Optional<RoomId> room() {
        return Optional.of(pdu.roomId());
    }

    /// An event that was made elsewhere.
    ///
    /// @param known as it is stored already, outside of the timeline
    static Arrival from(Pdu pdu, StateRoot before, Optional<StoredEvent> known) {
        return new Arrival(pdu, before, known, Optional.empty(), Optional.empty(), false);
    }

    /// The same, stored outside of the timeline meanwhile.
    Arrival known(StoredEvent kept) {
        return new Arrival(pdu, before, Optional.of(kept), transaction, also, insists);
    }

    /// The same, with another signature.
    Arrival signed(Pdu signed) {
        return new Arrival(signed, before, known, transaction, also, insists);
    }

    /// The same, with more or less patience.
    Arrival insisting(boolean now) {
        return new Arrival(pdu, before, known, transaction, also, now);
    }
}
