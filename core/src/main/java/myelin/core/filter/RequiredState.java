package myelin.core.filter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;

/// Which state of a room a client of sliding sync wants. Immutable.
///
/// [MSC4186](https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4186-simplified-sliding-sync.md#requiredstaterequest)
///
/// @param any a state event is wanted if one of these wants it
/// @param lazyMembers the members of whom the timeline tells are wanted, beside those that are named;
///     "all state" is then all but the members
public record RequiredState(Set<Choice> any, boolean lazyMembers) {

    /// No state.
    public static final RequiredState NONE = new RequiredState(Set.of(), false);

    private static final Pattern EVERYTHING = new Pattern(Optional.empty(), Optional.empty());
    private static final Pattern ALL_MEMBERS =
            new Pattern(Optional.of(EventType.M_ROOM_MEMBER), Optional.empty());

    /// Some state, without some other state.
    public record Choice(Set<Pattern> include, Set<Pattern> exclude) {}

    /// A state event, or several.
    ///
    /// @param type empty: any
    /// @param key empty: any
    public record Pattern(Optional<String> type, Optional<String> key) {

        JsonObject toJson() {
            JsonObject.Builder json = JsonObject.builder();
            type.ifPresent(text -> json.put("type", text));
            key.ifPresent(text -> json.put("state_key", text));
            return json.build();
        }

        static Pattern read(JsonObject json) {
            return new Pattern(json.string("type"), json.string("state_key"));
        }
    }

    /// Everything that matches one of the patterns.
    public static RequiredState of(Set<Pattern> include, boolean lazyMembers) {
        return of(include, Set.of(), lazyMembers);
    }

    /// Everything that matches one of the first patterns and none of the others.
    public static RequiredState of(
            Set<Pattern> include, Set<Pattern> exclude, boolean lazyMembers) {
        return new RequiredState(
                include.isEmpty()
                        ? Set.of()
                        : Set.of(new Choice(Set.copyOf(include), Set.copyOf(exclude))),
                lazyMembers);
    }

    /// How many patterns there are.
    public int size() {
        return any.stream()
                .mapToInt(choice -> choice.include().size() + choice.exclude().size())
                .sum();
    }

    /// Whether a state event is wanted for its own sake, not for that of the timeline.
    public boolean matches(StateKey key) {
        for (Choice choice : any) {
            if (matches(choice.include(), key, lazyMembers)
                    && !matches(choice.exclude(), key, false)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(Set<Pattern> patterns, StateKey key, boolean butMembers) {
        if (patterns.isEmpty()) {
            return false;
        }
        Optional<String> type = Optional.of(key.type());
        Optional<String> stateKey = Optional.of(key.key());
        boolean all = !butMembers || !key.type().equals(EventType.M_ROOM_MEMBER);
        return patterns.contains(new Pattern(type, stateKey))
                || patterns.contains(new Pattern(type, Optional.empty()))
                || patterns.contains(new Pattern(Optional.empty(), stateKey))
                || (all && patterns.contains(EVERYTHING));
    }

    /// The keys that are named in full.
    public Set<StateKey> named() {
        Set<StateKey> keys = new HashSet<>();
        for (Choice choice : any) {
            for (Pattern pattern : choice.include()) {
                if (pattern.type().isPresent() && pattern.key().isPresent()) {
                    keys.add(new StateKey(pattern.type().get(), pattern.key().get()));
                }
            }
        }
        keys.removeIf(key -> !matches(key));
        return keys;
    }

    /// The types of which every key is wanted.
    public Set<String> wholeTypes() {
        Set<String> types = new HashSet<>();
        for (Choice choice : any) {
            for (Pattern pattern : choice.include()) {
                if (pattern.key().isEmpty()) {
                    pattern.type().ifPresent(types::add);
                }
            }
        }
        return types;
    }

    /// Whether events may be wanted whatever their type.
    public boolean ofAnyType() {
        return any.stream()
                .flatMap(choice -> choice.include().stream())
                .anyMatch(pattern -> pattern.type().isEmpty());
    }

    /// All that one of both wants, and perhaps more. Members come lazily if one of both wants that and the
    /// other does not want them all, or all but some.
    public RequiredState or(RequiredState other) {
        if (equals(other)) {
            return this;
        }
        boolean lazy = lazyMembers || other.lazyMembers;
        boolean all = wantsAllMembers() || other.wantsAllMembers();
        return new RequiredState(merged(other), lazy && !all);
    }

    /// Choices without exceptions are put together, so that their number does not grow.
    private Set<Choice> merged(RequiredState other) {
        Set<Choice> choices = new HashSet<>();
        Set<Pattern> plain = new HashSet<>();
        List<Choice> all = new ArrayList<>(any);
        all.addAll(other.any);
        for (Choice choice : all) {
            if (choice.exclude().isEmpty()) {
                plain.addAll(choice.include());
            } else {
                choices.add(choice);
            }
        }
        if (!plain.isEmpty()) {
            choices.add(new Choice(Set.copyOf(plain), Set.of()));
        }
        return Set.copyOf(choices);
    }

    private boolean wantsAllMembers() {
        return !lazyMembers
                && any.stream()
                        .anyMatch(choice ->
                                choice.include().contains(EVERYTHING)
                                        || choice.include().contains(ALL_MEMBERS));
    }

    /// The text that [#read] reads.
    public JsonObject toJson() {
        List<JsonObject> choices = new ArrayList<>();
        for (Choice choice : any) {
            choices.add(
                    JsonObject.of(
                            "include", json(choice.include()), "exclude", json(choice.exclude())));
        }
        return JsonObject.of("any", JsonArray.from(choices), "lazy_members", lazyMembers);
    }

    private static JsonArray json(Set<Pattern> patterns) {
        return JsonArray.from(patterns.stream().map(Pattern::toJson).toList());
    }

    /// Reads what [#toJson] wrote.
    public static RequiredState read(JsonObject json) {
        Set<Choice> choices = new HashSet<>();
        for (JsonObject choice : json.array("any").orElse(JsonArray.EMPTY).objects()) {
            choices.add(new Choice(patterns(choice, "include"), patterns(choice, "exclude")));
        }
        return new RequiredState(Set.copyOf(choices), json.bool("lazy_members").orElse(false));
    }

    private static Set<Pattern> patterns(JsonObject choice, String part) {
        Set<Pattern> patterns = new HashSet<>();
        for (JsonObject pattern : choice.array(part).orElse(JsonArray.EMPTY).objects()) {
            patterns.add(Pattern.read(pattern));
        }
        return Set.copyOf(patterns);
    }
}
