package myelin.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

/// Sending messages, state and redactions.
final class SendTest {

    private static final JsonObject HELLO = JsonObject.of("msgtype", "m.text", "body", "hello");

    @BothDatabases
    void aRequestThatIsRepeatedSendsOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/send/m.room.message/one";

        JsonObject first = alice.put(path, HELLO).ok();
        JsonObject second = alice.put(path, HELLO).ok();

        assertThat(second).isEqualTo(first);
        assertThat(alice.sync().messages(room)).containsExactly("hello");
    }

    @BothDatabases
    void transactionIdsAreThoseOfTheDevice(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser phone = alice.onNewDevice();
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/send/m.room.message/one";

        alice.put(path, HELLO).ok();
        phone.put(path, HELLO).ok();

        assertThat(alice.sync().messages(room)).containsExactly("hello", "hello");
    }

    @BothDatabases
    void aRedactionThatIsRepeatedIsSentOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/redact/" + alice.says(room, "oops") + "/one";

        assertThat(alice.put(path, JsonObject.EMPTY).ok())
                .isEqualTo(alice.put(path, JsonObject.EMPTY).ok());
    }

    @BothDatabases
    void strangersSendNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        bob.send(room, "m.room.message", HELLO).isForbidden();
        bob.setState(room, "org.example", "", JsonObject.EMPTY).isForbidden();
        bob.put("/rooms/!nowhere:test/send/m.room.message/1", HELLO).isForbidden();
    }

    @BothDatabases
    void membersSendMessagesAndNoState(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        bob.send(room, "m.room.message", HELLO).ok();
        bob.setState(room, "org.example", "", JsonObject.EMPTY).isForbidden();
    }

    @BothDatabases
    void powerLevelsDecideWhoSendsWhat(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        JsonObject levels =
                alice.state(room, "m.room.power_levels")
                        .with("users", JsonObject.of(bob.toString(), 50))
                        .with("events", JsonObject.of("m.room.message", 51, "org.example", 50));
        alice.setState(room, "m.room.power_levels", "", levels).ok();

        bob.send(room, "m.room.message", HELLO).isForbidden();
        bob.setState(room, "org.example", "", JsonObject.EMPTY).ok();
        bob.setState(room, "m.room.power_levels", "", levels.with("events_default", 51))
                .isForbidden();
        bob.setState(room, "m.room.power_levels", "", levels.with("events_default", 50)).ok();
    }

    /// MSC3757.
    @BothDatabases
    void stateMayBelongToSomebody(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset",
                                "public_chat",
                                "room_version",
                                "org.matrix.msc3757.11",
                                "power_level_content_override",
                                JsonObject.of("events", JsonObject.of("org.example", 0))));
        bob.join(room).ok();

        bob.setState(room, "org.example", bob + "_phone", HELLO).ok();
        alice.setState(room, "org.example", bob + "_phone", JsonObject.EMPTY).ok();
        bob.setState(room, "org.example", alice + "_phone", HELLO).isForbidden();
        alice.setState(room, "org.example", "@phone", HELLO).isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void stateThatSaysTheSameIsNotSentAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject name = JsonObject.of("name", "Hall");

        JsonObject first = alice.setState(room, "m.room.name", "", name).ok();
        JsonObject second = alice.setState(room, "m.room.name", "", name).ok();

        assertThat(second).isEqualTo(first);
    }

    @BothDatabases
    void theSameStateOfAnotherUserIsSent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset",
                                "public_chat",
                                "power_level_content_override",
                                JsonObject.of("users", JsonObject.of(bob.toString(), 100))));
        bob.join(room).ok();
        JsonObject name = JsonObject.of("name", "Hall");

        JsonObject first = alice.setState(room, "m.room.name", "", name).ok();

        assertThat(bob.setState(room, "m.room.name", "", name).ok()).isNotEqualTo(first);
    }

    @BothDatabases
    void stateIsReadWithAndWithoutItsKey(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject content = JsonObject.of("a", 1);

        alice.put("/rooms/" + room + "/state/org.example", content).ok();
        alice.put("/rooms/" + room + "/state/org.example/a%2Fb%20c", content.with("a", 2)).ok();

        assertThat(alice.get("/rooms/" + room + "/state/org.example").ok()).isEqualTo(content);
        assertThat(alice.get("/rooms/" + room + "/state/org.example/").ok()).isEqualTo(content);
        assertThat(alice.state(room, "org.example", "a/b c").integer("a")).contains(2L);
    }

    @BothDatabases
    void aStateKeyThatNamesAnotherUserIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        alice.setState(room, "org.example", bob.toString(), JsonObject.EMPTY).isForbidden();
        alice.setState(room, "org.example", alice.toString(), JsonObject.EMPTY).ok();
    }

    @BothDatabases
    void aRoomIsNotCreatedTwice(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.setState(room, "m.room.create", "", JsonObject.of("room_version", "12"))
                .isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void malformedContentIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        for (JsonObject content :
                List.of(
                        JsonObject.EMPTY,
                        HELLO.with("body", 7),
                        HELLO.with("n", new JsonDecimal("0.5")),
                        HELLO.with("m.mentions", "bob"),
                        HELLO.with("m.mentions", JsonObject.of("user_ids", "bob")),
                        HELLO.with("m.mentions", JsonObject.of("room", "yes")))) {
            alice.send(room, "m.room.message", content).isError(400, "M_BAD_JSON");
        }
        alice.send(room, "m.room.name", JsonObject.of("name", "x")).isError(400, "M_BAD_JSON");
        alice.send(room, "m.room.message", HELLO.with("n", JsonNull.INSTANCE)).ok();
    }

    @BothDatabases
    void malformedStateIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        record Bad(String type, JsonObject content) {}
        for (Bad bad :
                List.of(
                        new Bad("m.room.name", JsonObject.of("name", 7)),
                        new Bad("m.room.topic", JsonObject.EMPTY),
                        new Bad("m.room.tombstone", JsonObject.of("body", "moved")),
                        new Bad("m.room.retention", JsonObject.of("max_lifetime", "1d")),
                        new Bad(
                                "m.room.retention",
                                JsonObject.of("min_lifetime", 2, "max_lifetime", 1)),
                        new Bad("m.room.server_acl", JsonObject.of("allow", List.of())),
                        new Bad("m.room.power_levels", JsonObject.of("ban", "50")),
                        new Bad("m.room.power_levels", JsonObject.of("users", List.of())),
                        new Bad(
                                "m.room.power_levels",
                                JsonObject.of("users", JsonObject.of(alice.toString(), 100))))) {
            alice.setState(room, bad.type(), "", bad.content()).isError(400, "M_BAD_JSON");
        }
    }

    @BothDatabases
    void serverAclsThatLetThisServerInAreFine(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.setState(
                        room,
                        "m.room.server_acl",
                        "",
                        JsonObject.of("allow", List.of("*"), "deny", List.of("evil.example")))
                .ok();
    }

    @BothDatabases
    void anEventThatIsTooLargeIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.send(room, "m.room.message", HELLO.with("body", "x".repeat(65_536)))
                .isError(413, "M_TOO_LARGE");
        alice.send(room, "x".repeat(256), HELLO).isError(413, "M_TOO_LARGE");
        alice.setState(room, "org.example", "x".repeat(256), HELLO).isError(413, "M_TOO_LARGE");
        TestRoom old = alice.creates(JsonObject.of("room_version", "10"));
        alice.setState(old, "org.example", "ö".repeat(128), HELLO).isError(413, "M_TOO_LARGE");
    }

    @BothDatabases
    void usersRedactTheirOwnEvents(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = bob.says(room, "oops");

        bob.redact(room, event).ok();

        assertThat(content(alice, room, event)).contains(JsonObject.EMPTY);
    }

    private static Optional<JsonObject> content(TestUser user, TestRoom room, String event) {
        return user.get("/rooms/" + room + "/event/" + event).ok().object("content");
    }

    @BothDatabases
    void onlyModeratorsRedactWhatOthersSaid(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String ofAlice = alice.says(room, "stays");
        String ofBob = bob.says(room, "goes");

        bob.redact(room, ofAlice).isForbidden();
        alice.redact(room, ofBob).ok();

        assertThat(content(alice, room, ofAlice)).contains(HELLO.with("body", "stays"));
        assertThat(content(bob, room, ofBob)).contains(JsonObject.EMPTY);
    }

    @BothDatabases
    void aRedactionTellsItsTargetInBothPlaces(TestServer server) {
        TestUser alice = server.user("alice");
        for (String version : List.of("10", "11")) {
            TestRoom room = alice.creates(JsonObject.of("room_version", version));
            String event = alice.says(room, "oops");
            alice.redact(room, event).ok();

            JsonObject redaction = alice.sync().timeline(room).getLast();

            assertThat(redaction.string("redacts")).contains(event);
            assertThat(redaction.object("content").flatMap(it -> it.string("redacts")))
                    .contains(event);
        }
    }

    @BothDatabases
    void aRedactionCanBeSentAsAnEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "oops");

        alice.send(room, "m.room.redaction", JsonObject.of("redacts", event, "reason", "x")).ok();

        assertThat(content(alice, room, event)).contains(JsonObject.EMPTY);
    }

    @BothDatabases
    void aRedactedStateEventIsReadRedacted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event =
                alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "oops"))
                        .ok()
                        .string("event_id")
                        .orElseThrow();

        alice.redact(room, event).ok();

        assertThat(alice.state(room, "m.room.topic")).isEqualTo(JsonObject.EMPTY);
    }

    @BothDatabases
    void stateThatWasRedactedCanBeSetAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject topic = JsonObject.of("topic", "again");
        TestAnswer first = alice.setState(room, "m.room.topic", "", topic);
        alice.redact(room, first.text("event_id").orElseThrow()).ok();

        alice.setState(room, "m.room.topic", "", topic).ok();

        assertThat(alice.state(room, "m.room.topic")).isEqualTo(topic);
    }

    @BothDatabases
    @Configured("rc_message: {per_second: 0.1, burst_count: 1}")
    void whoTalksTooMuchHasToWait(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.send(room, "m.room.message", HELLO).ok();

        alice.send(room, "m.room.message", HELLO).isError(429, "M_LIMIT_EXCEEDED");
        server.clock().advance(java.time.Duration.ofSeconds(10));
        alice.send(room, "m.room.message", HELLO).ok();
    }

    @BothDatabases
    void whatHappensAtTheSameTimeHappensInOneOrder(TestServer server) throws Exception {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        List<Thread> senders =
                java.util.stream.IntStream.range(0, 8)
                        .mapToObj(i -> Thread.startVirtualThread(() -> alice.says(room, "m" + i)))
                        .toList();
        for (Thread sender : senders) {
            sender.join();
        }

        assertThat(alice.sync(before).messages(room))
                .containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7");
    }
}
