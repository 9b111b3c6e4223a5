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

    /// As with Synapse: others may not have seen to it that the user learns of it.
    @BothDatabases
    void aRoomFromWhichOneWasSentAwayIsInTheFirstAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom kicked = alice.createsRoomWith(bob);
        TestRoom banned = alice.createsRoomWith(bob);
        alice.kick(kicked, bob).ok();
        alice.says(kicked, "after");
        alice.ban(banned, bob).ok();

        TestSync sync = bob.sync();

        assertThat(TestSync.keys(left(sync, kicked)))
                .contains("m.room.member " + bob)
                .doesNotContain("m.room.message");
        assertThat(TestSync.keys(left(sync, banned))).contains("m.room.member " + bob);
        assertThat(bob.sync(sync).isEmpty()).isTrue();
    }

    @BothDatabases
    void aRoomFromWhichOneWasSentAwayCanBeForgotten(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.kick(room, bob).ok();
        bob.forget(room).ok();

        assertThat(bob.sync().find("rooms")).isEmpty();
    }

    @BothDatabases
    void theAccountDataOfALeftRoomIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        JsonObject data = JsonObject.of("a", 1);
        bob.put("/user/" + bob + "/rooms/" + room + "/account_data/org.example", data).ok();
        alice.kick(room, bob).ok();

        assertThat(TestSync.content(accountData(bob.sync(before), room), "org.example"))
                .contains(data);
        assertThat(TestSync.content(accountData(bob.sync(), room), "org.example")).contains(data);
    }

    private static List<JsonObject> accountData(TestSync sync, TestRoom room) {
        return sync.list("rooms", "leave", room.toString(), "account_data", "events");
    }

    private static List<JsonObject> left(TestSync sync, TestRoom room) {
        return sync.list("rooms", "leave", room.toString(), "timeline", "events");
    }
}
