package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.auth.VerdictAssert.assertAllowed;
import static myelin.core.auth.VerdictAssert.assertDenied;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.TestRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The rules which are for all events, and those for create events, aliases and redactions.
class AuthorizationTest {

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aCreateEventIsAllowed(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        assertAllowed(room.check(room.create()));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aCreateEventHasNothingBeforeIt(RoomVersion version) {
        assertDenied(changed(version, "prev_events", references(version)), "1.1");
    }

    private static Object references(RoomVersion version) {
        return version.rules().has(Rule.EVENT_ID_IN_EVENT)
                ? List.of(List.of("$x:one.example", Map.of()))
                : List.of("$x");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aCreateEventIsOfTheServerInItsRoomIdOrHasNone(RoomVersion version) {
        assertDenied(changed(version, "room_id", "!room:two.example"), "1.2");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aCreateEventOfAnUnknownVersionIsDenied(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        JsonObject content = room.create().content().with("room_version", "org.example.99");
        assertDenied(changed(version, "content", content), "1.3");
        assertDenied(changed(version, "content", content.with("room_version", 1)), "1.3");
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V1", "V10"})
    void aCreateEventNamesTheCreatorUntilVersion10(RoomVersion version) {
        assertDenied(changed(version, "content", JsonObject.EMPTY), "1.4");
    }

    @Test
    void aCreateEventNeedsNothingSinceVersion11() {
        assertAllowed(changed(RoomVersion.V11, "content", JsonObject.EMPTY));
    }

    @ParameterizedTest
    @CsvSource({"'\"@bob:two.example\"'", "'[\"bob\"]'", "[1]", "null"})
    void additionalCreatorsAreUserIds(String creators) {
        JsonObject content =
                myelin.core.json.JsonParser.object("{\"additional_creators\":" + creators + "}");
        assertDenied(changed(RoomVersion.V12, "content", content), "1.4");
        assertAllowed(changed(RoomVersion.V11, "content", content));
    }

    private static Verdict changed(RoomVersion version, String field, Object value) {
        Pdu create = TestRoom.of(version).create();
        JsonObject json = create.json().with(field, value);
        return Authorization.check(
                version.rules(),
                Pdu.of(json, version, create.eventId()),
                (type, key) -> Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"V1, 2.4", "V11, 2.4", "V12, 2"})
    void nothingIsAllowedWithoutACreateEvent(RoomVersion version, String rule) {
        Pdu event = TestRoom.of(version).event(message());
        assertDenied(
                Authorization.check(version.rules(), event, (type, key) -> Optional.empty()), rule);
    }

    private static Draft message() {
        return Draft.message(BOB, EventType.M_ROOM_MESSAGE, JsonObject.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({"V1, 3", "V11, 3", "V12, 4"})
    void otherServersHaveNoPartInAnUnfederatedRoom(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version, JsonObject.of("m.federate", false)).joinRule("public");
        assertDenied(room.membership(BOB, BOB, "join"), rule);
        assertAllowed(room.check(Draft.message(ALICE, EventType.M_ROOM_MESSAGE, JsonObject.EMPTY)));
    }

    @ParameterizedTest
    @CsvSource({"V1, 6", "V5, 6", "V6, 5", "V11, 5", "V12, 6"})
    void whoIsNotInTheRoomSendsNothing(RoomVersion version, String rule) {
        assertDenied(TestRoom.of(version).check(message()), rule);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aMemberSendsMessages(RoomVersion version) {
        assertAllowed(TestRoom.of(version).member(BOB, "join").check(message()));
    }

    @ParameterizedTest
    @CsvSource({"V1, 8", "V6, 7", "V12, 8"})
    void stateNeedsMorePowerThanMessages(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        assertDenied(room.check(name()), rule);
        assertAllowed(room.levelsOf(Map.of(BOB, 50)).check(name()));
    }

    private static Draft name() {
        return Draft.state(BOB, EventType.M_ROOM_NAME, "", JsonObject.EMPTY);
    }

    @Test
    void aTypeMayHaveItsOwnLevel() {
        TestRoom room = TestRoom.of(RoomVersion.V12).member(BOB, "join");
        room.levels(JsonObject.of("events", JsonObject.of("m.room.name", 0)));
        assertAllowed(room.check(name()));
        room.levels(JsonObject.of("events", JsonObject.of("m.room.message", 1)));
        assertDenied(room.check(message()), "8");
    }

    @ParameterizedTest
    @CsvSource({"V1, 9", "V6, 8", "V12, 9"})
    void stateKeysWhichAreUsersBelongToThem(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version);
        assertDenied(
                room.check(Draft.state(ALICE, "org.example", "@bob:two.example", JsonObject.EMPTY)),
                rule);
        assertAllowed(
                room.check(
                        Draft.state(ALICE, "org.example", "@alice:one.example", JsonObject.EMPTY)));
    }

    /// MSC3757.
    @ParameterizedTest
    @CsvSource({
        "@bob:two.example, true, true",
        "@bob:two.example_, true, true",
        "@bob:two.example_:!@#$, true, true",
        "@with_line:two.example_1, false, true",
        "@carol:three.example, false, true",
        "@carol:three.example_1, false, true",
        "@alice:one.example, false, false",
        "@alice:one.example_1, false, false",
        "@bob:two.example1, false, true",
        "@bob:two.example:1_, false, true",
        "@bob:two.example@1_, false, false",
        "@x_@bob:two.example_1, false, true",
        "@bob, false, false",
        "@bob_1, false, false",
        "bob, true, true"
    })
    void stateKeysMayGoOnAfterTheirOwnerWhoIsObeyedByTheWeaker(
            String key, boolean byMember, boolean byModerator) {
        TestRoom room = TestRoom.of(RoomVersion.OWNED_STATE_11).member(BOB, "join");
        Draft state = Draft.state(BOB, "org.example", key, JsonObject.EMPTY);
        JsonObject levels = JsonObject.of("events", JsonObject.of("org.example", 0));

        room.levels(levels.with("users", JsonObject.of(ALICE.value(), 50)));
        assertRule8(room.check(state), byMember);
        room.levels(levels.with("users", JsonObject.of(ALICE.value(), 50, BOB.value(), 50)));
        assertRule8(room.check(state), byModerator);
    }

    private static void assertRule8(Verdict verdict, boolean allowed) {
        if (allowed) {
            assertAllowed(verdict);
        } else {
            assertDenied(verdict, "8");
        }
    }

    @ParameterizedTest
    @CsvSource({"V1, 7.1", "V6, 6.1", "V12, 7.1"})
    void invitingAnAddressNeedsTheInviteLevel(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        Draft invite =
                Draft.state(BOB, EventType.M_ROOM_THIRD_PARTY_INVITE, "token", JsonObject.EMPTY);
        assertAllowed(room.check(invite));
        assertDenied(room.levels(JsonObject.of("invite", 1)).check(invite), rule);
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V1", "V5"})
    void anyServerSetsItsAliasesUntilVersion5(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        assertAllowed(room.check(aliases("two.example")));
        assertDenied(room.check(aliases("one.example")), "4.2");
        assertDenied(
                room.check(Draft.message(BOB, EventType.M_ROOM_ALIASES, JsonObject.EMPTY)), "4.1");
    }

    @Test
    void aliasesAreStateLikeAnyOtherSinceVersion6() {
        assertDenied(TestRoom.of(RoomVersion.V6).check(aliases("two.example")), "5");
    }

    private static Draft aliases(String server) {
        return Draft.state(BOB, EventType.M_ROOM_ALIASES, server, JsonObject.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V1", "V2"})
    void redactingNeedsTheRedactLevelOrTheSameServerUntilVersion2(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(BOB, "join");
        assertAllowed(room.check(redaction("$x:two.example")));
        assertDenied(room.check(redaction("$x:one.example")), "11.3");
        assertAllowed(room.levelsOf(Map.of(BOB, 50)).check(redaction("$x:one.example")));
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V3", "V12"})
    void everyMemberMaySendARedactionSinceVersion3(RoomVersion version) {
        assertAllowed(TestRoom.of(version).member(BOB, "join").check(redaction("$x:one.example")));
    }

    private static Draft redaction(String redacts) {
        return Draft.redaction(BOB, new EventId(redacts), JsonObject.EMPTY);
    }
}
