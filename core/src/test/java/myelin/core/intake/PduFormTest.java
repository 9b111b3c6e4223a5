package myelin.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import myelin.core.Vectors;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The first check on receipt: that an event has the form of its room version.
class PduFormTest {

    private static JsonObject message(RoomVersion version) {
        return Vectors.cases(version.id() + "/events.json").stream()
                .map(vector -> vector.object("event").orElseThrow())
                .filter(event -> event.string("type").orElseThrow().equals("m.room.message"))
                .findFirst()
                .orElseThrow();
    }

    private static void assertDropped(JsonObject event, RoomVersion version, String why) {
        assertThat(PduIntake.checkForm(event, version))
                .isInstanceOfSatisfying(
                        Dropped.class, dropped -> assertThat(dropped.reason()).contains(why));
    }

    private static void assertAccepted(JsonObject event, RoomVersion version) {
        assertThat(PduIntake.checkForm(event, version)).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void eventsOfEachVersionHaveItsForm(RoomVersion version) {
        assertThat(Vectors.cases(version.id() + "/events.json"))
                .allSatisfy(
                        vector -> assertAccepted(vector.object("event").orElseThrow(), version));
    }

    @Test
    void whatOthersAddedIsLeftOut() {
        JsonObject event = message(RoomVersion.V12);
        JsonObject more = event.with("unsigned", JsonObject.of("age", 1));
        assertThat(PduIntake.checkForm(more, RoomVersion.V12))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.event().json()).isEqualTo(event));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type",
                "sender",
                "room_id",
                "content",
                "depth",
                "origin_server_ts",
                "hashes",
                "signatures",
                "prev_events",
                "auth_events"
            })
    void whatEveryEventHasMustBeThereAndBeOfItsType(String field) {
        JsonObject event = message(RoomVersion.V12);
        assertDropped(event.without(field), RoomVersion.V12, "'" + field + "'");
        assertDropped(event.with(field, true), RoomVersion.V12, "'" + field + "'");
    }

    @Test
    void aCreateEventNeedsNoRoomIdSinceVersion12() {
        JsonObject create =
                Vectors.cases("12/events.json").getFirst().object("event").orElseThrow();
        assertAccepted(create, RoomVersion.V12);
        assertDropped(create, RoomVersion.V11, "'room_id'");
    }

    @Test
    void theOldestVersionsNeedAnId() {
        assertDropped(message(RoomVersion.V1).without("event_id"), RoomVersion.V1, "'event_id'");
    }

    @Test
    void aStateKeyIsAString() {
        assertDropped(
                message(RoomVersion.V12).with("state_key", 1), RoomVersion.V12, "'state_key'");
    }

    @Test
    void eventsAreNamedAsTheVersionNamesThem() {
        assertDropped(
                message(RoomVersion.V3)
                        .with("prev_events", message(RoomVersion.V1).array("prev_events").get()),
                RoomVersion.V3,
                "'prev_events'");
        assertDropped(
                message(RoomVersion.V1)
                        .with("auth_events", message(RoomVersion.V3).array("auth_events").get()),
                RoomVersion.V1,
                "'auth_events'");
    }

    @Test
    void thereAreAtMost20PreviousAnd10AuthEvents() {
        JsonObject event = message(RoomVersion.V12);
        List<String> twenty = Collections.nCopies(20, "$x");
        assertAccepted(event.with("prev_events", twenty), RoomVersion.V12);
        assertDropped(
                event.with("prev_events", Collections.nCopies(21, "$x")),
                RoomVersion.V12,
                "'prev_events'");
        assertDropped(
                event.with("auth_events", Collections.nCopies(11, "$x")),
                RoomVersion.V12,
                "'auth_events'");
    }

    @ParameterizedTest
    @CsvSource({
        "V12, -1, false",
        "V12, 9007199254740991, true",
        "V12, 9007199254740992, false",
        "V5, 9007199254740992, true",
        "V5, 1.5, false",
        "V5, 9223372036854775807, true",
        "V5, 9223372036854775808, false",
        "V5, 9223372036854776832, false",
        "V5, -9007199254740993, false",
        "V5, 1e3, false",
        "V5, 99999999999999999999, false"
    })
    void theDepthHasALimit(RoomVersion version, String depth, boolean good) {
        JsonObject event = message(version).merge(JsonParser.object("{\"depth\":" + depth + "}"));
        assertThat(PduIntake.checkForm(event, version) instanceof Accepted).isEqualTo(good);
    }

    /// Synapse takes what its database can hold; who dropped it would miss what others build on.
    @ParameterizedTest
    @CsvSource({
        "V12, -1, true",
        "V12, 9007199254740991, true",
        "V12, 9007199254740992, false",
        "V5, 9007199254740992, true",
        "V5, 9223372036854775807, true",
        "V5, -9223372036854775808, true",
        "V5, 9223372036854775808, false",
        "V5, 1.0, false"
    })
    void theTimeHasALimit(RoomVersion version, String time, boolean good) {
        JsonObject event =
                message(version).merge(JsonParser.object("{\"origin_server_ts\":" + time + "}"));
        assertThat(PduIntake.checkForm(event, version) instanceof Accepted).isEqualTo(good);
    }

    @Test
    void fractionsAreDroppedSinceVersion6() {
        JsonObject half = JsonParser.object("{\"half\":0.5}");
        assertAccepted(message(RoomVersion.V5).with("content", half), RoomVersion.V5);
        assertDropped(
                message(RoomVersion.V6).with("content", half), RoomVersion.V6, "content.half");
    }

    @Test
    void tooLargeEventsAreDropped() {
        JsonObject event = message(RoomVersion.V12);
        assertDropped(
                event.with("content", JsonObject.of("body", "x".repeat(65_536))),
                RoomVersion.V12,
                "64 KiB");
        assertDropped(event.with("type", "x".repeat(256)), RoomVersion.V12, "'type'");
    }

    @Test
    void fieldsHaveAtMost255CharactersAndBytesSinceVersion11() {
        JsonObject old = message(RoomVersion.V10);
        assertAccepted(old.with("state_key", "ö".repeat(255)), RoomVersion.V10);
        assertDropped(old.with("state_key", "ö".repeat(256)), RoomVersion.V10, "'state_key'");
        JsonObject event = message(RoomVersion.V11);
        assertAccepted(event.with("state_key", "ö".repeat(127) + "x"), RoomVersion.V11);
        assertDropped(event.with("state_key", "ö".repeat(128)), RoomVersion.V11, "'state_key'");
    }

    /// Synapse drops deeper ones since it reads events in Rust.
    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void anEventHasAtMost127Levels(RoomVersion version) {
        JsonObject event = message(version);
        assertAccepted(event.with("content", nested(125)), version);
        assertDropped(event.with("content", nested(126)), version, "deeper than 127");
    }

    private static JsonObject nested(int levels) {
        return JsonParser.object("{\"x\":" + "[".repeat(levels) + "]".repeat(levels) + "}");
    }

    /// Python cannot write infinity as JSON; integers have no end there.
    @Test
    void numbersMustNotBeBeyondThoseOfComputers() {
        JsonObject event = message(RoomVersion.V5);
        JsonObject great = JsonParser.object("{\"x\":[1e308," + "9".repeat(400) + "]}");
        assertAccepted(event.with("content", great), RoomVersion.V5);
        JsonObject tooGreat = JsonParser.object("{\"x\":[{\"y\":-1.5e309}]}");
        assertDropped(event.with("content", tooGreat), RoomVersion.V5, "greater than any");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "room_id"})
    void idsMustBeSome(String field) {
        assertDropped(message(RoomVersion.V12).with(field, "x"), RoomVersion.V12, "");
    }
}
