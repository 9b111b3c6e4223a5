package myelin.events;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.state.StateRoot;

/// An event with what this server knows of it.
///
/// @param position its place in the EVENTS stream
/// @param pdu the event as it was signed, whole even when it is redacted
/// @param stateBefore the state before it
/// @param roomState the room's current state once it was stored
/// @param receivedTs when it was stored, in milliseconds since 1970
/// @param replacesState the state event whose place it took
/// @param transaction the client's transaction that made it
/// @param redactedBy the redaction that counts, if one has come
public record StoredEvent(
        long position,
        Pdu pdu,
        StateRoot stateBefore,
        StateRoot roomState,
        long receivedTs,
        Optional<EventId> replacesState,
        Optional<TransactionKey> transaction,
        Optional<EventId> redactedBy) {

    /// What there is to be shown of the event: without what a redaction has taken.
    public Pdu shown() {
        return redactedBy.isPresent() ? pdu.redacted() : pdu;
    }

    /// This event, with the redaction that came later.
    StoredEvent redacted(EventId by) {
        return new StoredEvent(
                position,
                pdu,
                stateBefore,
                roomState,
                receivedTs,
                replacesState,
                transaction,
                Optional.of(by));
    }
}
