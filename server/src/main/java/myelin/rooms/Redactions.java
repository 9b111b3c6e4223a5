package myelin.rooms;

import java.util.Optional;
import myelin.core.auth.RedactionRules;
import myelin.core.auth.Verdict;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.events.CountingRedaction;
import myelin.events.Events;
import myelin.events.StoredEvent;

/// Whether a redaction may redact what it names. Since room version 3 the authorization rules let any
/// redaction into the graph, and each server decides whether it counts
/// ([spec](https://spec.matrix.org/v1.19/rooms/v11/#handling-redactions)).
final class Redactions {

    private Redactions() {}

    /// What a redaction does, by the state before it; if its target is not here yet, that is asked again
    /// when it comes.
    static Optional<CountingRedaction> counting(Pdu pdu, RoomSnapshot room, Events events) {
        if (pdu.redacts().isEmpty()) {
            return Optional.empty();
        }
        EventId target = pdu.redacts().get();
        boolean powerful = RedactionRules.isPowerful(pdu, room.powerLevels());
        boolean counts =
                events.known(target)
                        .map(found -> RedactionRules.applies(pdu, found.pdu(), powerful))
                        .orElse(true);
        return counts
                ? Optional.of(new CountingRedaction(pdu, target, powerful))
                : Optional.empty();
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
