package myelin.core.intake;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.core.TestRoom;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.event.Draft;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.Outcome.SoftFailed;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The last three checks on receipt: against auth events, the state before and the current state.
class PduIntakeTest {

    private static Pdu messageOf(TestRoom room, UserId sender) {
        return room.event(Draft.message(sender, "m.room.message", JsonObject.EMPTY));
    }

    private static Outcome.OfAuthorization againstMember(TestRoom room, UserId user, Pdu event) {
        Cited create = new Cited(room.create(), false);
        Cited member = new Cited(room.event("m.room.member", user.value()).orElseThrow(), false);
        List<Cited> cited =
                room.version() == RoomVersion.V12 ? List.of(member) : List.of(create, member);
        return PduIntake.againstAuthEvents(event, cited, Optional.of(create));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void whatTheAuthEventsPermitIsAccepted(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        Pdu event = messageOf(room, ALICE);
        assertThat(againstMember(room, ALICE, event)).isEqualTo(new Accepted(event));
    }

    @Test
    void whatTheAuthEventsDoNotPermitIsRejected() {
        TestRoom room = TestRoom.of(RoomVersion.V12).member(BOB, "leave");
        assertThat(againstMember(room, BOB, messageOf(room, BOB)))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.rule()).isEqualTo("6"));
    }

    /// Such an event was taken into the state of the room, and all others had rejected it.
    @ParameterizedTest
    @EnumSource(value = RoomVersion.class, mode = Mode.MATCH_NONE, names = "V1[12]")
    void fieldsOfMoreThan255BytesAreRejectedWhereTheyAreNotDropped(RoomVersion version) {
        TestRoom room = TestRoom.of(version);
        for (Draft draft :
                List.of(
                        Draft.state(ALICE, "m.topic", "ö".repeat(128), JsonObject.EMPTY),
                        Draft.message(ALICE, "ö".repeat(128), JsonObject.EMPTY))) {
            assertThat(againstMember(room, ALICE, room.event(draft))).isInstanceOf(Rejected.class);
        }
        Pdu fits = room.event(Draft.message(ALICE, "ö".repeat(127) + "x", JsonObject.EMPTY));
        assertThat(againstMember(room, ALICE, fits)).isEqualTo(new Accepted(fits));
    }

    @Test
    void whatCitesWrongAuthEventsIsRejected() {
        TestRoom room = TestRoom.of(RoomVersion.V12).member(BOB, "join");
        assertThat(againstMember(room, BOB, messageOf(room, ALICE)))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.rule()).isEqualTo("3.2"));
    }

    @Test
    void aCreateEventCitesNothing() {
        TestRoom room = TestRoom.of(RoomVersion.V12);
        assertThat(PduIntake.againstAuthEvents(room.create(), List.of(), Optional.empty()))
                .isEqualTo(new Accepted(room.create()));
    }

    @Test
    void whatTheStateBeforeDoesNotPermitIsRejected() {
        TestRoom room = TestRoom.of(RoomVersion.V12).member(BOB, "ban");
        assertThat(PduIntake.againstStateBefore(messageOf(room, BOB), room))
                .isInstanceOf(Rejected.class);
        Pdu event = messageOf(room, ALICE);
        assertThat(PduIntake.againstStateBefore(event, room)).isEqualTo(new Accepted(event));
    }

    @Test
    void whatTheCurrentStateDoesNotPermitIsSoftFailed() {
        TestRoom room = TestRoom.of(RoomVersion.V12).member(BOB, "ban");
        assertThat(PduIntake.againstCurrentState(messageOf(room, BOB), room))
                .isInstanceOf(SoftFailed.class);
        Pdu event = messageOf(room, ALICE);
        assertThat(PduIntake.againstCurrentState(event, room)).isEqualTo(new Accepted(event));
    }
}
