package myelin.core.auth;

import java.util.List;
import java.util.Optional;
import myelin.core.event.MemberContent;
import myelin.core.id.UserId;
import myelin.core.room.JoinRule;
import myelin.core.room.Membership;

/// Rule 5.3: "If `membership` is `join`".
final class JoinRules {

    private JoinRules() {}

    static Verdict check(Candidate candidate, UserId target, MemberContent content) {
        // 5.3.1 "If the only previous event is an `m.room.create` and the `state_key` is the sender
        // of the
        // `m.room.create`, allow." Until version 10 it is the `creator` in its content.
        if (candidate.event().prevEvents().equals(List.of(candidate.create().eventId()))
                && target.value().equals(candidate.createContent().creator())) {
            return Verdict.ALLOWED;
        }
        // 5.3.2 "If the `sender` does not match `state_key`, reject."
        if (!candidate.sender().equals(target)) {
            return candidate.deny(AuthRule.JOIN_SENDER, "You cannot make other users join");
        }
        // 5.3.3 "If the `sender` is banned, reject."
        Membership membership = candidate.senderMembership();
        if (membership == Membership.BAN) {
            return candidate.deny(AuthRule.JOIN_BANNED, "You are banned from this room");
        }
        Optional<JoinRule> joinRule = MemberRules.joinRule(candidate);
        if (joinRule.isEmpty()) {
            return otherwise(candidate);
        }
        boolean invited = membership == Membership.INVITE || membership == Membership.JOIN;
        return switch (joinRule.get()) {
            // 5.3.4 "If the `join_rule` is `invite` or `knock` then allow if membership state is
            // `invite` or `join`."
            case INVITE, KNOCK -> invited ? Verdict.ALLOWED : otherwise(candidate);
            // 5.3.5 "If the `join_rule` is `restricted` or `knock_restricted`"
            // 5.3.5.1 "If membership state is `join` or `invite`, allow."
            case RESTRICTED, KNOCK_RESTRICTED ->
                    invited ? Verdict.ALLOWED : restricted(candidate, content);
            // 5.3.6 "If the `join_rule` is `public`, allow."
            case PUBLIC -> Verdict.ALLOWED;
            case PRIVATE -> otherwise(candidate);
        };
    }

    private static Verdict restricted(Candidate candidate, MemberContent content) {
        // 5.3.5.2 "If the `join_authorised_via_users_server` key in `content` is not a user with
        // sufficient permission to
        // invite other users or is not a joined member of the room, reject."
        Optional<UserId> authoriser = content.joinAuthorisedViaUsersServer();
        if (authoriser.isEmpty()
                || candidate.membershipOf(authoriser.get()) != Membership.JOIN
                || candidate.levels().of(authoriser.get()) < candidate.levels().invite()) {
            return candidate.deny(
                    AuthRule.JOIN_RESTRICTED_AUTHORISED,
                    "You are not invited to this room, and no member who could invite you vouches for you");
        }
        // 5.3.5.3 "Otherwise, allow."
        return Verdict.ALLOWED;
    }

    private static Verdict otherwise(Candidate candidate) {
        // 5.3.7 "Otherwise, reject."
        return candidate.deny(AuthRule.JOIN_OTHERWISE, "You are not invited to this room");
    }
}
