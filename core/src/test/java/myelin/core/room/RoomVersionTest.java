package myelin.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoomVersionTest {

    /// The [feature matrix](https://spec.matrix.org/v1.19/rooms/#feature-matrix) and what else the pages say.
    @ParameterizedTest
    @CsvSource({
        "EVENT_ID_IN_EVENT, 1 2",
        "URL_SAFE_EVENT_ID, 4 5 6 7 8 9 10 11 12",
        "ENFORCE_KEY_VALIDITY, 5 6 7 8 9 10 11 12",
        "STRICT_CANONICAL_JSON, 6 7 8 9 10 11 12",
        "STRICT_BYTE_LIMITS, 11 12",
        "REDACTS_IN_CONTENT, 11 12",
        "CREATOR_IS_SENDER, 11 12",
        "CREATE_EVENT_ID_IS_ROOM_ID, 12",
        "PRIVILEGED_CREATORS, 12",
        "REDACTION_AUTH_RULE, 1 2",
        "ALIASES_AUTH_RULE, 1 2 3 4 5",
        "LIMIT_NOTIFICATIONS_LEVELS, 6 7 8 9 10 11 12",
        "KNOCKING, 7 8 9 10 11 12",
        "RESTRICTED_JOIN_RULE, 8 9 10 11 12",
        "KNOCK_RESTRICTED_JOIN_RULE, 10 11 12",
        "INTEGER_POWER_LEVELS, 10 11 12",
        "KEEP_ALIASES, 1 2 3 4 5",
        "KEEP_JOIN_RULES_ALLOW, 8 9 10 11 12",
        "KEEP_JOIN_AUTHORISED_VIA_USERS_SERVER, 9 10 11 12",
        "UPDATED_REDACTIONS, 11 12",
        "STATE_RESOLUTION_2, 2 3 4 5 6 7 8 9 10 11 12",
        "STATE_RESOLUTION_2_1, 12"
    })
    void eachRuleHoldsInTheVersionsOfTheSpec(Rule rule, String versions) {
        assertThat(
                        RoomVersion.stable().stream()
                                .filter(version -> version.rules().has(rule))
                                .map(RoomVersion::id)
                                .collect(Collectors.joining(" ")))
                .isEqualTo(versions);
    }

    @Test
    void owningStateIsAllThatIsTriedOut() {
        assertThat(RoomVersion.OWNED_STATE_10.rules())
                .isEqualTo(RoomVersion.V10.rules().with(Rule.OWNED_STATE));
        assertThat(RoomVersion.OWNED_STATE_11.rules())
                .isEqualTo(RoomVersion.V11.rules().with(Rule.OWNED_STATE));
        assertThat(RoomVersion.values())
                .filteredOn(version -> !version.isStable())
                .extracting(RoomVersion::id)
                .containsExactly("org.matrix.msc3757.10", "org.matrix.msc3757.11");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aVersionIsFoundByItsId(RoomVersion version) {
        assertThat(RoomVersion.of(version.id())).hasValue(version);
    }

    @Test
    void unknownVersionsAreNotFound() {
        assertThat(List.of("", "0", "13", "01", "V12"))
                .allMatch(id -> RoomVersion.of(id).isEmpty());
    }
}
