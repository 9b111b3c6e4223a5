package myelin.core.room;

import java.util.Optional;

/// Who may join a room: the `join_rule` of [`m.room.join_rules`](https://spec.matrix.org/v1.19/client-server-api/#mroomjoin_rules).
public enum JoinRule {
    /// Anyone.
    PUBLIC("public"),

    /// Who is invited.
    INVITE("invite"),

    /// Who is invited; anyone may knock to be.
    KNOCK("knock"),

    /// Who is invited, or meets one of the conditions in `allow`.
    RESTRICTED("restricted"),

    /// As `restricted`; and anyone may knock.
    KNOCK_RESTRICTED("knock_restricted"),

    /// Reserved: nobody can join.
    PRIVATE("private");

    private final String text;

    JoinRule(String text) {
        this.text = text;
    }

    /// The one which is written as `text`; empty when there is none.
    public static Optional<JoinRule> of(String text) {
        for (JoinRule one : values()) {
            if (one.text.equals(text)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// As it is written in events.
    public String text() {
        return text;
    }

    /// Whether rooms with these `rules` know this join rule; if not, nobody can join by it.
    public boolean existsIn(Rules rules) {
        return switch (this) {
            case PUBLIC, INVITE, PRIVATE -> true;
            case KNOCK -> rules.has(Rule.KNOCKING);
            case RESTRICTED -> rules.has(Rule.RESTRICTED_JOIN_RULE);
            case KNOCK_RESTRICTED -> rules.has(Rule.KNOCK_RESTRICTED_JOIN_RULE);
        };
    }

    /// Whether anyone may knock.
    public boolean allowsKnocking() {
        return this == KNOCK || this == KNOCK_RESTRICTED;
    }
}
