package myelin.rooms;

import java.util.Optional;
import myelin.core.auth.Verdict;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.PowerLevels;
import myelin.events.CountingRedaction;
import myelin.events.Events;
import myelin.events.StoredEvent;

/// Whether a redaction may redact what it names. Since room version 3 the authorization rules let any
/// redaction into the graph, and each server decides whether it counts
/// ([spec](https://spec.matrix.org/v1.19/rooms/v11/#handling-redactions)).
final class Redactions {

    private Redactions() {}

    /// What a redaction does, by the state before it. "The power level of the redaction event's sender is
    /// greater than or equal to the redact level", or "the domain of the redaction event's sender
    /// matches that of the original event's sender". A create event is never redacted.
    static Optional<CountingRedaction> counting(Pdu pdu, RoomSnapshot room, Events events) {
        if (pdu.redacts().isEmpty()) {
            return Optional.empty();
        }
        EventId target = pdu.redacts().get();
        PowerLevels levels = room.powerLevels();
        boolean powerful = levels.of(pdu.sender()) >= levels.redact();
        boolean counts =
                events.known(target)
                        .map(StoredEvent::pdu)
                        .map(found ->
                                found.roomId().equals(pdu.roomId())
                                        && !found.is(EventType.M_ROOM_CREATE, "")
                                        && (powerful || isOfSameServer(pdu, found)))
                        .orElse(true);
        return counts
                ? Optional.of(new CountingRedaction(pdu, target, powerful))
                : Optional.empty();
    }

    private static boolean isOfSameServer(Pdu redaction, Pdu event) {
        return redaction.sender().server().equals(event.sender().server());
    }

    /// A user of this server may redact own events, and with the power level `redact` those of others; the create
    /// event never.
    static Verdict permitted(Pdu pdu, RoomSnapshot room, Events events) {
        if (!pdu.type().equals(EventType.M_ROOM_REDACTION) || pdu.redacts().isEmpty()) {
            return new Verdict.Allowed();
        }
        Optional<Pdu> target = events.known(pdu.redacts().get()).map(StoredEvent::pdu);
        if (target.isPresent() && !target.get().roomId().equals(pdu.roomId())) {
            return denied("the event to redact is of another room");
        }
        if (target.isPresent() && target.get().is(EventType.M_ROOM_CREATE, "")) {
            return denied("a create event can't be redacted");
        }
        boolean own = target.isPresent() && target.get().sender().equals(pdu.sender());
        long power = room.powerLevels().of(pdu.sender());
        if (!own && power < room.powerLevels().redact()) {
            return denied("you may not redact events of others in this room");
        }
        return new Verdict.Allowed();
    }

    private static Verdict denied(String reason) {
        return new Verdict.Denied("redaction", reason);
    }
}
