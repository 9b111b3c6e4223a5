package myelin.core.auth;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.room.PowerLevels;
import myelin.core.room.Rule;

/// Rule 10: "If type is `m.room.power_levels`".
final class PowerLevelsRules {

    private final Candidate candidate;
    private final JsonObject next;
    private final long level;

    private PowerLevelsRules(Candidate candidate) {
        this.candidate = candidate;
        this.next = candidate.event().content();
        this.level = candidate.senderLevel();
    }

    static Verdict check(Candidate candidate) {
        return new PowerLevelsRules(candidate).check();
    }

    private Verdict check() {
        Optional<AuthRule> malformed = malformed();
        if (malformed.isPresent()) {
            return malformed(malformed.get());
        }
        // 10.4 "If the `users` property in `content` contains the `sender` of the `m.room.create`
        // event or any of the
        // `additional_creators` array (if present) from the `content` of the `m.room.create` event,
        // reject."
        if (candidate.rules().has(Rule.PRIVILEGED_CREATORS) && namesCreators()) {
            return candidate.deny(
                    AuthRule.LEVELS_OF_CREATORS,
                    "The creators of the room cannot be given a power level");
        }
        // 10.5 "If there is no previous `m.room.power_levels` event in the room, allow."
        Optional<Pdu> current = candidate.state().event(EventType.M_ROOM_POWER_LEVELS, "");
        if (current.isEmpty()) {
            return Verdict.ALLOWED;
        }
        // The next rules compare levels. Where a version doesn't say what becomes of those which
        // are none (10.1 and 10.2
        // are since version 10), they cannot be met, and Synapse comes to no verdict.
        if (!arePropertiesLevels()) {
            return malformed(AuthRule.LEVEL_ALTERED);
        }
        if (!areEntriesLevels()) {
            return malformed(AuthRule.LEVEL_OF_EVENT_CHANGED);
        }
        Optional<AuthRule> broken = alterations(current.get().content());
        if (broken.isPresent()) {
            return candidate.deny(
                    broken.get(),
                    "You don't have permission to change power levels to or from more than your own");
        }
        // 10.11 "Otherwise, allow."
        return Verdict.ALLOWED;
    }

    private Verdict malformed(AuthRule rule) {
        return candidate.deny(rule, "The power levels are not integers, or not of users");
    }

    private Optional<AuthRule> malformed() {
        boolean integers = candidate.rules().has(Rule.INTEGER_POWER_LEVELS);
        // 10.1 "If any of the properties `users_default`, `events_default`, `state_default`, `ban`,
        // `redact`, `kick`, or `invite` in `content` are present and not an integer, reject."
        if (integers && !arePropertiesLevels()) {
            return Optional.of(AuthRule.LEVELS_NOT_INTEGER);
        }
        // 10.2 "If either of the properties `events` or `notifications` in `content` are present
        // and not an object with
        // values that are integers, reject."
        if (integers && !areEntriesLevels()) {
            return Optional.of(AuthRule.LEVELS_OF_EVENTS_NOT_INTEGER);
        }
        // 10.3 "If the `users` property in `content` is not an object with keys that are valid user
        // IDs with values that
        // are integers, reject." Before version 10: "or a string that is an integer".
        if (!areLevels("users") || !users(next).keys().stream().allMatch(this::isUserId)) {
            return Optional.of(AuthRule.LEVELS_OF_USERS_NOT_INTEGER);
        }
        return Optional.empty();
    }

    private boolean arePropertiesLevels() {
        return PowerLevels.PROPERTIES.stream().allMatch(property -> isLevel(next.value(property)));
    }

    /// Levels of notifications are read since version 6.
    private boolean areEntriesLevels() {
        return areLevels("events")
                && (areLevels("notifications")
                        || !candidate.rules().has(Rule.LIMIT_NOTIFICATIONS_LEVELS));
    }

    private boolean isLevel(Optional<Json> value) {
        return value.isEmpty() || PowerLevels.level(candidate.rules(), value.get()).isPresent();
    }

    private boolean areLevels(String property) {
        Optional<Json> value = next.value(property);
        return value.isEmpty()
                || (value.get() instanceof JsonObject levels
                        && levels.entries().stream()
                                .allMatch(entry -> isLevel(Optional.of(entry.getValue()))));
    }

    private boolean isUserId(String user) {
        return UserId.tryParse(user).isPresent();
    }

    private boolean namesCreators() {
        return candidate.createContent().creators().stream().anyMatch(users(next)::has);
    }

    private static JsonObject users(JsonObject content) {
        return map(content, "users");
    }

    private static JsonObject map(JsonObject content, String property) {
        return content.object(property).orElse(JsonObject.EMPTY);
    }

    /// The rule which a change from the `current` levels breaks.
    private Optional<AuthRule> alterations(JsonObject current) {
        Stream<Change> properties =
                PowerLevels.PROPERTIES.stream().map(name -> change(name, current, next));
        Optional<AuthRule> broken =
                properties.flatMap(change -> property(change).stream()).findFirst();
        if (broken.isPresent()) {
            return broken;
        }
        Stream<Change> events = changes(map(current, "events"), map(next, "events"));
        if (candidate.rules().has(Rule.LIMIT_NOTIFICATIONS_LEVELS)) {
            events =
                    Stream.concat(
                            events,
                            changes(map(current, "notifications"), map(next, "notifications")));
        }
        broken = events.flatMap(change -> event(change).stream()).findFirst();
        if (broken.isPresent()) {
            return broken;
        }
        return changes(users(current), users(next))
                .flatMap(change -> user(change).stream())
                .findFirst();
    }

    /// 10.6 "For the properties `users_default`, `events_default`, `state_default`, `ban`, `redact`, `kick`, `invite` check
    /// if they were added, changed or removed. For each found alteration"
    private Optional<AuthRule> property(Change change) {
        // 10.6.1 "If the current value is higher than the `sender`'s current power level, reject."
        if (change.isFromMoreThan(level)) {
            return Optional.of(AuthRule.LEVEL_ALTERED_FROM);
        }
        // 10.6.2 "If the new value is higher than the `sender`'s current power level, reject."
        return change.isToMoreThan(level)
                ? Optional.of(AuthRule.LEVEL_ALTERED_TO)
                : Optional.empty();
    }

    private Optional<AuthRule> event(Change change) {
        // 10.7 "For each entry being changed in, or removed from, the `events` or `notifications`
        // properties: If the
        // current value is greater than the `sender`'s current power level, reject."
        if (change.isFromMoreThan(level)) {
            return Optional.of(AuthRule.LEVEL_OF_EVENT_CHANGED_FROM);
        }
        // 10.8 "For each entry being added to, or changed in, the `events` or `notifications`
        // properties: If the new value
        // is greater than the `sender`'s current power level, reject."
        return change.isToMoreThan(level)
                ? Optional.of(AuthRule.LEVEL_OF_EVENT_ADDED_TO)
                : Optional.empty();
    }

    private Optional<AuthRule> user(Change change) {
        // 10.9 "For each entry being changed in, or removed from, the `users` property, other than
        // the `sender`'s own
        // entry: If the current value is greater than or equal to the `sender`'s current power
        // level, reject."
        if (!change.name().equals(candidate.sender().value()) && change.isFromAtLeast(level)) {
            return Optional.of(AuthRule.LEVEL_OF_USER_CHANGED_FROM);
        }
        // 10.10 "For each entry being added to, or changed in, the `users` property: If the new
        // value is greater than the
        // `sender`'s current power level, reject."
        return change.isToMoreThan(level)
                ? Optional.of(AuthRule.LEVEL_OF_USER_ADDED_TO)
                : Optional.empty();
    }

    private Stream<Change> changes(JsonObject current, JsonObject next) {
        if (current.equals(next)) {
            return Stream.empty();
        }
        TreeSet<String> names = new TreeSet<>(current.keys());
        names.addAll(next.keys());
        return names.stream().map(name -> change(name, current, next));
    }

    private Change change(String name, JsonObject current, JsonObject next) {
        return new Change(name, level(current.value(name)), level(next.value(name)));
    }

    private OptionalLong level(Optional<Json> value) {
        return value.isPresent()
                ? PowerLevels.level(candidate.rules(), value.get())
                : OptionalLong.empty();
    }

    /// What happens to one level; empty is absent. Equal levels are no change, be they written as strings or not.
    private record Change(String name, OptionalLong from, OptionalLong to) {

        boolean isFromMoreThan(long level) {
            return isChange() && from.isPresent() && from.getAsLong() > level;
        }

        boolean isFromAtLeast(long level) {
            return isChange() && from.isPresent() && from.getAsLong() >= level;
        }

        boolean isToMoreThan(long level) {
            return isChange() && to.isPresent() && to.getAsLong() > level;
        }

        private boolean isChange() {
            return !from.equals(to);
        }
    }
}
