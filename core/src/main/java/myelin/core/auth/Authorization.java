package myelin.core.auth;

import java.util.Optional;
import myelin.core.auth.Verdict.Denied;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.room.OwnedState;
import myelin.core.room.PowerLevels;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// The [authorization rules](https://spec.matrix.org/v1.19/rooms/v12/#authorisation-rules). Pure; may be called by all
/// threads.
///
/// Two of them stand elsewhere: what is asked of the auth events in [AuthEvents#check], because they are looked at once
/// and states many times; and rule 5.2.1, that the server of `join_authorised_via_users_server` has signed, in
/// `myelin.core.intake`, which has the keys.
public final class Authorization {

    private Authorization() {}

    /// Whether `event` is permitted by `state`: its auth events, or the state of the room before it.
    public static Verdict check(Rules rules, Pdu event, AuthState state) {
        // 1 "If type is `m.room.create`"
        if (event.type().equals(EventType.M_ROOM_CREATE)) {
            return CreateRules.check(rules, event);
        }
        // 2 "If the event's `room_id` is not an event ID for an accepted (not rejected)
        // `m.room.create` event, with the sigil `!` instead of `$`, reject." Until version 11: 2.4
        // "If
        // there is no `m.room.create` event among the entries, reject."
        Optional<Pdu> create = state.event(EventType.M_ROOM_CREATE, "");
        if (create.isEmpty()) {
            AuthRule rule =
                    rules.has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                            ? AuthRule.ROOM_ID
                            : AuthRule.AUTH_EVENTS_CREATE;
            return rule.deny(rules, "The room has no create event");
        }
        return check(Candidate.of(rules, event, state, create.get()));
    }

    /// The verdict on a member event whose `join_authorised_via_users_server` is of a server which has not signed it.
    public static Denied notSignedByAuthoriser(Rules rules) {
        // 5.2 "If `content` has a `join_authorised_via_users_server` key"
        // 5.2.1 "If the event is not validly signed by the homeserver of the user ID denoted by the
        // key, reject."
        return AuthRule.MEMBER_AUTHORISED_UNSIGNED.deny(
                rules, "The server which is said to permit this join has not signed it");
    }

    private static Verdict check(Candidate candidate) {
        Rules rules = candidate.rules();
        Pdu event = candidate.event();
        // 4 "If the `content` of the `m.room.create` event in the room state has the property
        // `m.federate` set to
        // `false`, and the `sender` domain of the event does not match the `sender` domain of the
        // create event, reject."
        if (!candidate.createContent().federates()
                && !event.sender().isOf(candidate.create().sender().server())) {
            return candidate.deny(AuthRule.FEDERATE, "This room is closed to other servers");
        }
        // Until version 5: 4 "If type is `m.room.aliases`"
        if (rules.has(Rule.ALIASES_AUTH_RULE) && event.type().equals(EventType.M_ROOM_ALIASES)) {
            return aliases(candidate);
        }
        // 5 "If type is `m.room.member`"
        if (event.type().equals(EventType.M_ROOM_MEMBER)) {
            return MemberRules.check(candidate);
        }
        // 6 "If the `sender`'s current membership state is not `join`, reject."
        if (candidate.senderMembership() != Membership.JOIN) {
            return candidate.deny(AuthRule.SENDER_NOT_JOINED, "You are not in this room");
        }
        // 7 "If type is `m.room.third_party_invite`: Allow if and only if `sender`'s current power
        // level is greater than
        // or equal to the invite level."
        long level = candidate.senderLevel();
        PowerLevels levels = candidate.levels();
        if (event.type().equals(EventType.M_ROOM_THIRD_PARTY_INVITE)) {
            return level >= levels.invite()
                    ? Verdict.ALLOWED
                    : candidate.deny(
                            AuthRule.THIRD_PARTY_INVITE_LEVEL,
                            "You don't have permission to invite users");
        }
        // 8 "If the event type's required power level is greater than the `sender`'s power level,
        // reject."
        if (levels.needed(event.type(), event.isState()) > level) {
            return candidate.deny(
                    AuthRule.REQUIRED_LEVEL,
                    "You don't have permission to send " + event.type() + " to this room");
        }
        // 9 "If the event has a `state_key` that starts with an `@` and does not match the
        // `sender`, reject."
        if (event.stateKey().filter(key -> isOfAnother(key, candidate)).isPresent()) {
            return candidate.deny(
                    AuthRule.STATE_KEY_OF_ANOTHER, "You cannot set the state of other users");
        }
        // 10 "If type is `m.room.power_levels`"
        if (event.type().equals(EventType.M_ROOM_POWER_LEVELS)) {
            return PowerLevelsRules.check(candidate);
        }
        // Until version 2: 11 "If type is `m.room.redaction`"
        if (rules.has(Rule.REDACTION_AUTH_RULE)
                && event.type().equals(EventType.M_ROOM_REDACTION)) {
            return RedactionRules.check(candidate);
        }
        // 11 "Otherwise, allow."
        return Verdict.ALLOWED;
    }

    private static boolean isOfAnother(String stateKey, Candidate candidate) {
        return OwnedState.hasOwner(stateKey)
                && !stateKey.equals(candidate.sender().value())
                && !(candidate.rules().has(Rule.OWNED_STATE)
                        && OwnedState.owner(stateKey)
                                .filter(owner -> maySetStateOf(owner, candidate))
                                .isPresent());
    }

    /// MSC3757: "If the prefix … is not a valid user ID, reject. … If the leading user ID does not match the `sender`, and
    /// the `sender`'s power level is not greater than that of the user denoted by that ID, reject."
    private static boolean maySetStateOf(UserId owner, Candidate candidate) {
        return owner.equals(candidate.sender())
                || candidate.senderLevel() > candidate.levels().of(owner);
    }

    private static Verdict aliases(Candidate candidate) {
        // 4.1 "If event has no `state_key`, reject."
        Optional<String> stateKey = candidate.event().stateKey();
        if (stateKey.isEmpty()) {
            return candidate.deny(AuthRule.ALIASES_NO_STATE_KEY, "The aliases of a room are state");
        }
        // 4.2 "If sender's domain doesn't match `state_key`, reject."
        if (!stateKey.get().equals(candidate.sender().server().value())) {
            return candidate.deny(
                    AuthRule.ALIASES_DOMAIN, "You can set the aliases of your own server only");
        }
        // 4.3 "Otherwise, allow."
        return Verdict.ALLOWED;
    }
}
