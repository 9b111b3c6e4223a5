package myelin.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Receipts and read markers.
final class ReceiptsTest {

    private static TestAnswer read(TestUser user, TestRoom room, String type, String event) {
        return user.post("/rooms/" + room + "/receipt/" + type + "/" + event);
    }

    private static TestAnswer read(TestUser user, TestRoom room, String event, JsonObject body) {
        return user.post("/rooms/" + room + "/receipt/m.read/" + event, body);
    }

    private static Optional<JsonObject> receipt(
            TestSync sync, TestRoom room, String event, String type, TestUser of) {
        return sync.ephemeral(room, "m.receipt")
                .flatMap(content -> content.object(event))
                .flatMap(types -> types.object(type))
                .flatMap(users -> users.object(of.toString()));
    }

    @BothDatabases
    void everybodySeesAPublicReceipt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");

        read(bob, room, "m.read", event).ok();

        assertThat(receipt(alice.sync(), room, event, "m.read", bob))
                .contains(JsonObject.of("ts", server.clock().millis()));
    }

    @BothDatabases
    void aPrivateReceiptIsForTheUserAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        TestSync before = alice.sync();

        read(bob, room, "m.read.private", event).ok();

        assertThat(receipt(bob.sync(), room, event, "m.read.private", bob)).isPresent();
        assertThat(alice.sync().ephemeral(room, "m.receipt")).isEmpty();
        assertThat(alice.sync(before).ephemeral(room, "m.receipt")).isEmpty();
    }

    @BothDatabases
    void aReceiptNamesItsThread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String reply = alice.answers(room, root, "reply");

        read(bob, room, reply, JsonObject.of("thread_id", root)).ok();

        assertThat(
                        receipt(alice.sync(), room, reply, "m.read", bob)
                                .flatMap(receipt -> receipt.string("thread_id")))
                .contains(root);
    }

    @BothDatabases
    void aReceiptOfAThreadIsForAnEventInIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String reply = alice.answers(room, root, "reply");
        String other = alice.says(room, "other");

        read(alice, room, other, JsonObject.of("thread_id", root)).isError(400, "M_INVALID_PARAM");
        read(alice, room, reply, JsonObject.of("thread_id", "main"))
                .isError(400, "M_INVALID_PARAM");
        read(alice, room, other, JsonObject.of("thread_id", "main")).ok();
        read(alice, room, other, JsonObject.of("thread_id", "")).isError(400, "M_INVALID_PARAM");
        read(alice, room, other, JsonObject.of("thread_id", 7)).isError(400, "M_INVALID_PARAM");
        read(alice, room, other, JsonObject.of("thread_id", "a\0b"))
                .isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void aReceiptDoesNotGoBack(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String first = alice.says(room, "one");
        String second = alice.says(room, "two");
        read(bob, room, "m.read", second).ok();

        read(bob, room, "m.read", first).ok();

        TestSync sync = alice.sync();
        assertThat(receipt(sync, room, second, "m.read", bob)).isPresent();
        assertThat(receipt(sync, room, first, "m.read", bob)).isEmpty();
    }

    @BothDatabases
    void aReceiptTakesThePlaceOfTheOneBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String first = alice.says(room, "one");
        read(bob, room, "m.read", first).ok();
        String second = alice.says(room, "two");
        TestSync before = alice.sync();

        read(bob, room, "m.read", second).ok();

        assertThat(receipt(alice.sync(before), room, second, "m.read", bob)).isPresent();
        assertThat(receipt(alice.sync(), room, first, "m.read", bob)).isEmpty();
    }

    @BothDatabases
    void strangersReadNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");

        read(bob, room, "m.read", event).isForbidden();
        bob.post("/rooms/" + room + "/read_markers", JsonObject.of("m.read", event)).isForbidden();
    }

    @BothDatabases
    void anUnknownTypeIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        read(alice, room, "m.skimmed", alice.says(room, "hello")).isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void theFullyReadMarkerIsAccountData(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");

        read(alice, room, "m.fully_read", event).ok();

        assertThat(
                        alice.get(
                                        "/user/"
                                                + alice
                                                + "/rooms/"
                                                + room
                                                + "/account_data/m.fully_read")
                                .ok())
                .isEqualTo(JsonObject.of("event_id", event));
    }

    @BothDatabases
    void readMarkersSetAllAtOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");

        alice.post(
                        "/rooms/" + room + "/read_markers",
                        JsonObject.of(
                                "m.fully_read", event, "m.read", event, "m.read.private", event))
                .ok();

        TestSync sync = alice.sync();
        assertThat(receipt(sync, room, event, "m.read", alice)).isPresent();
        assertThat(receipt(sync, room, event, "m.read.private", alice)).isPresent();
        assertThat(
                        TestSync.content(
                                sync.list(
                                        "rooms", "join", room.toString(), "account_data", "events"),
                                "m.fully_read"))
                .contains(JsonObject.of("event_id", event));
    }

    @BothDatabases
    void readMarkersMustBeEvents(TestServer server) {
        TestUser alice = server.user("alice");
        String path = "/rooms/" + alice.createsPublicRoom() + "/read_markers";

        alice.post(path, JsonObject.of("m.read", 7)).isError(400, "M_INVALID_PARAM");
        alice.post(path, JsonObject.of("m.read", "hello")).isError(400, "M_INVALID_PARAM");
    }

    private static Optional<String> fullyRead(TestUser user, TestRoom room) {
        return user.get("/user/" + user + "/rooms/" + room + "/account_data/m.fully_read")
                .text("event_id");
    }

    private static TestAnswer marks(TestUser user, TestRoom room, JsonObject markers) {
        return user.post("/rooms/" + room + "/read_markers", markers);
    }

    /// A client that was behind took back what another one had read.
    @BothDatabases
    void theFullyReadMarkerDoesNotGoBack(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String first = alice.says(room, "one");
        String second = alice.says(room, "two");
        JsonObject back = JsonObject.of("com.beeper.allow_backward", true);

        marks(alice, room, JsonObject.of("m.fully_read", second)).ok();
        marks(alice, room, back.with("m.fully_read", first)).ok();
        assertThat(fullyRead(alice, room)).contains(second);
        alice.post("/rooms/" + room + "/receipt/m.fully_read/" + first, back).ok();
        assertThat(fullyRead(alice, room)).contains(second);
        String third = alice.says(room, "three");
        marks(alice, room, JsonObject.of("m.fully_read", third)).ok();
        assertThat(fullyRead(alice, room)).contains(third);
    }

    /// MSC4446.
    @BothDatabases
    @Configured("experimental_features: {msc4446_enabled: true}")
    void theFullyReadMarkerGoesBackWhereThatIsWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String first = alice.says(room, "one");
        String second = alice.says(room, "two");
        JsonObject back = JsonObject.of("com.beeper.allow_backward", true);

        marks(alice, room, JsonObject.of("m.fully_read", second)).ok();
        marks(alice, room, JsonObject.of("m.fully_read", first)).ok();
        assertThat(fullyRead(alice, room)).contains(second);
        marks(alice, room, back.with("m.fully_read", first)).ok();
        assertThat(fullyRead(alice, room)).contains(first);
        marks(alice, room, JsonObject.of("m.fully_read", second)).ok();
        alice.post("/rooms/" + room + "/receipt/m.fully_read/" + first, back).ok();
        assertThat(fullyRead(alice, room)).contains(first);
        alice.post("/rooms/" + room + "/receipt/m.read/" + first, back)
                .isError(400, "M_INVALID_PARAM");
        marks(alice, room, JsonObject.of("com.beeper.allow_backward", "yes"))
                .isError(400, "M_INVALID_PARAM");
    }
}
