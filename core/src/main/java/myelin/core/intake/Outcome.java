package myelin.core.intake;

import myelin.core.event.Pdu;

/// What a step of [PduIntake] found. Each step has only some of the outcomes, which its own interface names, so that a
/// `switch` on it must consider those and no others.
public sealed interface Outcome {

    /// Whether an event has the right form.
    sealed interface OfForm extends Outcome permits Accepted, Dropped {}

    /// Whether an event is signed, and what was signed is whole.
    sealed interface OfSignatures extends Outcome permits Accepted, Redacted, Rejected, Dropped {}

    /// Whether an event is permitted by its auth events, or by the state before it.
    sealed interface OfAuthorization extends Outcome permits Accepted, Rejected {}

    /// Whether an event is permitted by the state of the room as it is now.
    sealed interface OfCurrentState extends Outcome permits Accepted, SoftFailed {}

    /// The step has nothing against the `event`.
    record Accepted(Pdu event) implements OfForm, OfSignatures, OfAuthorization, OfCurrentState {}

    /// The hash is not that of the content, so somebody has redacted or changed it: go on with the `event` as it is
    /// redacted here.
    record Redacted(Pdu event) implements OfSignatures {}

    /// The event is part of the room, but new events don't refer to it and clients don't see it.
    ///
    /// @param rule the number of the authorization rule in the spec of the room's version
    record SoftFailed(Pdu event, String rule, String reason) implements OfCurrentState {}

    /// The event is known, but is not part of the room's state and not given to clients. It is kept as it is here.
    ///
    /// @param rule the number of the authorization rule in the spec of the room's version, or the name of the field that
    ///     is to blame
    record Rejected(Pdu event, String rule, String reason)
            implements OfSignatures, OfAuthorization {}

    /// The event is thrown away, as if it had never come.
    record Dropped(String reason) implements OfForm, OfSignatures {}
}
