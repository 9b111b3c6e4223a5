package myelin.core.auth;

import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.JoinRulesContent;
import myelin.core.event.MemberContent;
import myelin.core.id.UserId;
import myelin.core.room.JoinRule;
import myelin.core.room.Membership;
import myelin.core.room.Rule;

/// Rule 5: "If type is `m.room.member`".
final class MemberRules {

    private MemberRules() {}

    static Verdict check(Candidate candidate) {
        // 5.1 "If there is no `state_key` property, or no `membership` property in `content`,
        // reject."
        Optional<UserId> target = candidate.event().stateKey().flatMap(UserId::tryParse);
        if (target.isEmpty() || candidate.event().content().string("membership").isEmpty()) {
            return candidate.deny(
                    AuthRule.MEMBER_INCOMPLETE,
                    "A member event needs a user ID as state key, and a membership");
        }
        MemberContent content = new MemberContent(candidate.event().content());
        Optional<Membership> membership = content.membership();
        if (membership.isEmpty()) {
            return unknown(candidate);
        }
        UserId user = target.get();
        return switch (membership.get()) {
            case JOIN -> JoinRules.check(candidate, user, content);
            case INVITE -> InviteRules.check(candidate, user);
            case LEAVE -> leave(candidate, user);
            case BAN -> ban(candidate, user);
            case KNOCK ->
                    candidate.rules().has(Rule.KNOCKING)
                            ? knock(candidate, user)
                            : unknown(candidate);
        };
    }

    private static Verdict unknown(Candidate candidate) {
        // 5.8 "Otherwise, the membership is unknown. Reject."
        return candidate.deny(AuthRule.MEMBERSHIP_UNKNOWN, "The membership is not known");
    }

    /// What the room's join rule is; empty when these rooms don't know it, so that nobody can join by it.
    static Optional<JoinRule> joinRule(Candidate candidate) {
        return JoinRulesContent.of(candidate.state().event(EventType.M_ROOM_JOIN_RULES, ""))
                .joinRule()
                .filter(rule -> rule.existsIn(candidate.rules()));
    }

    /// 5.5 "If `membership` is `leave`"
    private static Verdict leave(Candidate candidate, UserId target) {
        Membership sender = candidate.senderMembership();
        // 5.5.1 "If the `sender` matches `state_key`, allow if and only if that user's current
        // membership state is
        // `invite`, `join`, or `knock`." The last since version 7.
        if (candidate.sender().equals(target)) {
            boolean leaves =
                    switch (sender) {
                        case INVITE, JOIN -> true;
                        case KNOCK -> candidate.rules().has(Rule.KNOCKING);
                        case LEAVE, BAN -> false;
                    };
            return leaves
                    ? Verdict.ALLOWED
                    : candidate.deny(AuthRule.LEAVE_OWN, "You are not in this room");
        }
        // 5.5.2 "If the `sender`'s current membership state is not `join`, reject."
        if (sender != Membership.JOIN) {
            return candidate.deny(AuthRule.LEAVE_SENDER, "You are not in this room");
        }
        // 5.5.3 "If the target user's current membership state is `ban`, and the `sender`'s power
        // level is less than the
        // ban level, reject."
        long level = candidate.senderLevel();
        if (candidate.membershipOf(target) == Membership.BAN && level < candidate.levels().ban()) {
            return candidate.deny(
                    AuthRule.LEAVE_UNBAN, "You don't have permission to unban this user");
        }
        // 5.5.4 "If the `sender`'s power level is greater than or equal to the kick level, and the
        // target user's power
        // level is less than the `sender`'s power level, allow."
        if (level >= candidate.levels().kick() && candidate.levels().of(target) < level) {
            return Verdict.ALLOWED;
        }
        // 5.5.5 "Otherwise, reject."
        return candidate.deny(
                AuthRule.LEAVE_OTHERWISE, "You don't have permission to kick this user");
    }

    /// 5.6 "If `membership` is `ban`"
    private static Verdict ban(Candidate candidate, UserId target) {
        // 5.6.1 "If the `sender`'s current membership state is not `join`, reject."
        if (candidate.senderMembership() != Membership.JOIN) {
            return candidate.deny(AuthRule.BAN_SENDER, "You are not in this room");
        }
        // 5.6.2 "If the `sender`'s power level is greater than or equal to the ban level, and the
        // target user's power
        // level is less than the `sender`'s power level, allow."
        long level = candidate.senderLevel();
        if (level >= candidate.levels().ban() && candidate.levels().of(target) < level) {
            return Verdict.ALLOWED;
        }
        // 5.6.3 "Otherwise, reject."
        return candidate.deny(AuthRule.BAN_OTHERWISE, "You don't have permission to ban this user");
    }

    /// 5.7 "If `membership` is `knock`"
    private static Verdict knock(Candidate candidate, UserId target) {
        // 5.7.1 "If the `join_rule` is anything other than `knock` or `knock_restricted`, reject."
        if (joinRule(candidate).filter(JoinRule::allowsKnocking).isEmpty()) {
            return candidate.deny(AuthRule.KNOCK_JOIN_RULE, "You cannot knock on this room");
        }
        // 5.7.2 "If `sender` does not match `state_key`, reject."
        if (!candidate.sender().equals(target)) {
            return candidate.deny(AuthRule.KNOCK_SENDER, "You cannot knock for other users");
        }
        // 5.7.3 "If the `sender`'s current membership is not `ban`, `invite`, or `join`, allow."
        // 5.7.4 "Otherwise, reject."
        return switch (candidate.senderMembership()) {
            case LEAVE, KNOCK -> Verdict.ALLOWED;
            case BAN -> candidate.deny(AuthRule.KNOCK_OTHERWISE, "You are banned from this room");
            case INVITE ->
                    candidate.deny(
                            AuthRule.KNOCK_OTHERWISE, "You are already invited to this room");
            case JOIN -> candidate.deny(AuthRule.KNOCK_OTHERWISE, "You are already in this room");
        };
    }
}
