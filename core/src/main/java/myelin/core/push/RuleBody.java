package myelin.core.push;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.push.PushRuleChange.Refused;
import org.jspecify.annotations.Nullable;

/// The JSON of rules that users make: checking it, reading it, moving it to another room.
final class RuleBody {
    /// How long a pattern may be, in UTF-16 units; a longer one would make every message dear.
    static final int LONGEST_PATTERN = 1024;

    private RuleBody() {}

    /// What is wrong with a rule a user wants, or null.
    static @Nullable Refused problem(RuleKind kind, String ruleId, JsonObject body) {
        if (kind == RuleKind.POSTCONTENT) {
            return invalid("Users have no rules of their own of the kind postcontent");
        }
        if (ruleId.isEmpty() || ruleId.startsWith(".")) {
            return invalid("The id of a rule must not be empty or start with a dot");
        }
        if (ruleId.contains("/") || ruleId.contains("\\")) {
            return invalid("The id of a rule must not contain slashes");
        }
        Json actions = body.value("actions").orElse(null);
        if (actions == null) {
            return missing("actions");
        }
        if (!(actions instanceof JsonArray array)) {
            return bad("'actions' must be a list");
        }
        if (!Actions.areValid(array)) {
            return invalid("Unrecognised action");
        }
        return switch (kind) {
            case OVERRIDE, UNDERRIDE -> problem(body.value("conditions").orElse(JsonArray.EMPTY));
            case CONTENT ->
                    body.value("pattern")
                            .map(RuleBody::patternProblem)
                            .orElseGet(() -> Optional.of(missing("pattern")))
                            .orElse(null);
            case ROOM, SENDER, POSTCONTENT -> null;
        };
    }

    /// The rule which a body without problem describes, enabled.
    static PushRule rule(RuleKind kind, String ruleId, JsonObject body) {
        JsonArray conditions =
                kind.hasConditions()
                        ? body.array("conditions").orElse(JsonArray.EMPTY)
                        : JsonArray.EMPTY;
        String pattern = kind == RuleKind.CONTENT ? body.string("pattern").orElse("") : "";
        JsonArray actions = body.array("actions").orElse(JsonArray.EMPTY);
        return new PushRule(kind, ruleId, false, true, conditions, pattern, actions);
    }

    /// The rules of one kind as they were stored.
    static List<PushRule> stored(RuleKind kind, JsonArray rules) {
        List<PushRule> list = new ArrayList<>(rules.size());
        for (Json json : rules) {
            if (json instanceof JsonObject body) {
                PushRule rule = rule(kind, body.string("rule_id").orElse(""), body);
                list.add(rule.enable(body.bool("enabled").orElse(true)));
            }
        }
        return List.copyOf(list);
    }

    /// Whether the rule speaks of this room.
    static boolean isAbout(PushRule rule, RoomId room) {
        return rule.kind() == RuleKind.ROOM
                ? rule.ruleId().equals(room.value())
                : rule.conditions().stream().anyMatch(condition -> names(condition, room));
    }

    /// The rule about another room, whose id becomes the rule's.
    static PushRule moved(PushRule rule, RoomId from, RoomId to) {
        List<Json> conditions = new ArrayList<>();
        for (Json condition : rule.conditions()) {
            boolean named = names(condition, from);
            conditions.add(
                    named && condition instanceof JsonObject object
                            ? object.with("pattern", to.value())
                            : condition);
        }
        return new PushRule(
                rule.kind(),
                to.value(),
                false,
                rule.enabled(),
                JsonArray.from(conditions),
                rule.pattern(),
                rule.actions());
    }

    private static boolean names(Json condition, RoomId room) {
        return condition instanceof JsonObject object
                && object.string("key").orElse("").equals("room_id")
                && object.string("pattern").orElse("").equals(room.value());
    }

    private static @Nullable Refused problem(Json conditions) {
        if (!(conditions instanceof JsonArray array)) {
            return bad("'conditions' must be a list");
        }
        for (Json json : array) {
            if (!(json instanceof JsonObject condition) || condition.string("kind").isEmpty()) {
                return bad("A condition must be an object with a 'kind'");
            }
            // Unknown kinds are kept, whatever they hold; they match nothing.
            boolean match = condition.string("kind").orElse("").equals("event_match");
            Json pattern = condition.value("pattern").orElse(null);
            if (match && pattern != null && patternProblem(pattern).isPresent()) {
                return patternProblem(pattern).orElseThrow();
            }
        }
        return null;
    }

    private static Optional<Refused> patternProblem(Json pattern) {
        if (!(pattern instanceof JsonString text)) {
            return Optional.of(bad("'pattern' must be a string"));
        }
        return text.value().length() > LONGEST_PATTERN
                ? Optional.of(invalid("'pattern' is longer than " + LONGEST_PATTERN))
                : Optional.empty();
    }

    private static Refused invalid(String reason) {
        return new Refused("M_INVALID_PARAM", reason);
    }

    private static Refused missing(String key) {
        return new Refused("M_MISSING_PARAM", "Missing '" + key + "'");
    }

    private static Refused bad(String reason) {
        return new Refused("M_BAD_JSON", reason);
    }
}
