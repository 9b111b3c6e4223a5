package myelin.core.auth;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;
import myelin.core.room.RoomVersion;

/// For each rule the border between what it denies and what it doesn't: a table of two events which differ in one value.
final class Borders {
    private final Map<AuthRule, Border<?>> borders = new EnumMap<>(AuthRule.class);

    private Borders() {}

    /// Those of all rules.
    static Map<AuthRule, Border<?>> all() {
        Borders all = new Borders();
        EventBorders.addTo(all);
        MembershipBorders.addTo(all);
        ThirdPartyBorders.addTo(all);
        PowerLevelsBorders.addTo(all);
        return all.borders;
    }

    /// An event in which one value decides.
    ///
    /// @param denier the rule that denies the event with the value `denied`
    /// @param event what the rules of a version say about the event with a value
    record Border<T>(
            AuthRule denier, T denied, T allowed, BiFunction<RoomVersion, T, Verdict> event) {

        Verdict ofDenied(RoomVersion version) {
            return event.apply(version, denied);
        }

        Verdict ofAllowed(RoomVersion version) {
            return event.apply(version, allowed);
        }
    }

    /// The rule denies the event with one value, and it is allowed with the other.
    <T> void denies(AuthRule rule, T denied, T allowed, BiFunction<RoomVersion, T, Verdict> event) {
        borders.put(rule, new Border<>(rule, denied, allowed, event));
    }

    /// The rule lets the event in with one value; with the other the `denier` finds it.
    <T> void allows(
            AuthRule rule,
            T allowed,
            AuthRule denier,
            T denied,
            BiFunction<RoomVersion, T, Verdict> event) {
        borders.put(rule, new Border<>(denier, denied, allowed, event));
    }
}
