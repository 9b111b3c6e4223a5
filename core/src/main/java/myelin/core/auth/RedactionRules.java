package myelin.core.auth;

import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.ServerName;
import myelin.core.room.PowerLevels;
import myelin.core.room.Rule;

/// Redactions: rule 11 of room versions 1 and 2, and what
/// [came in its place](https://spec.matrix.org/v1.19/rooms/v3/#handling-redactions).
public final class RedactionRules {

    private RedactionRules() {}

    /// Whether a redaction which is in the room takes effect on its `target`. Since room version 3 the rules permit every
    /// redaction, and this is asked once both events are known. A create event is never redacted.
    ///
    /// @param powerful whether it is [#isPowerful]
    public static boolean applies(Pdu redaction, Pdu target, boolean powerful) {
        // 2 "The domain of the redaction event's `sender` matches that of the original event's
        // `sender`."
        return redaction.roomId().equals(target.roomId())
                && !target.is(EventType.M_ROOM_CREATE, "")
                && (powerful || redaction.sender().isOf(target.sender().server()));
    }

    /// Whether a redaction takes effect whoever has sent its target. In the first two room versions the rules have asked
    /// all that there is to ask.
    ///
    /// @param levels the power levels of the room at the `redaction`
    public static boolean isPowerful(Pdu redaction, PowerLevels levels) {
        // 1 "The power level of the redaction event's `sender` is greater than or equal to the
        // redact level."
        return redaction.version().rules().has(Rule.REDACTION_AUTH_RULE)
                || levels.of(redaction.sender()) >= levels.redact();
    }

    static Verdict check(Candidate candidate) {
        // 11.1 "If the `sender`'s power level is greater than or equal to the redact level, allow."
        if (candidate.senderLevel() >= candidate.levels().redact()) {
            return Verdict.ALLOWED;
        }
        // 11.2 "If the domain of the `event_id` of the event being redacted is the same as the
        // domain of the `event_id`
        // of the `m.room.redaction`, allow."
        Optional<ServerName> own = candidate.event().eventId().server();
        Optional<ServerName> redacted = candidate.event().redacts().flatMap(EventId::server);
        if (own.isPresent() && own.equals(redacted)) {
            return Verdict.ALLOWED;
        }
        // 11.3 "Otherwise, reject."
        return candidate.deny(
                AuthRule.REDACTION_OTHERWISE, "You don't have permission to redact events");
    }
}
