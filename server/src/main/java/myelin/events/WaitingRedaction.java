package myelin.events;

import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;

/// A redaction that came before the event which it redacts.
///
/// @param redaction its event id
/// @param sender who sent it
/// @param mayRedactOthers whether the room's power levels let the sender redact anybody's events
public record WaitingRedaction(EventId redaction, UserId sender, boolean mayRedactOthers) {

    /// Whether it counts for an event, now that it is there: "the domain of the redaction event's
    /// sender matches that of the original event's sender", or the sender has the power
    /// ([spec](https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions)).
    public boolean redacts(Pdu event) {
        return mayRedactOthers || sender.server().equals(event.sender().server());
    }
}
