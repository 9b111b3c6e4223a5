package myelin.core.auth;

import java.util.Optional;
import myelin.core.auth.Verdict.Denied;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.room.PowerLevels;
import myelin.core.room.Rules;

/// An event which wants to be in a room, and what the rules ask about it.
record Candidate(Rules rules, Pdu event, AuthState state, Pdu create, PowerLevels levels) {

    static Candidate of(Rules rules, Pdu event, AuthState state, Pdu create) {
        Optional<Pdu> powerLevels = state.event(EventType.M_ROOM_POWER_LEVELS, "");
        PowerLevels levels = PowerLevels.of(rules, powerLevels, Optional.of(create));
        return new Candidate(rules, event, state, create, levels);
    }

    CreateContent createContent() {
        return new CreateContent(create);
    }

    UserId sender() {
        return event.sender();
    }

    /// "the `sender`'s power level"
    long senderLevel() {
        return levels.of(sender());
    }

    /// "the `sender`'s current membership state"
    Membership senderMembership() {
        return membershipOf(sender());
    }

    Membership membershipOf(UserId user) {
        return MemberContent.membershipOf(state.event(EventType.M_ROOM_MEMBER, user.value()));
    }

    Denied deny(AuthRule rule, String reason) {
        return rule.deny(rules, reason);
    }
}
