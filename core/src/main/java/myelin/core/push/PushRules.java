package myelin.core.push;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.push.PushRuleChange.Changed;
import myelin.core.push.PushRuleChange.NoSuchRule;
import myelin.core.push.PushRuleChange.Refused;
import org.jspecify.annotations.Nullable;

/// All push rules of one user: the predefined ones and what the user made of them.
///
/// Immutable. Only the user's changes are worth storing ([#changes()]), so a later version of the spec
/// gives everybody its new rules.
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#push-rules)
public final class PushRules {
    /// How many rules of their own a user may have.
    public static final int MOST_RULES = 10_000;

    /// How many conditions these rules may have together: all are asked about each event that notifies.
    public static final int MOST_CONDITIONS = 1_000;

    private final UserId user;
    private final PushFeatures features;
    private final List<PushRule> predefined;

    /// The user's own rules by kind, the most important first; every kind is there.
    private final Map<RuleKind, List<PushRule>> own;

    /// By id of a predefined rule: `enabled` and `actions` where the user changed them.
    private final JsonObject predefinedChanges;

    private PushRules(
            UserId user,
            PushFeatures features,
            Map<RuleKind, List<PushRule>> own,
            JsonObject predefinedChanges) {
        this.user = user;
        this.features = features;
        this.predefined = PredefinedRules.of(user, features);
        this.own = own;
        this.predefinedChanges = predefinedChanges;
    }

    /// The rules of a user who never changed any.
    public static PushRules defaults(UserId user, PushFeatures features) {
        return of(user, features, JsonObject.EMPTY);
    }

    /// The rules of a user with these changes, as [#changes()] gave them.
    public static PushRules of(UserId user, PushFeatures features, JsonObject changes) {
        JsonObject rules = changes.object("rules").orElse(JsonObject.EMPTY);
        Map<RuleKind, List<PushRule>> own = new EnumMap<>(RuleKind.class);
        for (RuleKind kind : RuleKind.values()) {
            own.put(kind, RuleBody.stored(kind, rules.array(kind.text()).orElse(JsonArray.EMPTY)));
        }
        JsonObject predefined = changes.object("predefined").orElse(JsonObject.EMPTY);
        return new PushRules(user, features, own, predefined);
    }

    /// What the user changed, for storing: `rules` by kind and `predefined` by id.
    public JsonObject changes() {
        JsonObject.Builder rules = JsonObject.builder();
        for (RuleKind kind : RuleKind.values()) {
            if (!own(kind).isEmpty()) {
                rules.put(kind.text(), array(own(kind)));
            }
        }
        return JsonObject.of("rules", rules.build(), "predefined", predefinedChanges);
    }

    /// The ruleset of the client-server API: every kind with its rules, the most important first.
    public JsonObject toJson() {
        JsonObject.Builder ruleset = JsonObject.builder();
        for (RuleKind kind : RuleKind.values()) {
            if (kind != RuleKind.POSTCONTENT || features.threadSubscriptions()) {
                ruleset.put(kind.text(), array(rules(kind)));
            }
        }
        return ruleset.build();
    }

    /// The rules of one kind in the order in which they are asked.
    public List<PushRule> rules(RuleKind kind) {
        List<PushRule> rules = new ArrayList<>();
        for (PushRule rule : predefined) {
            if (rule.kind() == kind) {
                rules.add(rule.change(changesOf(rule.ruleId())));
            }
        }
        // Of the predefined rules only the master rule stands above those of the user.
        rules.addAll(kind == RuleKind.OVERRIDE ? 1 : 0, own(kind));
        return rules;
    }

    /// One rule.
    public Optional<PushRule> rule(RuleKind kind, String ruleId) {
        return rules(kind).stream().filter(rule -> rule.ruleId().equals(ruleId)).findFirst();
    }

    /// Adds a rule of the user's own, or puts it in the place of the one with the same id, which may
    /// move it. A new rule is enabled; an old one stays as it is.
    ///
    /// @param body `actions`, and `conditions` or `pattern` as the kind wants
    /// @param before the own rule directly before which it shall stand; wins over `after`
    /// @param after the own rule directly after which it shall stand; with neither it is the first
    public PushRuleChange put(
            RuleKind kind,
            String ruleId,
            JsonObject body,
            @Nullable String before,
            @Nullable String after) {
        Refused problem = RuleBody.problem(kind, ruleId, body);
        if (problem != null) {
            return problem;
        }
        List<PushRule> rules = new ArrayList<>(own(kind));
        int old = index(rules, ruleId);
        if (old < 0 && own.values().stream().mapToInt(List::size).sum() >= MOST_RULES) {
            return new Refused("M_UNKNOWN", "You have too many push rules");
        }
        String neighbour = before != null ? before : after;
        if (neighbour != null && index(rules, neighbour) < 0) {
            return new Refused("M_UNKNOWN", "before/after rule not found: " + neighbour);
        }
        boolean enabled = old < 0 || rules.get(old).enabled();
        PushRule rule = RuleBody.rule(kind, ruleId, body).enable(enabled);
        int replaced = old < 0 ? 0 : rules.get(old).conditions().size();
        if (rule.conditions().size()
                > Math.max(replaced, MOST_CONDITIONS - conditions() + replaced)) {
            return new Refused("M_UNKNOWN", "Your push rules have too many conditions");
        }
        if (ruleId.equals(neighbour)) {
            rules.set(old, rule);
            return new Changed(withOwn(kind, rules));
        }
        if (old >= 0) {
            rules.remove(old);
        }
        int place = neighbour == null ? 0 : index(rules, neighbour) + (before != null ? 0 : 1);
        rules.add(place, rule);
        return new Changed(withOwn(kind, rules));
    }

    /// Removes a rule of the user's own.
    public PushRuleChange delete(RuleKind kind, String ruleId) {
        List<PushRule> rules = new ArrayList<>(own(kind));
        if (!rules.removeIf(rule -> rule.ruleId().equals(ruleId))) {
            return new NoSuchRule(ruleId);
        }
        return new Changed(withOwn(kind, rules));
    }

    /// Enables or disables a rule, also a predefined one.
    public PushRuleChange enable(RuleKind kind, String ruleId, boolean enabled) {
        return change(kind, ruleId, JsonObject.of("enabled", enabled));
    }

    /// Gives a rule other actions, also a predefined one.
    public PushRuleChange act(RuleKind kind, String ruleId, JsonArray actions) {
        if (!Actions.areValid(actions)) {
            return new Refused("M_INVALID_PARAM", "Unrecognised action");
        }
        return change(kind, ruleId, JsonObject.of("actions", actions));
    }

    /// The rules, those about one room being given to another as well: what a user wants who follows an
    /// upgraded room. A rule which the other room has already stays as it is.
    public PushRules copyRoom(RoomId from, RoomId to) {
        PushRules copy = this;
        for (RuleKind kind : List.of(RuleKind.OVERRIDE, RuleKind.ROOM, RuleKind.UNDERRIDE)) {
            boolean there = index(own(kind), to.value()) >= 0;
            for (PushRule rule : own(kind)) {
                if (!there && RuleBody.isAbout(rule, from)) {
                    List<PushRule> rules = new ArrayList<>(own(kind));
                    rules.addFirst(RuleBody.moved(rule, from, to));
                    copy = copy.withOwn(kind, rules);
                    break;
                }
            }
        }
        return copy;
    }

    /// The rules in a form that is quick to ask. Making it costs some microseconds: keep it.
    public CompiledPushRules compile() {
        return new CompiledPushRules(user, this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PushRules rules
                && rules.user.equals(user)
                && rules.features.equals(features)
                && rules.own.equals(own)
                && rules.predefinedChanges.equals(predefinedChanges);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, own, predefinedChanges);
    }

    @Override
    public String toString() {
        return "PushRules[" + user + " " + changes() + "]";
    }

    /// How many the user's own rules have.
    private int conditions() {
        return own.values().stream()
                .flatMap(List::stream)
                .mapToInt(rule -> rule.conditions().size())
                .sum();
    }

    private List<PushRule> own(RuleKind kind) {
        return own.getOrDefault(kind, List.of());
    }

    private JsonObject changesOf(String ruleId) {
        return predefinedChanges.object(ruleId).orElse(JsonObject.EMPTY);
    }

    private PushRuleChange change(RuleKind kind, String ruleId, JsonObject change) {
        PushRule rule = rule(kind, ruleId).orElse(null);
        if (rule == null) {
            return new NoSuchRule(ruleId);
        }
        if (rule.predefined()) {
            JsonObject changes = predefinedChanges.with(ruleId, changesOf(ruleId).merge(change));
            return new Changed(new PushRules(user, features, own, changes));
        }
        List<PushRule> rules = new ArrayList<>(own(kind));
        rules.set(index(rules, ruleId), rule.change(change));
        return new Changed(withOwn(kind, rules));
    }

    private PushRules withOwn(RuleKind kind, List<PushRule> rules) {
        Map<RuleKind, List<PushRule>> changed = new EnumMap<>(own);
        changed.put(kind, List.copyOf(rules));
        return new PushRules(user, features, changed, predefinedChanges);
    }

    private static int index(List<PushRule> rules, String ruleId) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).ruleId().equals(ruleId)) {
                return i;
            }
        }
        return -1;
    }

    private static JsonArray array(List<PushRule> rules) {
        return JsonArray.from(rules.stream().map(PushRule::toJson).toList());
    }
}
