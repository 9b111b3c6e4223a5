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
}
