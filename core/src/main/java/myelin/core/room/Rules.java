package myelin.core.room;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/// The rules by which the rooms of one version live: an immutable set of [Rule]s. Safe for all threads.
///
/// A version is written as another one with some rules more and some less, see [RoomVersion].
public final class Rules {

    private final EnumSet<Rule> rules;

    private Rules(EnumSet<Rule> rules) {
        this.rules = rules;
    }

    /// These rules, and no others.
    public static Rules of(Rule... rules) {
        return new Rules(EnumSet.noneOf(Rule.class)).with(rules);
    }

    /// The same rules and `added` ones.
    public Rules with(Rule... added) {
        EnumSet<Rule> all = EnumSet.copyOf(rules);
        all.addAll(List.of(added));
        return new Rules(all);
    }

    /// The same rules except the `dropped` ones.
    public Rules without(Rule... dropped) {
        EnumSet<Rule> rest = EnumSet.copyOf(rules);
        rest.removeAll(List.of(dropped));
        return new Rules(rest);
    }

    /// Whether `rule` holds.
    public boolean has(Rule rule) {
        return rules.contains(rule);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rules that && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return rules.stream().map(Rule::name).collect(Collectors.joining(", ", "Rules[", "]"));
    }
}
