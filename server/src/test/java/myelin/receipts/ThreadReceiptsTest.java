package myelin.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// For which events a receipt of a thread may be.
final class ThreadReceiptsTest {

    @BothDatabases
    void aReceiptOfAThreadMayBeForAnEventInIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String answer = alice.answers(room, root, "answer");

        reads(alice, room, answer, root).ok();
    }

    /// What belongs to the root is in the main timeline, but shown with the thread: reading it there
    /// reads the thread. Clients got an error.
    @BothDatabases
    void aReceiptOfAThreadMayBeForWhatBelongsToItsRoot(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        alice.answers(room, root, "answer");
        String reference = alice.relates(room, "m.reference", root, "see above");

        reads(bob, room, reference, root).ok();

        JsonObject filter =
                JsonObject.of(
                        "room",
                        JsonObject.of(
                                "timeline", JsonObject.of("unread_thread_notifications", true)));
        assertThat(
                        bob.sync(filter)
                                .joined(room)
                                .flatMap(it -> it.object("unread_thread_notifications")))
                .isEqualTo(Optional.empty());
    }

    @BothDatabases
    void aReceiptOfAThreadCannotBeForAnythingElse(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        alice.answers(room, root, "answer");
        String other = alice.says(room, "something else");

        reads(alice, room, other, root).isError(400, "M_INVALID_PARAM");
    }

    private static TestAnswer reads(TestUser user, TestRoom room, String event, String thread) {
        return user.post(
                "/rooms/" + room + "/receipt/m.read/" + event, JsonObject.of("thread_id", thread));
    }
}
