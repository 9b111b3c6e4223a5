package myelin.core.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.auth.AuthEvents;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.auth.Verdict.Allowed;
import myelin.core.auth.Verdict.Denied;
import myelin.core.event.Pdu;
import myelin.core.event.SizeLimits;
import myelin.core.id.ServerName;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.Outcome.SoftFailed;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;

/// The [checks performed on receipt of a PDU](https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu),
/// one method for each. Pure; may be called by all threads. What a step needs to know is given to it.
///
/// The last one, of a policy server, asks somebody else and is no matter of this class.
public final class PduIntake {

    private PduIntake() {}

    /// 1 "Is a valid event, otherwise it is dropped." What others have added in `unsigned` is left out.
    ///
    /// @param version of the room which the event says to be in
    public static Outcome.OfForm checkForm(JsonObject json, RoomVersion version) {
        return PduForm.check(json.without("unsigned"), version);
    }

    /// The servers without whose signature [#verify] refuses the event: get those keys of theirs which it names.
    public static Set<ServerName> signers(Pdu event) {
        return EventSigners.of(event);
    }

    /// 2 "Passes signature checks, otherwise it is dropped." 3 "Passes hash checks, otherwise it is redacted before being
    /// processed further."
    ///
    /// Signatures by keys which are not known don't count. That the server of `join_authorised_via_users_server` has
    /// signed is an authorization rule, and is found here because here are the keys.
    public static Outcome.OfSignatures verify(Pdu event, KnownKey.Ring keys) {
        return EventSigners.verify(event, keys);
    }

    /// 4 "Passes authorisation rules based on the event's auth events, otherwise it is rejected." So is an event of an
    /// older room with a field of more than [SizeLimits#FIELD_BYTES].
    ///
    /// @param cited all events of its `auth_events`; the caller fetched what was missing
    /// @param create the create event of the room; needed since version 12, where it is not cited
    public static Outcome.OfAuthorization againstAuthEvents(
            Pdu event, Collection<Cited> cited, Optional<Cited> create) {
        // Dropped since version 11. Older rooms hold such events, and what refers to them would
        // have
        // nothing to refer to.
        Optional<String> longField = SizeLimits.longField(event.json());
        if (longField.isPresent()) {
            return new Rejected(event, longField.get(), "It is longer than 255 bytes");
        }
        Verdict verdict = AuthEvents.check(event, cited, create);
        if (verdict instanceof Denied) {
            return authorized(event, verdict);
        }
        List<Pdu> state = new ArrayList<>();
        create.ifPresent(found -> state.add(found.event()));
        cited.forEach(entry -> state.add(entry.event()));
        return againstStateBefore(event, AuthState.of(state));
    }

    /// 5 "Passes authorisation rules based on the state before the event, otherwise it is rejected."
    public static Outcome.OfAuthorization againstStateBefore(Pdu event, AuthState before) {
        return authorized(event, Authorization.check(event.version().rules(), event, before));
    }

    /// 6 "Passes authorisation rules based on the current state of the room, otherwise it is 'soft failed'."
    public static Outcome.OfCurrentState againstCurrentState(Pdu event, AuthState current) {
        return switch (Authorization.check(event.version().rules(), event, current)) {
            case Allowed() -> new Accepted(event);
            case Denied(String rule, String reason) -> new SoftFailed(event, rule, reason);
        };
    }

    private static Outcome.OfAuthorization authorized(Pdu event, Verdict verdict) {
        return switch (verdict) {
            case Allowed() -> new Accepted(event);
            case Denied(String rule, String reason) -> new Rejected(event, rule, reason);
        };
    }
}
