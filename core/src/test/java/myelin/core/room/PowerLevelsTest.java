package myelin.core.room;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import myelin.core.TestRoom;
import myelin.core.Vectors;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerLevelsTest {

    private static PowerLevels levels(TestRoom room) {
        return PowerLevels.of(
                room.version().rules(),
                room.event(EventType.M_ROOM_POWER_LEVELS, ""),
                Optional.of(room.create()));
    }

    private static PowerLevels levels(RoomVersion version, String content) {
        return levels(TestRoom.of(version).levels(JsonParser.object(content)));
    }

    @ParameterizedTest
    @EnumSource(value = RoomVersion.class, names = "V12", mode = EnumSource.Mode.EXCLUDE)
    void theCreatorHas100InARoomWithoutLevels(RoomVersion version) {
        assertThat(levels(TestRoom.of(version)).of(ALICE)).isEqualTo(100);
    }

    @Test
    void theCreatorIsNamedInTheContentUntilVersion10() {
        TestRoom room = TestRoom.of(RoomVersion.V10, JsonObject.of("creator", BOB));
        assertThat(levels(room).of(BOB)).isEqualTo(100);
        assertThat(levels(room).of(ALICE)).isEqualTo(0);
    }

    @Test
    void theCreatorHasOnlyWhatTheEventGivesThem() {
        assertThat(levels(RoomVersion.V11, "{}").of(ALICE)).isEqualTo(0);
    }

    @Test
    void creatorsAreAboveAllSinceVersion12() {
        TestRoom room =
                TestRoom.of(
                        RoomVersion.V12,
                        JsonObject.of("additional_creators", List.of(BOB.value())));
        assertThat(levels(room).of(ALICE)).isEqualTo(PowerLevels.INFINITE);
        assertThat(levels(room.levels(JsonObject.EMPTY)).of(BOB)).isEqualTo(PowerLevels.INFINITE);
    }

    @Test
    void additionalCreatorsMeanNothingUntilVersion11() {
        TestRoom room =
                TestRoom.of(
                        RoomVersion.V11,
                        JsonObject.of("additional_creators", List.of(BOB.value())));
        assertThat(levels(room).of(BOB)).isEqualTo(0);
    }

    @Test
    void defaultsHoldWithAndWithoutTheEvent() {
        for (PowerLevels levels :
                List.of(levels(TestRoom.of(RoomVersion.V12)), levels(RoomVersion.V12, "{}"))) {
            assertThat(levels.of(BOB)).isEqualTo(0);
            assertThat(levels.needed("m.room.message", false)).isEqualTo(0);
            assertThat(levels.needed("m.room.name", true)).isEqualTo(50);
            assertThat(levels.invite()).isEqualTo(0);
            assertThat(levels.kick()).isEqualTo(50);
            assertThat(levels.ban()).isEqualTo(50);
            assertThat(levels.redact()).isEqualTo(50);
            assertThat(levels.notification("room")).isEqualTo(50);
        }
    }

    @Test
    void whatTheEventSaysHolds() {
        PowerLevels levels =
                levels(
                        RoomVersion.V12,
                        """
                        {"users": {"@bob:two.example": 7}, "users_default": 1, "events_default": 2, "state_default": 3,
                         "events": {"m.room.name": 4}, "invite": 5, "kick": 6, "ban": 8, "redact": 9,
                         "notifications": {"room": 10}}\
                        """);
        assertThat(levels.of(BOB)).isEqualTo(7);
        assertThat(levels.of(TestRoom.CAROL)).isEqualTo(1);
        assertThat(levels.needed("m.room.message", false)).isEqualTo(2);
        assertThat(levels.needed("m.room.topic", true)).isEqualTo(3);
        assertThat(levels.needed("m.room.name", true)).isEqualTo(4);
        assertThat(levels.invite()).isEqualTo(5);
        assertThat(levels.kick()).isEqualTo(6);
        assertThat(levels.ban()).isEqualTo(8);
        assertThat(levels.redact()).isEqualTo(9);
        assertThat(levels.notification("room")).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"100\"', 100",
        "'\"000100\"', 100",
        "'\"+100\"', 100",
        "'\" -100 \"', -100",
        "'\"99999999999999999999999999\"', 9223372036854775806",
        "50.57, 50",
        "-50.57, -50",
        "5.114698E4, 51146",
        "1e300, 9223372036854775806",
        "12345678901234567890, 9223372036854775806",
        "-12345678901234567890, -9223372036854775806",
        "9007199254740993, 9007199254740993",
        "-9007199254740993, -9007199254740993",
        "2000000000000000001, 2000000000000000001",
        "9223372036854775807, 9223372036854775806",
        "'\"2000000000000000001\"', 2000000000000000001",
        "'\"-0009223372036854775805\"', -9223372036854775805",
        "'\"00000000000000000000000\"', 0"
    })
    void version1ReadsManyFormsOfALevel(String json, long level) {
        assertThat(read(RoomVersion.V1, json)).hasValue(level);
    }

    /// Levels as text and levels with fractions, which rooms may hold up to version 5.
    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V1", "V2", "V3", "V4", "V5"})
    void theExamplesOfTheSpecAreRead(RoomVersion version) {
        for (JsonObject example : Vectors.cases("1/power-levels.json")) {
            JsonObject event = example.object("event").orElseThrow();
            PowerLevels levels =
                    levels(TestRoom.of(version).levels(event.object("content").orElseThrow()));
            JsonObject users = example.object("users").orElseThrow();
            for (String user : users.keys()) {
                assertThat(Optional.of(levels.of(UserId.parse(user))))
                        .isEqualTo(users.integer(user));
            }
            assertThat(levels.ban()).isEqualTo(50);
            assertThat(levels.needed("m.room.power_levels", true)).isEqualTo(100);
            assertThat(levels.needed("m.room.name", true)).isEqualTo(50);
            assertThat(levels.needed("m.room.message", false)).isEqualTo(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"", "\"+\"", "\"1.0\"", "\"1e3\"", "\"١\"", "\"- 1\"", "1e400", "null", "true",
                "{}", "[]"
            })
    void whatIsNoLevelIsNotRead(String json) {
        assertThat(read(RoomVersion.V1, json)).isEmpty();
    }

    @Test
    void newerVersionsReadIntegersOnly() {
        assertThat(read(RoomVersion.V6, "1.5")).isEmpty();
        assertThat(read(RoomVersion.V9, "\"1\"")).hasValue(1);
        assertThat(read(RoomVersion.V10, "\"1\"")).isEmpty();
        assertThat(read(RoomVersion.V10, "1")).hasValue(1);
    }

    private static OptionalLong read(RoomVersion version, String json) {
        Json value = JsonParser.object("{\"level\":" + json + "}").value("level").orElseThrow();
        return PowerLevels.level(version.rules(), value);
    }
}
