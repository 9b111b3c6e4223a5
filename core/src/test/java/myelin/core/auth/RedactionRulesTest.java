package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.TestRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;

/// Whether a redaction takes effect, where the rules let everybody send one.
class RedactionRulesTest {
    private final TestRoom room = TestRoom.of(RoomVersion.V11).levelsOf(Map.of(ALICE, 50));
    private final Pdu target = room.event(Draft.message(BOB, "m.room.message", JsonObject.EMPTY));

    private boolean applies(UserId sender) {
        return applies(room, sender);
    }

    private boolean applies(TestRoom where, UserId sender) {
        PowerLevels levels =
                PowerLevels.of(
                        room.version().rules(),
                        room.event(EventType.M_ROOM_POWER_LEVELS, ""),
                        Optional.of(room.create()));
        Draft redaction = Draft.redaction(sender, target.eventId(), JsonObject.EMPTY);
        Pdu event = where.event(redaction);
        return RedactionRules.applies(event, target, RedactionRules.isPowerful(event, levels));
    }

    @Test
    void whoHasTheRedactLevelRedactsAnything() {
        assertThat(applies(ALICE)).isTrue();
    }

    @Test
    void usersOfOneServerRedactEachOther() {
        assertThat(applies(BOB)).isTrue();
        assertThat(applies(UserId.parse("@eve:two.example"))).isTrue();
    }

    @Test
    void othersDoNot() {
        assertThat(applies(CAROL)).isFalse();
    }

    @Test
    void aCreateEventIsNot() {
        Draft redaction = Draft.redaction(ALICE, room.create().eventId(), JsonObject.EMPTY);
        assertThat(RedactionRules.applies(room.event(redaction), room.create(), true)).isFalse();
    }

    /// There the rules ask for the domains of the events' ids, and let in only what has an effect.
    @Test
    void whatIsInTheRoomCountsInTheOldestVersions() {
        for (RoomVersion version : List.of(RoomVersion.V1, RoomVersion.V2, RoomVersion.V3)) {
            TestRoom old = TestRoom.of(version).levelsOf(Map.of(ALICE, 50));
            PowerLevels levels =
                    PowerLevels.of(
                            version.rules(),
                            old.event(EventType.M_ROOM_POWER_LEVELS, ""),
                            Optional.of(old.create()));
            Draft redaction = Draft.redaction(CAROL, target.eventId(), JsonObject.EMPTY);
            assertThat(RedactionRules.isPowerful(old.event(redaction), levels))
                    .isEqualTo(version != RoomVersion.V3);
        }
    }

    @Test
    void nothingIsRedactedFromAnotherRoom() {
        TestRoom elsewhere = TestRoom.of(RoomVersion.V12);
        assertThat(applies(elsewhere, ALICE)).isFalse();
    }
}
