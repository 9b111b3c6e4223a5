package myelin.core.push;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import org.jspecify.annotations.Nullable;

/// The enabled push rules of one user in a form that is quick to ask: patterns and paths are read,
/// rules about rooms and senders are found by their id, and actions are worked out.
///
/// Immutable, for any thread. [PushRules#compile()] makes it.
public final class CompiledPushRules {
    private static final Set<String> LEGACY_MENTIONS =
            Set.of(
                    PredefinedRules.CONTAINS_DISPLAY_NAME,
                    PredefinedRules.CONTAINS_USER_NAME,
                    PredefinedRules.ROOM_NOTIF);

    /// What is the same for all users is kept once, for a server holds the rules of many.
    private static final Map<PushRule, Rule> SHARED =
            PredefinedRules.shared().stream()
                    .collect(Collectors.toUnmodifiableMap(rule -> rule, Rule::of));

    private final UserId user;
    private final List<Rule> overrides;
    private final List<Rule> contents;
    private final List<Rule> postcontents;
    private final Map<String, Actions> rooms;
    private final Map<String, Actions> senders;
    private final List<Rule> underrides;

    CompiledPushRules(UserId user, PushRules rules) {
        this.user = user;
        this.overrides = compile(rules.rules(RuleKind.OVERRIDE));
        this.contents = compile(rules.rules(RuleKind.CONTENT));
        this.postcontents = compile(rules.rules(RuleKind.POSTCONTENT));
        this.rooms = byId(rules.rules(RuleKind.ROOM));
        this.senders = byId(rules.rules(RuleKind.SENDER));
        this.underrides = compile(rules.rules(RuleKind.UNDERRIDE));
    }

    /// What the first rule that matches says; [Actions#NONE] when none does, and for what the user sent.
    ///
    /// @param recipient the user whose rules these are
    public Actions evaluate(PushEvent event, PushRecipient recipient) {
        // "Homeservers MUST NOT notify the Push Gateway for events that the user has sent
        // themselves."
        if (event.pdu().sender().equals(user)) {
            return Actions.NONE;
        }
        Actions actions = first(overrides, event, recipient);
        if (actions == null) {
            actions = first(contents, event, recipient);
        }
        if (actions == null) {
            actions = first(postcontents, event, recipient);
        }
        if (actions == null) {
            actions = rooms.get(event.pdu().roomId().value());
        }
        if (actions == null) {
            actions = senders.get(event.pdu().sender().value());
        }
        if (actions == null) {
            actions = first(underrides, event, recipient);
        }
        return actions == null ? Actions.NONE : actions;
    }

    private static @Nullable Actions first(
            List<Rule> rules, PushEvent event, PushRecipient recipient) {
        for (Rule rule : rules) {
            if (rule.matches(event, recipient)) {
                return rule.actions;
            }
        }
        return null;
    }

    private static List<Rule> compile(List<PushRule> rules) {
        List<Rule> compiled = new ArrayList<>();
        for (PushRule rule : rules) {
            if (rule.enabled()) {
                Rule shared = rule.predefined() ? SHARED.get(rule) : null;
                compiled.add(shared == null ? Rule.of(rule) : shared);
            }
        }
        return List.copyOf(compiled);
    }

    private static Map<String, Actions> byId(List<PushRule> rules) {
        Map<String, Actions> actions = new HashMap<>();
        for (PushRule rule : rules) {
            if (rule.enabled()) {
                actions.put(rule.ruleId(), Actions.of(rule));
            }
        }
        return actions;
    }

    /// @param legacyMention whether the rule guesses from the text whom an event mentions
    private record Rule(List<Condition> conditions, Actions actions, boolean legacyMention) {
        static Rule of(PushRule rule) {
            List<Condition> conditions =
                    rule.kind() == RuleKind.CONTENT
                            ? List.of(Condition.inBody(rule.pattern()))
                            : conditions(rule.conditions());
            boolean legacyMention = rule.predefined() && LEGACY_MENTIONS.contains(rule.ruleId());
            return new Rule(conditions, Actions.of(rule), legacyMention);
        }

        boolean matches(PushEvent event, PushRecipient recipient) {
            if (legacyMention && event.hasMentions()) {
                return false;
            }
            for (Condition condition : conditions) {
                if (!condition.holds(event, recipient)) {
                    return false;
                }
            }
            return true;
        }

        private static List<Condition> conditions(JsonArray array) {
            List<Condition> conditions = new ArrayList<>();
            for (Json condition : array) {
                conditions.add(Condition.of(condition));
            }
            return List.copyOf(conditions);
        }
    }
}
