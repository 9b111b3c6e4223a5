package myelin.core.push;

import java.util.Optional;

/// The kinds of push rules, in the order in which they are asked.
public enum RuleKind {
    /// Asked first; with conditions.
    OVERRIDE("override"),
    /// About words in the body of a message; with a pattern.
    CONTENT("content"),
    /// Asked when no word was found, with conditions; users have none of their own (MSC4306).
    POSTCONTENT("postcontent"),
    /// About a room, whose id is the rule's id.
    ROOM("room"),
    /// About a sender, whose id is the rule's id.
    SENDER("sender"),
    /// Asked last; with conditions.
    UNDERRIDE("underride");

    private final String text;

    RuleKind(String text) {
        this.text = text;
    }

    /// The name in paths and rulesets.
    public String text() {
        return text;
    }

    /// The kind of this name.
    public static Optional<RuleKind> of(String text) {
        for (RuleKind kind : values()) {
            if (kind.text.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    boolean hasConditions() {
        return this == OVERRIDE || this == POSTCONTENT || this == UNDERRIDE;
    }
}
