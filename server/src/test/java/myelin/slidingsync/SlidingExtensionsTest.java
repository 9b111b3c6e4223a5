package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static myelin.slidingsync.SlidingClient.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What sliding sync tells beside rooms.
final class SlidingExtensionsTest {

    @BothDatabases
    void nothingIsToldThatIsNotWanted(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();

        assertThat(new SlidingClient(alice).asks().json().object("extensions"))
                .contains(JsonObject.EMPTY);
        assertThat(
                        new SlidingClient(alice)
                                .wants(
                                        JsonObject.of(
                                                "extensions",
                                                JsonObject.of("org.unknown", JsonObject.EMPTY)))
                                .asks()
                                .json()
                                .object("extensions"))
                .contains(JsonObject.EMPTY);
    }

    @BothDatabases
    void accountDataOfNoRoomAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        put(alice, "org.test.old", "a");
        SlidingClient client = new SlidingClient(alice).extendedBy("account_data");
        assertThat(global(client.asks())).contains("org.test.old", "m.push_rules");

        put(alice, "org.test.new", "b");

        assertThat(global(client.asks())).containsExactly("org.test.new");
        assertThat(global(client.asks())).isEmpty();
    }

    @BothDatabases
    void changedPushRulesAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        SlidingClient client = new SlidingClient(alice).extendedBy("account_data");
        client.asks();

        alice.put(
                        "/pushrules/global/content/cake",
                        JsonObject.of("pattern", "cake", "actions", JsonArray.of("notify")))
                .ok();

        assertThat(global(client.asks())).containsExactly("m.push_rules");
    }

    @BothDatabases
    void accountDataOfRoomsAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.put("/user/" + alice + "/rooms/" + room + "/tags/u.work", JsonObject.EMPTY).ok();
        SlidingClient client = new SlidingClient(alice).extendedBy("account_data");
        assertThat(types(client.asks(), room)).containsExactly("m.tag");
        assertThat(client.asks().extension("account_data", room)).isEmpty();

        putInRoom(alice, room, "org.test.new");

        assertThat(types(client.asks(), room)).containsExactly("org.test.new");
    }

    /// What happens while a room is out of sight must not be lost.
    @BothDatabases
    void accountDataOfRoomsOutOfSightComeLater(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        putInRoom(alice, room, "org.test.old");
        SlidingClient client = new SlidingClient(alice).extendedBy("account_data");
        client.asks();
        client.wantsList(list(7, 9, 1)).extendedBy("account_data");
        putInRoom(alice, room, "org.test.new");
        assertThat(client.asks().extension("account_data", room)).isEmpty();
        putInRoom(alice, room, "org.test.newer");
        client.asks();

        client.wantsList(list(0, 9, 1)).extendedBy("account_data");

        assertThat(types(client.asks(), room))
                .containsExactlyInAnyOrder("org.test.new", "org.test.newer");
        assertThat(client.asks().extension("account_data", room)).isEmpty();
    }

    @BothDatabases
    void receiptsAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(alice).extendedBy("receipts");
        client.asks();
        String event = alice.says(room, "hello");

        bob.post("/rooms/" + room + "/receipt/m.read/" + event).ok();

        assertThat(readers(client.asks(), room)).containsExactly(bob.toString());
        assertThat(client.asks().extension("receipts", room)).isEmpty();
    }

    @BothDatabases
    void othersReceiptsForWhatIsNotShownAreNotTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        bob.post("/rooms/" + room + "/receipt/m.read/" + event).ok();
        alice.post("/rooms/" + room + "/receipt/m.read.private/" + event).ok();
        alice.says(room, "is anybody there?");

        SlidingClient.Answer answer = new SlidingClient(alice).extendedBy("receipts").asks();

        assertThat(readers(answer, room)).containsExactly(alice.toString());
        assertThat(readers(new SlidingClient(bob).extendedBy("receipts").asks(), room))
                .containsExactly(bob.toString());
    }

    @BothDatabases
    void aLongerTimelineBringsItsReceipts(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        bob.post("/rooms/" + room + "/receipt/m.read/" + event).ok();
        alice.says(room, "is anybody there?");
        SlidingClient client = new SlidingClient(alice).extendedBy("receipts");
        assertThat(client.asks().extension("receipts", room)).isEmpty();

        client.wantsList(list(0, 9, 5)).extendedBy("receipts");

        assertThat(readers(client.asks(), room)).containsExactly(bob.toString());
    }

    @BothDatabases
    void receiptsOfRoomsOutOfSightComeLater(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        SlidingClient client = new SlidingClient(alice).extendedBy("receipts");
        client.asks();
        client.wantsList(list(7, 9, 1)).extendedBy("receipts");
        bob.post("/rooms/" + room + "/receipt/m.read/" + event).ok();
        client.asks();
        client.asks();

        client.wantsList(list(0, 9, 1)).extendedBy("receipts");

        assertThat(readers(client.asks(), room)).containsExactly(bob.toString());
    }

    @BothDatabases
    void whoTypesIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(alice).extendedBy("typing");
        client.asks();
        SlidingClient.Pending pending = client.waits();

        bob.put(
                        "/rooms/" + room + "/typing/" + bob,
                        JsonObject.of("typing", true, "timeout", 10_000))
                .ok();

        assertThat(content(pending.answer(), "typing", room).array("user_ids"))
                .contains(JsonArray.of(bob.toString()));
        assertThat(content(new SlidingClient(alice).extendedBy("typing").asks(), "typing", room))
                .isNotEqualTo(JsonObject.EMPTY);
    }

    @BothDatabases
    void anExtensionCanBeLimitedToListsAndRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.createsPublicRoom();
        TestRoom room = alice.createsPublicRoom();
        putInRoom(alice, old, "org.test");
        putInRoom(alice, room, "org.test");
        JsonObject body =
                JsonObject.of(
                        "lists",
                        JsonObject.of("top", list(0, 0, 1)),
                        "room_subscriptions",
                        JsonObject.of(old.toString(), subscription(1)));

        assertThat(told(alice, body, JsonArray.of("top"), JsonArray.EMPTY))
                .containsExactly(room.toString());
        assertThat(told(alice, body, JsonArray.EMPTY, JsonArray.of(old.toString())))
                .containsExactly(old.toString());
        assertThat(told(alice, body, JsonArray.EMPTY, JsonArray.EMPTY)).isEmpty();
        assertThat(told(alice, body, JsonArray.of("none"), JsonArray.of("*")))
                .containsExactly(old.toString());
        assertThat(told(alice, body, JsonArray.of("*"), JsonArray.of(room.toString())))
                .containsExactly(room.toString());
    }

    /// What is said of lists is no limit for rooms, and the other way round: a client that had limited one
    /// was told of all that it had not limited.
    @BothDatabases
    void aLimitToListsIsNoneToSubscriptions(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.createsPublicRoom();
        TestRoom room = alice.createsPublicRoom();
        putInRoom(alice, old, "org.test");
        putInRoom(alice, room, "org.test");
        JsonObject body =
                JsonObject.of(
                        "lists",
                        JsonObject.of("top", list(0, 0, 1)),
                        "room_subscriptions",
                        JsonObject.of(old.toString(), subscription(1)));

        assertThat(told(alice, body, JsonObject.of("lists", JsonArray.EMPTY)))
                .containsExactly(old.toString());
        assertThat(told(alice, body, JsonObject.of("rooms", JsonArray.EMPTY)))
                .containsExactly(room.toString());
    }

    private static List<String> told(
            TestUser user, JsonObject body, JsonArray lists, JsonArray rooms) {
        return told(user, body, JsonObject.of("lists", lists, "rooms", rooms));
    }

    private static List<String> told(TestUser user, JsonObject body, JsonObject limits) {
        JsonObject wanted = JsonObject.of("account_data", limits.with("enabled", true));
        return new SlidingClient(user)
                .wants(body.with("extensions", wanted))
                .asks()
                .extension("account_data")
                .object("rooms")
                .orElseThrow()
                .keys();
    }

    @BothDatabases
    @Configured("experimental_features: {msc4306_enabled: true}")
    void whatThreadsAreFollowedIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "let us talk about cake");
        SlidingClient client =
                new SlidingClient(alice)
                        .wants(JsonObject.EMPTY)
                        .extendedBy("io.element.msc4308.thread_subscriptions");
        assertThat(client.asks().json().object("extensions")).contains(JsonObject.EMPTY);

        alice.put(
                        "/_matrix/client/unstable/io.element.msc4306/rooms/"
                                + room
                                + "/thread/"
                                + root
                                + "/subscription",
                        JsonObject.EMPTY)
                .ok();

        assertThat(
                        client.asks()
                                .extension("io.element.msc4308.thread_subscriptions")
                                .object("subscribed")
                                .flatMap(rooms -> rooms.object(room.toString()))
                                .orElseThrow()
                                .keys())
                .containsExactly(root);
        assertThat(client.asks().json().object("extensions")).contains(JsonObject.EMPTY);
    }

    @BothDatabases
    void messagesToDevicesAreNoneYet(TestServer server) {
        TestUser alice = server.user("alice");
        SlidingClient client =
                new SlidingClient(alice).wants(JsonObject.EMPTY).extendedBy("to_device");

        JsonObject told = client.asks().extension("to_device");

        assertThat(told.array("events")).contains(JsonArray.EMPTY);
        assertThat(told.string("next_batch")).isPresent();
    }

    @BothDatabases
    void keysOfDevicesAreNoneYet(TestServer server) {
        TestUser alice = server.user("alice");
        SlidingClient client = new SlidingClient(alice).wants(JsonObject.EMPTY).extendedBy("e2ee");

        assertThat(client.asks().extension("e2ee").has("device_one_time_keys_count")).isTrue();
        assertThat(client.asks().extension("e2ee").object("device_lists")).isPresent();
    }

    private static void put(TestUser user, String type, String value) {
        user.put("/user/" + user + "/account_data/" + type, JsonObject.of("is", value)).ok();
    }

    private static void putInRoom(TestUser user, TestRoom room, String type) {
        user.put(
                        "/user/" + user + "/rooms/" + room + "/account_data/" + type,
                        JsonObject.of("is", type))
                .ok();
    }

    private static List<String> global(SlidingClient.Answer answer) {
        return TestSync.keys(
                answer.extension("account_data").array("global").orElseThrow().objects());
    }

    private static List<String> types(SlidingClient.Answer answer, TestRoom room) {
        Optional<Json> told = answer.extension("account_data", room);
        return TestSync.keys(((JsonArray) told.orElseThrow()).objects());
    }

    private static List<String> readers(SlidingClient.Answer answer, TestRoom room) {
        JsonObject content = content(answer, "receipts", room);
        return content.keys().stream()
                .flatMap(event -> content.object(event).stream())
                .flatMap(types -> types.keys().stream().map(types::object))
                .flatMap(Optional::stream)
                .flatMap(users -> users.keys().stream())
                .distinct()
                .toList();
    }

    private static JsonObject content(
            SlidingClient.Answer answer, String extension, TestRoom room) {
        return ((JsonObject) answer.extension(extension, room).orElseThrow())
                .object("content")
                .orElseThrow();
    }
}
