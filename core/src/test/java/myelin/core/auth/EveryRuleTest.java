package myelin.core.auth;

import static java.util.stream.Collectors.toSet;
import static myelin.core.auth.VerdictAssert.assertAllowed;
import static myelin.core.auth.VerdictAssert.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import myelin.core.auth.Borders.Border;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule of every room version, with an event that this rule denies and the nearest one that all rules allow.
class EveryRuleTest {
    private static final Map<AuthRule, Border<?>> BORDERS = Borders.all();

    static Stream<Arguments> rulesOfAllVersions() {
        return RoomVersion.stable().stream()
                .flatMap(version ->
                        BORDERS.keySet().stream()
                                .filter(rule -> rule.existsIn(version.rules()))
                                .map(rule -> Arguments.of(version, rule)));
    }

    @ParameterizedTest
    @MethodSource("rulesOfAllVersions")
    void oneValueDecidesWhetherTheRuleDenies(RoomVersion version, AuthRule rule) {
        Border<?> border = BORDERS.get(rule);
        assertDenied(border.ofDenied(version), border.denier().number(version.rules()));
        assertAllowed(border.ofAllowed(version));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void noRuleIsWithoutSuchEvents(RoomVersion version) {
        Set<AuthRule> present =
                Arrays.stream(AuthRule.values())
                        .filter(rule -> rule.existsIn(version.rules()))
                        .collect(toSet());
        Set<String> headings =
                present.stream()
                        .map(rule -> rule.number(version.rules()))
                        .filter(number -> number.contains("."))
                        .map(number -> number.substring(0, number.lastIndexOf('.')))
                        .collect(toSet());
        // A rule that only leads to others decides nothing itself.
        present.removeIf(rule -> headings.contains(rule.number(version.rules())));
        assertThat(BORDERS.keySet()).containsAll(present);
    }

    @Test
    void noEventsAreForARuleThatNoVersionHas() {
        assertThat(rulesOfAllVersions().map(row -> row.get()[1]).collect(toSet()))
                .containsExactlyInAnyOrderElementsOf(BORDERS.keySet());
    }
}
