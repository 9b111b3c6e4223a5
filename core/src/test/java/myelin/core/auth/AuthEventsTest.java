package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.auth.VerdictAssert.assertAllowed;
import static myelin.core.auth.VerdictAssert.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.core.TestRoom;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuthEventsTest {

    private static String selected(RoomVersion version, Draft draft) {
        return AuthEvents.keysFor(
                        version.rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())
                .stream()
                .map(key -> key.type().replace("m.room.", "") + "/" + key.key())
                .collect(Collectors.joining(" "));
    }

    private static Draft member(String content) {
        return Draft.state(ALICE, EventType.M_ROOM_MEMBER, BOB.value(), JsonParser.object(content));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void aCreateEventCitesNothing(RoomVersion version) {
        assertThat(
                        selected(
                                version,
                                Draft.state(ALICE, EventType.M_ROOM_CREATE, "", JsonObject.EMPTY)))
                .isEmpty();
    }

    @Test
    void aMessageCitesWhatLetsItsSenderSpeak() {
        Draft message = Draft.message(ALICE, "m.room.message", JsonObject.EMPTY);
        assertThat(selected(RoomVersion.V11, message))
                .isEqualTo("create/ power_levels/ member/@alice:one.example");
    }

    @Test
    void theCreateEventIsNotCitedSinceVersion12() {
        Draft message = Draft.message(ALICE, "m.room.message", JsonObject.EMPTY);
        assertThat(selected(RoomVersion.V12, message))
                .isEqualTo("power_levels/ member/@alice:one.example");
    }

    @ParameterizedTest
    @CsvSource({"join", "invite", "knock"})
    void whoComesCitesTheJoinRules(String membership) {
        assertThat(selected(RoomVersion.V12, member("{\"membership\":\"" + membership + "\"}")))
                .isEqualTo(
                        "power_levels/ member/@alice:one.example member/@bob:two.example join_rules/");
    }

    @ParameterizedTest
    @CsvSource({"leave", "ban", "other"})
    void whoGoesDoesNotCiteTheJoinRules(String membership) {
        assertThat(selected(RoomVersion.V12, member("{\"membership\":\"" + membership + "\"}")))
                .isEqualTo("power_levels/ member/@alice:one.example member/@bob:two.example");
    }

    @Test
    void anInviteFromAnAddressCitesTheInviteToIt() {
        String content =
                "{\"membership\":\"invite\",\"third_party_invite\":{\"signed\":{\"token\":\"t\"}}}";
        assertThat(selected(RoomVersion.V12, member(content))).endsWith(" third_party_invite/t");
    }

    @Test
    void aRestrictedJoinCitesWhoPermitsItSinceVersion8() {
        String content =
                "{\"membership\":\"join\",\"join_authorised_via_users_server\":\"@carol:x\"}";
        assertThat(selected(RoomVersion.V8, member(content))).endsWith(" member/@carol:x");
        assertThat(selected(RoomVersion.V7, member(content))).endsWith(" join_rules/");
    }

    @Test
    void nothingIsCitedTwice() {
        Draft join =
                Draft.state(
                        BOB,
                        EventType.M_ROOM_MEMBER,
                        BOB.value(),
                        JsonObject.of(
                                "membership", "join", "join_authorised_via_users_server", BOB));
        assertThat(selected(RoomVersion.V12, join))
                .isEqualTo("power_levels/ member/@bob:two.example join_rules/");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void whatIsSelectedMayBeCited(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        assertAllowed(check(room, usual(room)));
    }

    @ParameterizedTest
    @CsvSource({"V1, 2.1", "V11, 2.1", "V12, 3.1"})
    void twoEventsForOnePlaceAreDenied(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version);
        List<Cited> twice = new ArrayList<>(usual(room));
        twice.add(twice.getLast());
        assertDenied(check(room, twice), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 2.2", "V11, 2.2", "V12, 3.2"})
    void eventsWhichAreNotSelectedAreDenied(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version);
        Pdu name = room.event(Draft.state(ALICE, "m.room.name", "", JsonObject.EMPTY));
        assertDenied(check(room, and(usual(room), new Cited(name, false))), rule);
        Pdu message = room.event(Draft.message(ALICE, "m.room.message", JsonObject.EMPTY));
        assertDenied(check(room, and(usual(room), new Cited(message, false))), rule);
    }

    @Test
    void theCreateEventIsDeniedSinceVersion12() {
        TestRoom room = TestRoom.of(RoomVersion.V12);
        assertDenied(check(room, and(usual(room), new Cited(room.create(), false))), "3.2");
    }

    @ParameterizedTest
    @CsvSource({"V1, 2.3", "V11, 2.3", "V12, 3.3"})
    void rejectedEventsAreDenied(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).levels(JsonObject.EMPTY);
        Pdu levels = room.event("m.room.power_levels", "").orElseThrow();
        assertDenied(check(room, and(usual(room), new Cited(levels, true))), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 2.4", "V11, 2.4"})
    void theCreateEventMustBeThereUntilVersion11(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version);
        assertDenied(check(room, usual(room).subList(0, 1)), rule);
    }

    @ParameterizedTest
    @CsvSource({"V1, 2.5", "V11, 2.5", "V12, 3.4"})
    void eventsOfOtherRoomsAreDenied(RoomVersion version, String rule) {
        TestRoom room = TestRoom.of(version).levels(JsonObject.EMPTY);
        Pdu levels = room.event("m.room.power_levels", "").orElseThrow();
        Pdu elsewhere =
                Pdu.of(
                        levels.json().with("room_id", "!elsewhere:one.example"),
                        version,
                        levels.eventId());
        assertDenied(check(room, and(usual(room), new Cited(elsewhere, false))), rule);
    }

    @Test
    void theRoomIdMustBeOfAnAcceptedCreateEventSinceVersion12() {
        TestRoom room = TestRoom.of(RoomVersion.V12);
        Pdu event = room.event(Draft.message(ALICE, "m.room.message", JsonObject.EMPTY));
        assertDenied(AuthEvents.check(event, usual(room), Optional.empty()), "2");
        assertDenied(
                AuthEvents.check(event, usual(room), Optional.of(new Cited(room.create(), true))),
                "2");
        TestRoom other = TestRoom.of(RoomVersion.V12);
        Pdu later = other.event(Draft.state(ALICE, EventType.M_ROOM_CREATE, "", JsonObject.EMPTY));
        assertDenied(
                AuthEvents.check(event, usual(room), Optional.of(new Cited(later, false))), "2");
    }

    private static List<Cited> usual(TestRoom room) {
        Pdu member = room.event("m.room.member", ALICE.value()).orElseThrow();
        Cited cited = new Cited(member, false);
        return room.version() == RoomVersion.V12
                ? List.of(cited)
                : List.of(cited, new Cited(room.create(), false));
    }

    private static List<Cited> and(List<Cited> cited, Cited more) {
        return Stream.concat(cited.stream(), Stream.of(more)).toList();
    }

    private static Verdict check(TestRoom room, List<Cited> cited) {
        Pdu event = room.event(Draft.message(ALICE, "m.room.message", JsonObject.EMPTY));
        return AuthEvents.check(event, cited, Optional.of(new Cited(room.create(), false)));
    }
}
