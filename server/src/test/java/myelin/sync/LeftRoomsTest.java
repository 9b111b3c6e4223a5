package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// What `/sync` tells of rooms in which the user no longer is.
final class LeftRoomsTest {

    /// The room was told of, but without the event, because the history was not visible to somebody
    /// who had never been in the room. Clients then keep the invitation on the screen.
    @BothDatabases
    void whoTurnsDownAnInvitationSeesItGo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.invite(room, bob).ok();
        TestSync before = bob.sync();

        bob.leave(room).ok();

        assertThat(TestSync.keys(left(bob.sync(before), room)))
                .containsExactly("m.room.member " + bob);
    }

    @BothDatabases
    void whoIsBannedWhileInvitedSeesIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.invite(room, bob).ok();
        TestSync before = bob.sync();

        alice.ban(room, bob).ok();

        assertThat(TestSync.keys(left(bob.sync(before), room)))
                .containsExactly("m.room.member " + bob);
    }

    @BothDatabases
    void aRoomLeftSinceIsToldOfWithTheFullState(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();

        alice.leave(room).ok();

        TestSync after = alice.sync("full_state=true&since=" + before.next());
        assertThat(TestSync.keys(left(after, room))).containsExactly("m.room.member " + alice);
    }

    /// The other devices of the user would keep the room if it was forgotten before they have synced.
    @BothDatabases
    void aForgottenRoomIsToldOfOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        alice.leave(room).ok();

        alice.forget(room).ok();

        TestSync after = alice.sync(before);
        assertThat(TestSync.keys(left(after, room))).containsExactly("m.room.member " + alice);
        assertThat(alice.sync(after).isEmpty()).isTrue();
    }

    @BothDatabases
    void aForgottenRoomIsNotInTheFirstAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.leave(room).ok();
        alice.forget(room).ok();

        JsonObject filter = JsonObject.of("room", JsonObject.of("include_leave", true));

        assertThat(alice.sync(filter).find("rooms", "leave", room.toString())).isEmpty();
    }

    private static List<JsonObject> left(TestSync sync, TestRoom room) {
        return sync.list("rooms", "leave", room.toString(), "timeline", "events");
    }
}
