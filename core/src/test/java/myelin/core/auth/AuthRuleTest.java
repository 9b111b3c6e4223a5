package myelin.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The numbers of the rules are those of the spec: of the fragments `v1-auth-rules`, `v3-auth-rules` and `v8-auth-rules`, and
/// of the texts of versions 6, 7, 10, 11 and 12.
class AuthRuleTest {

    /// A dash where the version lacks the rule.
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # rule                       , V1      , V3      , V6      , V7      , V8      , V10     , V11     , V12
                    CREATE_PREV_EVENTS           , 1.1     , 1.1     , 1.1     , 1.1     , 1.1     , 1.1     , 1.1     , 1.1
                    CREATE_ROOM_ID               , 1.2     , 1.2     , 1.2     , 1.2     , 1.2     , 1.2     , 1.2     , 1.2
                    CREATE_ROOM_VERSION          , 1.3     , 1.3     , 1.3     , 1.3     , 1.3     , 1.3     , 1.3     , 1.3
                    CREATE_CREATOR               , 1.4     , 1.4     , 1.4     , 1.4     , 1.4     , 1.4     , -       , -
                    CREATE_ADDITIONAL_CREATORS   , -       , -       , -       , -       , -       , -       , -       , 1.4
                    ROOM_ID                      , -       , -       , -       , -       , -       , -       , -       , 2
                    AUTH_EVENTS_DUPLICATE        , 2.1     , 2.1     , 2.1     , 2.1     , 2.1     , 2.1     , 2.1     , 3.1
                    AUTH_EVENTS_NOT_SELECTED     , 2.2     , 2.2     , 2.2     , 2.2     , 2.2     , 2.2     , 2.2     , 3.2
                    AUTH_EVENTS_REJECTED         , 2.3     , 2.3     , 2.3     , 2.3     , 2.3     , 2.3     , 2.3     , 3.3
                    AUTH_EVENTS_CREATE           , 2.4     , 2.4     , 2.4     , 2.4     , 2.4     , 2.4     , 2.4     , -
                    AUTH_EVENTS_ROOM             , 2.5     , 2.5     , 2.5     , 2.5     , 2.5     , 2.5     , 2.5     , 3.4
                    FEDERATE                     , 3       , 3       , 3       , 3       , 3       , 3       , 3       , 4
                    ALIASES_NO_STATE_KEY         , 4.1     , 4.1     , -       , -       , -       , -       , -       , -
                    ALIASES_DOMAIN               , 4.2     , 4.2     , -       , -       , -       , -       , -       , -
                    MEMBER_INCOMPLETE            , 5.1     , 5.1     , 4.1     , 4.1     , 4.1     , 4.1     , 4.1     , 5.1
                    MEMBER_AUTHORISED_UNSIGNED   , -       , -       , -       , -       , 4.2.1   , 4.2.1   , 4.2.1   , 5.2.1
                    JOIN_SENDER                  , 5.2.2   , 5.2.2   , 4.2.2   , 4.2.2   , 4.3.2   , 4.3.2   , 4.3.2   , 5.3.2
                    JOIN_BANNED                  , 5.2.3   , 5.2.3   , 4.2.3   , 4.2.3   , 4.3.3   , 4.3.3   , 4.3.3   , 5.3.3
                    JOIN_RESTRICTED_AUTHORISED   , -       , -       , -       , -       , 4.3.5.2 , 4.3.5.2 , 4.3.5.2 , 5.3.5.2
                    JOIN_OTHERWISE               , 5.2.6   , 5.2.6   , 4.2.6   , 4.2.6   , 4.3.7   , 4.3.7   , 4.3.7   , 5.3.7
                    THIRD_PARTY_BANNED           , 5.3.1.1 , 5.3.1.1 , 4.3.1.1 , 4.3.1.1 , 4.4.1.1 , 4.4.1.1 , 4.4.1.1 , 5.4.1.1
                    THIRD_PARTY_OTHERWISE        , 5.3.1.8 , 5.3.1.8 , 4.3.1.8 , 4.3.1.8 , 4.4.1.8 , 4.4.1.8 , 4.4.1.8 , 5.4.1.8
                    INVITE_SENDER                , 5.3.2   , 5.3.2   , 4.3.2   , 4.3.2   , 4.4.2   , 4.4.2   , 4.4.2   , 5.4.2
                    INVITE_TARGET                , 5.3.3   , 5.3.3   , 4.3.3   , 4.3.3   , 4.4.3   , 4.4.3   , 4.4.3   , 5.4.3
                    INVITE_OTHERWISE             , 5.3.5   , 5.3.5   , 4.3.5   , 4.3.5   , 4.4.5   , 4.4.5   , 4.4.5   , 5.4.5
                    LEAVE_OWN                    , 5.4.1   , 5.4.1   , 4.4.1   , 4.4.1   , 4.5.1   , 4.5.1   , 4.5.1   , 5.5.1
                    LEAVE_SENDER                 , 5.4.2   , 5.4.2   , 4.4.2   , 4.4.2   , 4.5.2   , 4.5.2   , 4.5.2   , 5.5.2
                    LEAVE_UNBAN                  , 5.4.3   , 5.4.3   , 4.4.3   , 4.4.3   , 4.5.3   , 4.5.3   , 4.5.3   , 5.5.3
                    LEAVE_OTHERWISE              , 5.4.5   , 5.4.5   , 4.4.5   , 4.4.5   , 4.5.5   , 4.5.5   , 4.5.5   , 5.5.5
                    BAN_SENDER                   , 5.5.1   , 5.5.1   , 4.5.1   , 4.5.1   , 4.6.1   , 4.6.1   , 4.6.1   , 5.6.1
                    BAN_OTHERWISE                , 5.5.3   , 5.5.3   , 4.5.3   , 4.5.3   , 4.6.3   , 4.6.3   , 4.6.3   , 5.6.3
                    KNOCK_JOIN_RULE              , -       , -       , -       , 4.6.1   , 4.7.1   , 4.7.1   , 4.7.1   , 5.7.1
                    KNOCK_SENDER                 , -       , -       , -       , 4.6.2   , 4.7.2   , 4.7.2   , 4.7.2   , 5.7.2
                    KNOCK_OTHERWISE              , -       , -       , -       , 4.6.4   , 4.7.4   , 4.7.4   , 4.7.4   , 5.7.4
                    MEMBERSHIP_UNKNOWN           , 5.6     , 5.6     , 4.6     , 4.7     , 4.8     , 4.8     , 4.8     , 5.8
                    SENDER_NOT_JOINED            , 6       , 6       , 5       , 5       , 5       , 5       , 5       , 6
                    THIRD_PARTY_INVITE_LEVEL     , 7.1     , 7.1     , 6.1     , 6.1     , 6.1     , 6.1     , 6.1     , 7.1
                    REQUIRED_LEVEL               , 8       , 8       , 7       , 7       , 7       , 7       , 7       , 8
                    STATE_KEY_OF_ANOTHER         , 9       , 9       , 8       , 8       , 8       , 8       , 8       , 9
                    LEVELS_NOT_INTEGER           , -       , -       , -       , -       , -       , 9.1     , 9.1     , 10.1
                    LEVELS_OF_EVENTS_NOT_INTEGER , -       , -       , -       , -       , -       , 9.2     , 9.2     , 10.2
                    LEVELS_OF_USERS_NOT_INTEGER  , 10.1    , 10.1    , 9.1     , 9.1     , 9.1     , 9.3     , 9.3     , 10.3
                    LEVELS_OF_CREATORS           , -       , -       , -       , -       , -       , -       , -       , 10.4
                    LEVEL_ALTERED_FROM           , 10.3.1  , 10.3.1  , 9.3.1   , 9.3.1   , 9.3.1   , 9.5.1   , 9.5.1   , 10.6.1
                    LEVEL_ALTERED_TO             , 10.3.2  , 10.3.2  , 9.3.2   , 9.3.2   , 9.3.2   , 9.5.2   , 9.5.2   , 10.6.2
                    LEVEL_OF_EVENT_CHANGED_FROM  , 10.4.1  , 10.4.1  , 9.4.1   , 9.4.1   , 9.4.1   , 9.6.1   , 9.6.1   , 10.7.1
                    LEVEL_OF_EVENT_ADDED_TO      , 10.5.1  , 10.5.1  , 9.5.1   , 9.5.1   , 9.5.1   , 9.7.1   , 9.7.1   , 10.8.1
                    LEVEL_OF_USER_CHANGED_FROM   , 10.6.1  , 10.6.1  , 9.6.1   , 9.6.1   , 9.6.1   , 9.8.1   , 9.8.1   , 10.9.1
                    LEVEL_OF_USER_ADDED_TO       , 10.7.1  , 10.7.1  , 9.7.1   , 9.7.1   , 9.7.1   , 9.9.1   , 9.9.1   , 10.10.1
                    REDACTION_OTHERWISE          , 11.3    , -       , -       , -       , -       , -       , -       , -
                    """)
    void theNumbersAreThoseOfTheSpec(ArgumentsAccessor row) {
        assertNumber(row, 1, RoomVersion.V1, RoomVersion.V2);
        assertNumber(row, 2, RoomVersion.V3, RoomVersion.V4, RoomVersion.V5);
        assertNumber(row, 3, RoomVersion.V6);
        assertNumber(row, 4, RoomVersion.V7);
        assertNumber(row, 5, RoomVersion.V8, RoomVersion.V9);
        assertNumber(row, 6, RoomVersion.V10);
        assertNumber(row, 7, RoomVersion.V11);
        assertNumber(row, 8, RoomVersion.V12);
    }

    private static void assertNumber(ArgumentsAccessor row, int column, RoomVersion... versions) {
        AuthRule rule = AuthRule.valueOf(row.getString(0));
        String number = row.getString(column);
        for (RoomVersion version : versions) {
            if (!number.equals("-")) {
                assertThat(rule.number(version.rules())).as("%s", version).isEqualTo(number);
            }
            assertThat(rule.existsIn(version.rules())).isEqualTo(!number.equals("-"));
        }
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void noTwoRulesOfAVersionHaveOneNumber(RoomVersion version) {
        var present =
                Arrays.stream(AuthRule.values())
                        .filter(rule -> rule.existsIn(version.rules()))
                        .toList();
        Set<String> numbers =
                present.stream()
                        .map(rule -> rule.number(version.rules()))
                        .collect(Collectors.toSet());
        assertThat(numbers).hasSameSizeAs(present);
    }
}
