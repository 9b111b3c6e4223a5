package myelin.core.push;

import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// One push rule as clients see it.
///
/// @param kind the kind, within which the id is unique
/// @param ruleId the id; it starts with a dot if the rule is predefined
/// @param predefined whether the server brings the rule (`default` in JSON)
/// @param enabled whether the rule can match
/// @param conditions what must hold of an event; always empty unless override or underride
/// @param pattern the glob to find in the body; empty unless a content rule
/// @param actions what follows when the rule matches, as the client gave it
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#push-rules)
public record PushRule(
        RuleKind kind,
        String ruleId,
        boolean predefined,
        boolean enabled,
        JsonArray conditions,
        String pattern,
        JsonArray actions) {

    /// The rule, enabled or not.
    PushRule enable(boolean enable) {
        return new PushRule(kind, ruleId, predefined, enable, conditions, pattern, actions);
    }

    /// The rule with the `enabled` and `actions` which a change holds.
    PushRule change(JsonObject change) {
        if (change.isEmpty()) {
            return this;
        }
        boolean newEnabled = change.bool("enabled").orElse(enabled);
        JsonArray newActions = change.array("actions").orElse(actions);
        return new PushRule(kind, ruleId, predefined, newEnabled, conditions, pattern, newActions);
    }

    /// The rule in a ruleset of the client-server API.
    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.builder();
        json.put("rule_id", ruleId);
        json.put("default", predefined);
        json.put("enabled", enabled);
        json.put("actions", actions);
        if (kind.hasConditions()) {
            json.put("conditions", conditions);
        }
        if (kind == RuleKind.CONTENT) {
            json.put("pattern", pattern);
        }
        return json.build();
    }
}
