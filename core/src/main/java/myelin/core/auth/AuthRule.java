package myelin.core.auth;

import java.util.function.Predicate;
import myelin.core.auth.Verdict.Denied;
import myelin.core.room.Rule;
import myelin.core.room.Rules;
import org.jspecify.annotations.Nullable;

/// Every authorization rule that can deny an event, in the order of the spec, so that its number in each version
/// follows by counting: a version which lacks a rule moves those behind it.
///
/// Rules which only allow are here for the count.
enum AuthRule {
    CREATE,
    CREATE_PREV_EVENTS(CREATE),
    CREATE_ROOM_ID(CREATE),
    CREATE_ROOM_VERSION(CREATE),
    CREATE_CREATOR(CREATE, without(Rule.CREATOR_IS_SENDER)),
    CREATE_ADDITIONAL_CREATORS(CREATE, with(Rule.PRIVILEGED_CREATORS)),

    ROOM_ID(null, with(Rule.CREATE_EVENT_ID_IS_ROOM_ID)),

    AUTH_EVENTS,
    AUTH_EVENTS_DUPLICATE(AUTH_EVENTS),
    AUTH_EVENTS_NOT_SELECTED(AUTH_EVENTS),
    AUTH_EVENTS_REJECTED(AUTH_EVENTS),
    AUTH_EVENTS_CREATE(AUTH_EVENTS, without(Rule.CREATE_EVENT_ID_IS_ROOM_ID)),
    AUTH_EVENTS_ROOM(AUTH_EVENTS),

    FEDERATE,

    ALIASES(null, with(Rule.ALIASES_AUTH_RULE)),
    ALIASES_NO_STATE_KEY(ALIASES),
    ALIASES_DOMAIN(ALIASES),

    MEMBER,
    MEMBER_INCOMPLETE(MEMBER),
    MEMBER_AUTHORISED_VIA(MEMBER, with(Rule.RESTRICTED_JOIN_RULE)),
    MEMBER_AUTHORISED_UNSIGNED(MEMBER_AUTHORISED_VIA),

    JOIN(MEMBER),
    JOIN_CREATOR(JOIN),
    JOIN_SENDER(JOIN),
    JOIN_BANNED(JOIN),
    JOIN_INVITED(JOIN),
    JOIN_RESTRICTED(JOIN, with(Rule.RESTRICTED_JOIN_RULE)),
    JOIN_RESTRICTED_MEMBER(JOIN_RESTRICTED),
    JOIN_RESTRICTED_AUTHORISED(JOIN_RESTRICTED),
    JOIN_PUBLIC(JOIN),
    JOIN_OTHERWISE(JOIN),

    INVITE(MEMBER),
    THIRD_PARTY(INVITE),
    THIRD_PARTY_BANNED(THIRD_PARTY),
    THIRD_PARTY_UNSIGNED(THIRD_PARTY),
    THIRD_PARTY_INCOMPLETE(THIRD_PARTY),
    THIRD_PARTY_MXID(THIRD_PARTY),
    THIRD_PARTY_TOKEN(THIRD_PARTY),
    THIRD_PARTY_SENDER(THIRD_PARTY),
    THIRD_PARTY_SIGNATURE(THIRD_PARTY),
    THIRD_PARTY_OTHERWISE(THIRD_PARTY),
    INVITE_SENDER(INVITE),
    INVITE_TARGET(INVITE),
    INVITE_LEVEL(INVITE),
    INVITE_OTHERWISE(INVITE),

    LEAVE(MEMBER),
    LEAVE_OWN(LEAVE),
    LEAVE_SENDER(LEAVE),
    LEAVE_UNBAN(LEAVE),
    LEAVE_KICK(LEAVE),
    LEAVE_OTHERWISE(LEAVE),

    BAN(MEMBER),
    BAN_SENDER(BAN),
    BAN_LEVEL(BAN),
    BAN_OTHERWISE(BAN),

    KNOCK(MEMBER, with(Rule.KNOCKING)),
    KNOCK_JOIN_RULE(KNOCK),
    KNOCK_SENDER(KNOCK),
    KNOCK_MEMBERSHIP(KNOCK),
    KNOCK_OTHERWISE(KNOCK),

    MEMBERSHIP_UNKNOWN(MEMBER),

    SENDER_NOT_JOINED,

    THIRD_PARTY_INVITE,
    THIRD_PARTY_INVITE_LEVEL(THIRD_PARTY_INVITE),

    REQUIRED_LEVEL,

    STATE_KEY_OF_ANOTHER,

    POWER_LEVELS,
    LEVELS_NOT_INTEGER(POWER_LEVELS, with(Rule.INTEGER_POWER_LEVELS)),
    LEVELS_OF_EVENTS_NOT_INTEGER(POWER_LEVELS, with(Rule.INTEGER_POWER_LEVELS)),
    LEVELS_OF_USERS_NOT_INTEGER(POWER_LEVELS),
    LEVELS_OF_CREATORS(POWER_LEVELS, with(Rule.PRIVILEGED_CREATORS)),
    LEVELS_FIRST(POWER_LEVELS),
    LEVEL_ALTERED(POWER_LEVELS),
    LEVEL_ALTERED_FROM(LEVEL_ALTERED),
    LEVEL_ALTERED_TO(LEVEL_ALTERED),
    LEVEL_OF_EVENT_CHANGED(POWER_LEVELS),
    LEVEL_OF_EVENT_CHANGED_FROM(LEVEL_OF_EVENT_CHANGED),
    LEVEL_OF_EVENT_ADDED(POWER_LEVELS),
    LEVEL_OF_EVENT_ADDED_TO(LEVEL_OF_EVENT_ADDED),
    LEVEL_OF_USER_CHANGED(POWER_LEVELS),
    LEVEL_OF_USER_CHANGED_FROM(LEVEL_OF_USER_CHANGED),
    LEVEL_OF_USER_ADDED(POWER_LEVELS),
    LEVEL_OF_USER_ADDED_TO(LEVEL_OF_USER_ADDED),

    REDACTION(null, with(Rule.REDACTION_AUTH_RULE)),
    REDACTION_LEVEL(REDACTION),
    REDACTION_DOMAIN(REDACTION),
    REDACTION_OTHERWISE(REDACTION);

    private final @Nullable AuthRule parent;
    private final Predicate<Rules> exists;

    AuthRule() {
        this(null, rules -> true);
    }

    AuthRule(AuthRule parent) {
        this(parent, rules -> true);
    }

    AuthRule(@Nullable AuthRule parent, Predicate<Rules> exists) {
        this.parent = parent;
        this.exists = exists;
    }

    private static Predicate<Rules> with(Rule rule) {
        return rules -> rules.has(rule);
    }

    private static Predicate<Rules> without(Rule rule) {
        return rules -> !rules.has(rule);
    }

    /// Whether rooms with these `rules` have this one.
    boolean existsIn(Rules rules) {
        return exists.test(rules) && (parent == null || parent.existsIn(rules));
    }

    /// The verdict that this rule forbids the event, in a room with these `rules`.
    Denied deny(Rules rules, String reason) {
        return new Denied(number(rules), reason);
    }

    /// The number of this rule in the spec, such as `5.3.3`.
    String number(Rules rules) {
        int place = 0;
        for (AuthRule rule : values()) {
            if (rule.parent == parent && rule.exists.test(rules)) {
                place++;
            }
            if (rule == this) {
                break;
            }
        }
        return parent == null ? String.valueOf(place) : parent.number(rules) + "." + place;
    }
}
