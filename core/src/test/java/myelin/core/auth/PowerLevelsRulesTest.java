package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.VerdictAssert.assertAllowed;
import static myelin.core.auth.VerdictAssert.assertDenied;

import java.util.List;
import myelin.core.TestRoom;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Changing power levels. Bob has 50 in these rooms, and so much is needed to change them.
class PowerLevelsRulesTest {

    private static final JsonObject CURRENT =
            json(
                    """
                    {"users": {"@bob:two.example": 50, "@carol:three.example": 50},
                     "events": {"m.room.power_levels": 50, "high": 60, "low": 10},
                     "notifications": {"room": 60},
                     "ban": 60, "kick": 50}\
                    """);

    private static JsonObject json(String text) {
        return JsonParser.object(text);
    }

    private static TestRoom room(RoomVersion version) {
        return TestRoom.of(version).member(BOB, "join").member(CAROL, "join").levels(CURRENT);
    }

    private static Verdict bobSets(RoomVersion version, String property, Object value) {
        return room(version).setLevels(BOB, CURRENT.with(property, value));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void whoMayChangeLevelsMayLeaveThemAsTheyAre(RoomVersion version) {
        assertAllowed(room(version).setLevels(BOB, CURRENT));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void theFirstLevelsMayBeAnything(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        assertAllowed(room.setLevels(ALICE, json("{\"users\":{\"@bob:two.example\":9999}}")));
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.3.1", "V6, 9.3.1", "V10, 9.5.1", "V12, 10.6.1"})
    void aLevelAboveOnesOwnIsNotLowered(RoomVersion version, String rule) {
        assertDenied(bobSets(version, "ban", 50), rule);
        assertDenied(room(version).setLevels(BOB, CURRENT.without("ban")), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.3.2", "V6, 9.3.2", "V10, 9.5.2", "V12, 10.6.2"})
    void noLevelIsRaisedAboveOnesOwn(RoomVersion version, String rule) {
        assertDenied(bobSets(version, "kick", 51), rule);
        assertDenied(bobSets(version, "state_default", 51), rule);
        assertAllowed(bobSets(version, "redact", 50));
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.4.1", "V6, 9.4.1", "V10, 9.6.1", "V12, 10.7.1"})
    void theLevelOfATypeAboveOnesOwnIsNotLowered(RoomVersion version, String rule) {
        JsonObject events = CURRENT.object("events").orElseThrow();
        assertDenied(bobSets(version, "events", events.with("high", 50)), rule);
        assertDenied(bobSets(version, "events", events.without("high")), rule);
        assertAllowed(bobSets(version, "events", events.without("low")));
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.5.1", "V6, 9.5.1", "V10, 9.7.1", "V12, 10.8.1"})
    void theLevelOfATypeIsNotRaisedAboveOnesOwn(RoomVersion version, String rule) {
        JsonObject events = CURRENT.object("events").orElseThrow();
        assertDenied(bobSets(version, "events", events.with("low", 51)), rule);
        assertDenied(bobSets(version, "events", events.with("other", 51)), rule);
        assertAllowed(bobSets(version, "events", events.with("other", 50)));
    }

    @ParameterizedTest
    @CsvSource({"V6, 9.4.1", "V10, 9.6.1", "V12, 10.7.1"})
    void levelsOfNotificationsAreProtectedSinceVersion6(RoomVersion version, String rule) {
        assertDenied(bobSets(version, "notifications", JsonObject.of("room", 0)), rule);
        assertAllowed(bobSets(RoomVersion.V5, "notifications", JsonObject.of("room", 0)));
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.6.1", "V6, 9.6.1", "V10, 9.8.1", "V12, 10.9.1"})
    void whoHasTheSamePowerIsNotDemoted(RoomVersion version, String rule) {
        assertDenied(bobSets(version, "users", users(50, 0)), rule);
        assertDenied(bobSets(version, "users", JsonObject.of(BOB.value(), 50)), rule);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void oneMayDemoteOneself(RoomVersion version) {
        assertAllowed(bobSets(version, "users", users(0, 50)));
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.7.1", "V6, 9.7.1", "V10, 9.9.1", "V12, 10.10.1"})
    void nobodyIsRaisedAboveOnesOwnLevel(RoomVersion version, String rule) {
        assertDenied(bobSets(version, "users", users(51, 50)), rule);
        assertDenied(bobSets(version, "users", users(50, 50).with("@dan:x.example", 51)), rule);
        assertAllowed(bobSets(version, "users", users(50, 50).with("@dan:x.example", 50)));
    }

    private static JsonObject users(int bob, int carol) {
        return JsonObject.of(BOB.value(), bob, CAROL.value(), carol);
    }

    @ParameterizedTest
    @CsvSource({"V1, 10.1", "V6, 9.1", "V10, 9.3", "V12, 10.3"})
    void usersAreAnObjectOfUserIdsAndLevels(RoomVersion version, String rule) {
        assertDenied(bobSets(version, "users", List.of()), rule);
        assertDenied(bobSets(version, "users", JsonObject.of("bob", 50)), rule);
        assertDenied(bobSets(version, "users", JsonObject.of(BOB.value(), "fifty")), rule);
        assertDenied(bobSets(version, "users", JsonObject.of(BOB.value(), true)), rule);
    }

    @Test
    void levelsMayBeStringsUntilVersion9() {
        assertAllowed(bobSets(RoomVersion.V9, "kick", " +0050 "));
        assertAllowed(
                bobSets(
                        RoomVersion.V9,
                        "users",
                        json("{\"@bob:two.example\":\"50\",\"@carol:three.example\":\"50\"}")));
        assertDenied(bobSets(RoomVersion.V9, "kick", "51"), "9.3.2");
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V10", "V11", "V12"})
    void levelsAreIntegersSinceVersion10(RoomVersion version) {
        String section = version == RoomVersion.V12 ? "10" : "9";
        assertDenied(bobSets(version, "kick", "50"), section + ".1");
        assertDenied(bobSets(version, "events", JsonObject.of("low", "10")), section + ".2");
        assertDenied(bobSets(version, "events", "none"), section + ".2");
        assertDenied(
                bobSets(version, "notifications", JsonObject.of("room", "60")), section + ".2");
        assertDenied(bobSets(version, "users", JsonObject.of(BOB.value(), "50")), section + ".3");
    }

    @Test
    void whatIsNoLevelIsDeniedInOldVersionsToo() {
        assertDenied(bobSets(RoomVersion.V9, "kick", "5.0"), "9.3");
        assertDenied(bobSets(RoomVersion.V9, "events", "none"), "9.4");
    }

    @Test
    void theFirstLevelsOfAnOldRoomMayBeNoneAtAll() {
        TestRoom room = TestRoom.of(RoomVersion.V9);
        assertAllowed(room.setLevels(ALICE, json("{\"kick\":null,\"events\":[]}")));
        assertDenied(room.setLevels(ALICE, json("{\"users\":[]}")), "9.1");
    }

    @Test
    void fractionsAreTruncatedUntilVersion5() {
        assertAllowed(room(RoomVersion.V5).setLevels(BOB, CURRENT.merge(json("{\"kick\":50.9}"))));
        assertDenied(
                room(RoomVersion.V5).setLevels(BOB, CURRENT.merge(json("{\"kick\":5.2e1}"))),
                "10.3.2");
        assertDenied(
                room(RoomVersion.V6).setLevels(BOB, CURRENT.merge(json("{\"kick\":50.9}"))), "9.3");
    }

    @Test
    void creatorsHaveNoLevelSinceVersion12() {
        TestRoom room =
                TestRoom.of(
                        RoomVersion.V12,
                        JsonObject.of("additional_creators", List.of(BOB.value())));
        assertDenied(
                room.setLevels(ALICE, json("{\"users\":{\"@alice:one.example\":100}}")), "10.4");
        assertDenied(room.setLevels(ALICE, json("{\"users\":{\"@bob:two.example\":100}}")), "10.4");
        assertAllowed(room.setLevels(ALICE, json("{\"users\":{\"@carol:three.example\":100}}")));
    }

    @Test
    void creatorsChangeAnyLevelSinceVersion12() {
        TestRoom room = room(RoomVersion.V12);
        assertAllowed(room.setLevels(ALICE, json("{\"ban\":9007199254740991}")));
    }
}
