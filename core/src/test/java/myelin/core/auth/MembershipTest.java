package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.VerdictAssert.assertAllowed;
import static myelin.core.auth.VerdictAssert.assertDenied;

import java.util.List;
import java.util.Map;
import myelin.core.TestRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Joining, inviting, leaving, banning and knocking.
class MembershipTest {

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void theCreatorJoinsRightAfterTheCreateEvent(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(ALICE, "leave").joinRule("invite");
        assertAllowed(
                room.check(
                        room.event(join("@alice:one.example"), List.of(room.create().eventId()))));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void theCreatorCannotJoinLikeThatLater(RoomVersion version) {
        TestRoom room = TestRoom.of(version).member(ALICE, "leave").joinRule("invite");
        List<EventId> prev = List.of(room.create().eventId(), new EventId("$other:one.example"));
        assertDenied(
                room.check(room.event(join("@alice:one.example"), prev)),
                number(version, AuthRule.JOIN_OTHERWISE));
    }

    private static Draft join(String user) {
        return Draft.state(
                myelin.core.id.UserId.parse(user),
                EventType.M_ROOM_MEMBER,
                user,
                JsonObject.of("membership", "join"));
    }

    @ParameterizedTest
    @CsvSource({
        "V1, 5.2.2",
        "V5, 5.2.2",
        "V6, 4.2.2",
        "V7, 4.2.2",
        "V8, 4.3.2",
        "V11, 4.3.2",
        "V12, 5.3.2"
    })
    void nobodyMakesOthersJoin(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).joinRule("public");
        assertDenied(room.membership(ALICE, BOB, "join"), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 5.2.3", "V6, 4.2.3", "V8, 4.3.3", "V12, 5.3.3"})
    void aBannedUserCannotJoin(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).joinRule("public").member(BOB, "ban");
        assertDenied(room.membership(BOB, BOB, "join"), rule);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anyoneJoinsAPublicRoom(RoomVersion version) {
        assertAllowed(TestRoom.of(version).joinRule("public").membership(BOB, BOB, "join"));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anInvitedUserJoinsARoomForTheInvited(RoomVersion version) {
        TestRoom room = TestRoom.of(version).joinRule("invite").member(BOB, "invite");
        assertAllowed(room.membership(BOB, BOB, "join"));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aMemberMayJoinAgainToChangeTheirName(RoomVersion version) {
        TestRoom room = TestRoom.of(version).joinRule("invite").member(BOB, "join");
        assertAllowed(room.membership(BOB, BOB, "join"));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aRoomWithoutJoinRulesIsForTheInvited(RoomVersion version) {
        assertAllowed(TestRoom.of(version).member(BOB, "invite").membership(BOB, BOB, "join"));
        assertDenied(
                TestRoom.of(version).membership(BOB, BOB, "join"),
                number(version, AuthRule.JOIN_OTHERWISE));
    }

    @ParameterizedTest
    @CsvSource({
        "V6, knock",
        "V7, restricted",
        "V7, knock_restricted",
        "V8, knock_restricted",
        "V9, knock_restricted",
        "V12, private",
        "V12, org.example.unknown"
    })
    void nobodyJoinsByAJoinRuleWhichTheVersionLacks(RoomVersion version, String joinRule) {
        TestRoom room = TestRoom.of(version).joinRule(joinRule).member(BOB, "invite");
        assertDenied(room.membership(BOB, BOB, "join"), number(version, AuthRule.JOIN_OTHERWISE));
    }

    @ParameterizedTest
    @CsvSource({"V7, knock", "V8, restricted", "V10, knock_restricted", "V12, restricted"})
    void anInvitedUserJoinsByEachJoinRule(RoomVersion version, String joinRule) {
        TestRoom room = TestRoom.of(version).joinRule(joinRule).member(BOB, "invite");
        assertAllowed(room.membership(BOB, BOB, "join"));
    }

    @ParameterizedTest
    @CsvSource({"V8, restricted", "V10, knock_restricted", "V12, knock_restricted"})
    void aMemberWhoMayInviteLetsOthersIntoARestrictedRoom(RoomVersion version, String joinRule) {
        TestRoom room = TestRoom.of(version).joinRule(joinRule).member(CAROL, "join");
        assertAllowed(room.membership(BOB, BOB, joinVia("@carol:three.example")));
    }

    @ParameterizedTest
    @CsvSource({"V8, 4.3.5.2", "V12, 5.3.5.2"})
    void whoMayNotInviteLetsNobodyIntoARestrictedRoom(RoomVersion version, String rule) {
        TestRoom room =
                TestRoom.of(version)
                        .joinRule("restricted")
                        .member(CAROL, "join")
                        .levels(JsonObject.of("invite", 50));
        assertDenied(room.membership(BOB, BOB, joinVia("@carol:three.example")), rule);
    }

    @Test
    void whoIsNotInTheRestrictedRoomLetsNobodyIn() {
        TestRoom room = TestRoom.of(RoomVersion.V12).joinRule("restricted").member(CAROL, "leave");
        assertDenied(room.membership(BOB, BOB, joinVia("@carol:three.example")), "5.3.5.2");
        assertDenied(room.membership(BOB, BOB, "join"), "5.3.5.2");
        assertDenied(room.membership(BOB, BOB, joinVia("nobody")), "5.3.5.2");
    }

    private static JsonObject joinVia(String user) {
        return JsonObject.of("membership", "join", "join_authorised_via_users_server", user);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aMemberInvites(RoomVersion version) {
        assertAllowed(TestRoom.of(version).membership(ALICE, BOB, "invite"));
    }

    @ParameterizedTest
    @CsvSource({"V1, 5.3.2", "V6, 4.3.2", "V8, 4.4.2", "V12, 5.4.2"})
    void whoIsNotInTheRoomCannotInvite(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).member(BOB, "invite");
        assertDenied(room.membership(BOB, CAROL, "invite"), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, join, 5.3.3", "V6, ban, 4.3.3", "V8, join, 4.4.3", "V12, ban, 5.4.3"})
    void membersAndBannedUsersAreNotInvited(RoomVersion version, String membership, String rule) {
        TestRoom room = TestRoom.of(version).member(BOB, membership);
        assertDenied(room.membership(ALICE, BOB, "invite"), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 5.3.5", "V6, 4.3.5", "V8, 4.4.5", "V12, 5.4.5"})
    void invitingNeedsTheInviteLevel(RoomVersion version, String rule) {
        TestRoom room =
                TestRoom.of(version).member(CAROL, "join").levels(JsonObject.of("invite", 1));
        assertDenied(room.membership(CAROL, BOB, "invite"), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, invite", "V1, join", "V7, knock", "V12, invite", "V12, knock"})
    void oneMayLeave(RoomVersion version, String membership) {
        assertAllowed(TestRoom.of(version).member(BOB, membership).membership(BOB, BOB, "leave"));
    }

    @ParameterizedTest
    @CsvSource({
        "V1, leave, 5.4.1",
        "V6, ban, 4.4.1",
        "V6, knock, 4.4.1",
        "V8, ban, 4.5.1",
        "V12, leave, 5.5.1"
    })
    void whoIsNotThereCannotLeave(RoomVersion version, String membership, String rule) {
        TestRoom room = TestRoom.of(version).member(BOB, membership);
        assertDenied(room.membership(BOB, BOB, "leave"), rule);
    }

    @Test
    void whoIsNotInTheRoomCannotKick() {
        TestRoom room = moderated().member(BOB, "leave").member(CAROL, "join");
        assertDenied(room.membership(BOB, CAROL, "leave"), "5.5.2");
    }

    @Test
    void aModeratorKicksWhoHasLessPower() {
        TestRoom room = moderated().member(BOB, "join").member(CAROL, "join");
        assertAllowed(room.membership(BOB, CAROL, "leave"));
    }

    @Test
    void aModeratorCannotKickAnother() {
        TestRoom room = moderated().member(BOB, "join").member(CAROL, "join");
        room.levelsOf(Map.of(BOB, 50, CAROL, 50));
        assertDenied(room.membership(BOB, CAROL, "leave"), "5.5.5");
    }

    @Test
    void anInviteMayBeTakenBackByWhoMayKick() {
        TestRoom room = moderated().member(BOB, "join").member(CAROL, "invite");
        assertAllowed(room.membership(BOB, CAROL, "leave"));
    }

    @Test
    void unbanningNeedsTheBanLevel() {
        TestRoom room = moderated().member(BOB, "join").member(CAROL, "ban");
        assertAllowed(room.membership(BOB, CAROL, "leave"));
        room.levels(JsonObject.of("users", JsonObject.of(BOB.value(), 50), "ban", 51));
        assertDenied(room.membership(BOB, CAROL, "leave"), "5.5.3");
    }

    @Test
    void aModeratorBansWhoHasLessPower() {
        TestRoom room = moderated().member(BOB, "join");
        assertAllowed(room.membership(BOB, CAROL, "ban"));
    }

    @Test
    void nobodyBansACreator() {
        TestRoom room = moderated().member(BOB, "join").levelsOf(Map.of(BOB, 1_000_000));
        assertDenied(room.membership(BOB, ALICE, "ban"), "5.6.3");
    }

    @Test
    void creatorsAreAlikeSoTheyCannotBanEachOther() {
        TestRoom room =
                TestRoom.of(
                                RoomVersion.V12,
                                JsonObject.of("additional_creators", List.of(BOB.value())))
                        .member(BOB, "join");
        assertDenied(room.membership(ALICE, BOB, "ban"), "5.6.3");
    }

    @ParameterizedTest
    @CsvSource({"V1, 5.5.1", "V6, 4.5.1", "V8, 4.6.1", "V12, 5.6.1"})
    void whoIsNotInTheRoomCannotBan(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).levelsOf(Map.of(BOB, 100));
        assertDenied(room.membership(BOB, CAROL, "ban"), rule);
    }

    private static TestRoom moderated() {
        return TestRoom.of(RoomVersion.V12).levelsOf(Map.of(BOB, 50));
    }

    @ParameterizedTest
    @CsvSource({"V7, knock", "V10, knock_restricted", "V12, knock", "V12, knock_restricted"})
    void anyoneKnocksWhereTheJoinRuleSaysSo(RoomVersion version, String joinRule) {
        TestRoom room = TestRoom.of(version).joinRule(joinRule);
        assertAllowed(room.membership(BOB, BOB, "knock"));
        assertAllowed(room.member(BOB, "knock").membership(BOB, BOB, "knock"));
    }

    @ParameterizedTest
    @CsvSource({
        "V7, invite, 4.6.1",
        "V8, restricted, 4.7.1",
        "V9, knock_restricted, 4.7.1",
        "V12, public, 5.7.1"
    })
    void nobodyKnocksOnOtherRooms(RoomVersion version, String joinRule, String rule) {
        TestRoom room = TestRoom.of(version).joinRule(joinRule);
        assertDenied(room.membership(BOB, BOB, "knock"), rule);
    }

    @Test
    void nobodyKnocksForOthers() {
        TestRoom room = TestRoom.of(RoomVersion.V12).joinRule("knock");
        assertDenied(room.membership(ALICE, BOB, "knock"), "5.7.2");
    }

    @ParameterizedTest
    @CsvSource({"ban", "invite", "join"})
    void whoIsBannedInvitedOrInCannotKnock(String membership) {
        TestRoom room = TestRoom.of(RoomVersion.V12).joinRule("knock").member(BOB, membership);
        assertDenied(room.membership(BOB, BOB, "knock"), "5.7.4");
    }

    @ParameterizedTest
    @CsvSource({
        "V1, knock, 5.6",
        "V6, knock, 4.6",
        "V7, wave, 4.7",
        "V8, wave, 4.8",
        "V12, wave, 5.8"
    })
    void anUnknownMembershipIsDenied(RoomVersion version, String membership, String rule) {
        TestRoom room = TestRoom.of(version).joinRule("public");
        assertDenied(room.membership(BOB, BOB, membership), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 5.1", "V6, 4.1", "V12, 5.1"})
    void aMemberEventNeedsAUserAndAMembership(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version);
        assertDenied(room.membership(ALICE, ALICE, JsonObject.EMPTY), rule);
        JsonObject join = JsonObject.of("membership", "join");
        assertDenied(room.check(Draft.message(ALICE, EventType.M_ROOM_MEMBER, join)), rule);
        assertDenied(room.check(Draft.state(ALICE, EventType.M_ROOM_MEMBER, "alice", join)), rule);
    }

    private static String number(RoomVersion version, AuthRule rule) {
        return rule.number(version.rules());
    }
}
