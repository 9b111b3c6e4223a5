package myelin.delayedevents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Events that are sent later.
final class DelayedEventsTest {

    private static final String ON = "max_event_delay_duration: 1h";
    private static final String EVENTS =
            "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final JsonObject HELLO = JsonObject.of("msgtype", "m.text", "body", "hello");

    private static TestAnswer later(TestUser user, TestRoom room, String what, JsonObject content) {
        return user.put("/rooms/" + room + "/" + what + "?org.matrix.msc4140.delay=1000", content);
    }

    private static String topicLater(TestUser user, TestRoom room, String topic) {
        return later(user, room, "state/m.room.topic/", JsonObject.of("topic", topic))
                .text("delay_id")
                .orElseThrow();
    }

    private static List<JsonObject> waiting(TestUser user) {
        return user.get(EVENTS).list("delayed_events");
    }

    private static boolean hasTopic(TestUser user, TestRoom room, String topic) {
        return user.get("/rooms/" + room + "/state/m.room.topic/")
                .text("topic")
                .filter(topic::equals)
                .isPresent();
    }

    private static TestAnswer manage(TestServer server, String id, String action) {
        return server.post(EVENTS + "/" + id + "/" + action, JsonObject.EMPTY);
    }

    @BothDatabases
    @Configured(ON)
    void anEventWaitsForItsTime(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        long now = server.clock().millis();

        String id = topicLater(alice, room, "later");

        assertThat(waiting(alice))
                .containsExactly(
                        JsonObject.builder()
                                .put("delay_id", id)
                                .put("room_id", room.id())
                                .put("type", "m.room.topic")
                                .put("state_key", "")
                                .put("delay", 1000)
                                .put("running_since", now)
                                .put("content", JsonObject.of("topic", "later"))
                                .build());
        server.pass(Duration.ofMillis(999));
        assertThat(hasTopic(alice, room, "later")).isFalse();
        server.pass(Duration.ofMillis(1));
        assertThat(hasTopic(alice, room, "later")).isTrue();
        assertThat(waiting(alice)).isEmpty();
        manage(server, id, "cancel").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void whatWaitsOutlivesTheServer(TestDatabase database) {
        TestServer before = TestServer.on(database, ON);
        TestUser alice = before.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String id = topicLater(alice, room, "later");
        String other = topicLater(alice, room, "never");
        List<JsonObject> waiting = waiting(alice);
        before.close();

        try (TestServer after = TestServer.on(database, ON)) {
            TestUser again = alice.at(after);
            assertThat(waiting(again)).isEqualTo(waiting);
            manage(after, other, "cancel").ok();
            after.pass(Duration.ofMillis(999));
            assertThat(hasTopic(again, room, "later")).isFalse();
            after.pass(Duration.ofMillis(1));
            assertThat(hasTopic(again, room, "later")).isTrue();
            manage(after, id, "cancel").isError(404, "M_NOT_FOUND");
        }
    }

    @BothDatabases
    void whatIsDueWhenTheServerStartsIsSentThen(TestDatabase database) {
        TestServer before = TestServer.on(database, ON);
        before.clock().advance(Duration.ofHours(-1));
        TestUser alice = before.user("alice");
        TestRoom room = alice.createsPublicRoom();
        topicLater(alice, room, "due");
        TestSync sync = alice.sync();
        before.close();

        try (TestServer after = TestServer.on(database, ON, "presence: {enabled: false}")) {
            TestSync news = alice.at(after).waits(sync).answer();

            assertThat(TestSync.keys(news.timeline(room))).containsExactly("m.room.topic");
        }
    }

    @BothDatabases
    @Configured(ON)
    void aRepeatedRequestIsAnsweredAsBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        JsonObject first = later(alice, room, "send/m.room.message/1", HELLO).ok();
        JsonObject again = later(alice, room, "send/m.room.message/1", HELLO).ok();

        assertThat(again).isEqualTo(first);
        assertThat(waiting(alice)).hasSize(1);
        server.pass(SECOND);
        assertThat(alice.get("/rooms/" + room + "/messages?dir=b").list("chunk"))
                .extracting(event -> event.string("type").orElseThrow())
                .startsWith("m.room.message")
                .containsOnlyOnce("m.room.message");
    }

    @BothDatabases
    @Configured(ON)
    void whoKnowsTheIdCancelsRestartsOrSends(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String cancelled = topicLater(alice, room, "cancelled");
        manage(server, cancelled, "cancel").ok();
        server.pass(SECOND);
        assertThat(hasTopic(alice, room, "cancelled")).isFalse();

        String sent = topicLater(alice, room, "sent");
        manage(server, sent, "send").ok();
        assertThat(hasTopic(alice, room, "sent")).isTrue();
        manage(server, sent, "send").isError(404, "M_NOT_FOUND");

        String restarted = topicLater(alice, room, "restarted");
        server.pass(Duration.ofMillis(900));
        manage(server, restarted, "restart").ok();
        server.pass(Duration.ofMillis(900));
        assertThat(hasTopic(alice, room, "restarted")).isFalse();
        server.pass(Duration.ofMillis(100));
        assertThat(hasTopic(alice, room, "restarted")).isTrue();
    }

    @BothDatabases
    @Configured(ON)
    void theActionMayStandInTheBody(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = EVENTS + "/" + topicLater(alice, room, "sent");

        server.post(path, JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
        server.post(path, JsonObject.of("action", "dance")).isError(400, "M_INVALID_PARAM");
        server.post(path, JsonObject.of("action", "restart")).ok();
        server.post(path, JsonObject.of("action", "send")).ok();
        server.post(path, JsonObject.of("action", "cancel")).isError(404, "M_NOT_FOUND");
        assertThat(hasTopic(alice, room, "sent")).isTrue();
    }

    @BothDatabases
    @Configured(ON)
    void stateOfOthersCancelsAndOwnDoesNot(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset",
                                "public_chat",
                                "power_level_content_override",
                                JsonObject.of("state_default", 0)));
        bob.join(room).ok();
        JsonObject colour = JsonObject.of("is", "red");
        later(alice, room, "state/org.example.colour/", colour).ok();
        later(bob, room, "state/org.example.shape/", colour).ok();

        bob.setState(room, "org.example.shape", "", JsonObject.of("is", "round")).ok();
        server.awaitIdle();
        assertThat(waiting(bob)).hasSize(1);
        bob.setState(room, "org.example.colour", "", JsonObject.of("is", "blue")).ok();
        server.awaitIdle();
        assertThat(waiting(alice)).isEmpty();
    }

    @BothDatabases
    @Configured(ON)
    void ofWhatIsDueAtOnePlaceTheFirstIsSent(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        topicLater(alice, room, "first");
        server.clock().advance(Duration.ofMillis(10));
        topicLater(alice, room, "second");

        server.pass(SECOND);

        assertThat(hasTopic(alice, room, "first")).isTrue();
        assertThat(waiting(alice)).isEmpty();
    }

    @BothDatabases
    @Configured(ON)
    void whatTheRoomRefusesIsDropped(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String id = topicLater(bob, room, "mine");
        later(bob, room, "send/m.room.message/1", HELLO).ok();

        manage(server, id, "send").isForbidden();
        alice.ban(room, bob).ok();
        server.pass(SECOND);

        assertThat(waiting(bob)).isEmpty();
        assertThat(alice.get("/rooms/" + room + "/messages?dir=b").list("chunk"))
                .noneMatch(event -> event.string("type").orElseThrow().equals("m.room.message"));
    }

    @BothDatabases
    @Configured(ON)
    void delaysAndContentsMustMakeSense(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String send = "/rooms/" + room + "/send/m.room.message/";

        alice.put(send + "1?org.matrix.msc4140.delay=-1", HELLO).isError(400, "M_INVALID_PARAM");
        alice.put(send + "2?org.matrix.msc4140.delay=x", HELLO).isError(400, "M_INVALID_PARAM");
        alice.put(send + "3?org.matrix.msc4140.delay=3600001", HELLO).isForbidden();
        later(alice, room, "state/m.room.name/", JsonObject.of("name", 1))
                .isError(400, "M_BAD_JSON");
        server.get(EVENTS).isError(401, "M_MISSING_TOKEN");
        assertThat(waiting(alice)).isEmpty();
        assertThat(waiting(server.user("bob"))).isEmpty();
    }

    @BothDatabases
    @Configured({ON, "rc_delayed_event_mgmt: {per_second: 0.1, burst_count: 2}"})
    void whoAsksForWhatWaitsTooOftenIsToldToWait(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get(EVENTS).ok();
        alice.get(EVENTS).ok();
        alice.get(EVENTS).isError(429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    @Configured({ON, "experimental_features: {msc4140_max_delayed_events_per_user: 1}"})
    void aUserHasOnlySoManyWaiting(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        topicLater(alice, room, "one");

        later(alice, room, "send/m.room.message/1", HELLO).isError(429, "M_LIMIT_EXCEEDED");
        server.pass(SECOND);
        later(alice, room, "send/m.room.message/1", HELLO).ok();
    }

    @BothDatabases
    void eventsAreDelayedOnlyWhereItIsSwitchedOn(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        later(alice, room, "send/m.room.message/1", HELLO).isForbidden();
    }
}
