package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;

final class SyncTest {

    @BothDatabases
    void theFirstAnswerTellsOfTheRoomsOfTheUser(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "hello");

        assertThat(alice.sync().messages(room)).containsExactly("hello");
    }

    @BothDatabases
    void aWaitingSyncIsWokenByAMessage(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();

        TestUser.Pending waiting = bob.waits(before);
        alice.says(room, "hello");

        assertThat(waiting.answer().messages(room)).containsExactly("hello");
    }
}
