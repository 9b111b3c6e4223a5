package myelin.rooms;

import static myelin.rooms.RoomFixture.BOB;
import static myelin.rooms.RoomFixture.join;
import static myelin.rooms.RoomFixture.leave;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.core.id.RoomId;
import myelin.events.StoredEvent;
import myelin.members.LocalMembers;
import myelin.members.RoomMember;
import myelin.sql.Database;

class LocalMembersTest {

    /// Who left and forgot a room could read it again: the row of the membership was read after it had
    /// been marked, and the feed told of the leaving only then, which overwrote the mark in memory.
    @BothDatabases
    void aLeavingThatIsToldLateDoesNotBringAForgottenRoomBack(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        LocalMembers members = fixture.rooms.members();
        fixture.rooms.sender().send(room, join(BOB));
        fixture.rooms.sender().send(room, leave(BOB));
        StoredEvent leaving = fixture.told.getLast();
        fixture.rooms.forget(room, BOB);
        assertThat(members.member(BOB, room)).map(RoomMember::forgotten).contains(true);

        members.stored(List.of(leaving));

        assertThat(members.member(BOB, room)).map(RoomMember::forgotten).contains(true);
    }

    /// Only the node that was asked to forget noticed it; others showed the room until they were restarted.
    @BothDatabases
    void aRoomThatWasForgottenOnAnotherNodeIsForgotten(Database database) {
        RoomFixture here = new RoomFixture(database);
        RoomFixture there = new RoomFixture(database);
        RoomId room = here.room();
        here.rooms.sender().send(room, join(BOB));
        here.rooms.sender().send(room, leave(BOB));
        there.hear(here.hints.getLast());
        assertThat(isForgotten(there, room)).isFalse();

        assertThat(here.rooms.forget(room, BOB)).isTrue();
        there.hear(here.hints.getLast());

        assertThat(isForgotten(here, room)).isTrue();
        assertThat(isForgotten(there, room)).isTrue();
        there.rooms.sender().send(room, join(BOB));
        here.hear(there.hints.getLast());
        assertThat(isForgotten(here, room)).isFalse();
        assertThat(here.rooms.forget(room, BOB)).isFalse();
    }

    private static boolean isForgotten(RoomFixture node, RoomId room) {
        return node.rooms.members().member(BOB, room).orElseThrow().forgotten();
    }
}
