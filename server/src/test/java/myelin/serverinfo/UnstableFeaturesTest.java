package myelin.serverinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What `/versions` announces works: behind each name is somebody who uses it.
class UnstableFeaturesTest {

    private static final String UNSTABLE = "/_matrix/client/unstable/";
    private static final JsonObject HELLO = JsonObject.of("msgtype", "m.text", "body", "hello");

    /// Somebody who uses a feature, and finds what it promises.
    private interface Use {
        void of(TestServer server, TestUser alice, TestUser bob);
    }

    private static final Map<String, Use> USES =
            Map.ofEntries(
                    Map.entry(
                            "com.beeper.msc4169", UnstableFeaturesTest::redactsByTheUsualEndpoint),
                    Map.entry("com.beeper.msc4446", UnstableFeaturesTest::readsBack),
                    Map.entry("fi.mau.msc2815", UnstableFeaturesTest::readsWhatWasRedacted),
                    Map.entry("io.element.e2ee_forced.private", encrypts("private_chat")),
                    Map.entry("io.element.e2ee_forced.public", encrypts("public_chat")),
                    Map.entry(
                            "io.element.e2ee_forced.trusted_private",
                            encrypts("trusted_private_chat")),
                    Map.entry("org.matrix.msc2285.stable", UnstableFeaturesTest::readsInPrivate),
                    Map.entry("org.matrix.msc2432", UnstableFeaturesTest::listsAliases),
                    Map.entry("org.matrix.msc3391", UnstableFeaturesTest::deletesAccountData),
                    Map.entry("org.matrix.msc3440.stable", UnstableFeaturesTest::seesThreads),
                    Map.entry("org.matrix.msc3771", UnstableFeaturesTest::readsAThread),
                    Map.entry("org.matrix.msc3827.stable", UnstableFeaturesTest::listsSpaces),
                    Map.entry("org.matrix.msc3874", UnstableFeaturesTest::filtersByRelation),
                    Map.entry("org.matrix.msc3912", UnstableFeaturesTest::redactsWhatRelates),
                    Map.entry("org.matrix.msc3981", UnstableFeaturesTest::asksForAllRelations),
                    Map.entry("org.matrix.msc4028", UnstableFeaturesTest::isToldOfAllEncrypted),
                    Map.entry("org.matrix.msc4140", UnstableFeaturesTest::sendsLater),
                    Map.entry("org.matrix.msc4155", UnstableFeaturesTest::blocksOneInviter),
                    Map.entry("org.matrix.msc4222", UnstableFeaturesTest::syncsWithStateAfter),
                    Map.entry("org.matrix.msc4306", UnstableFeaturesTest::subscribesToAThread),
                    Map.entry("org.matrix.msc4380.stable", UnstableFeaturesTest::blocksInvites),
                    Map.entry("org.matrix.simplified_msc3575", UnstableFeaturesTest::slides),
                    Map.entry(
                            "uk.half-shot.msc2666.query_mutual_rooms",
                            mutual(UNSTABLE + "uk.half-shot.msc2666/user/mutual_rooms")),
                    Map.entry(
                            "uk.half-shot.msc2666.query_mutual_rooms.stable",
                            mutual("/_matrix/client/v1/mutual_rooms")),
                    Map.entry(
                            "uk.timedout.msc4491.create_room_invite_reasons",
                            UnstableFeaturesTest::invitesWithAReason),
                    Map.entry("uk.tcpip.msc4133", profile(UNSTABLE + "uk.tcpip.msc4133")),
                    Map.entry("uk.tcpip.msc4133.stable", profile("/_matrix/client/v3")));

    @BothDatabases
    @Configured({
        "encryption_enabled_by_default_for_room_type: all",
        "max_event_delay_duration: 1h",
        "experimental_features: {msc2815_enabled: true, msc3391_enabled: true, msc3912_enabled: true,"
                + " msc4028_push_encrypted_events: true, msc4155_enabled: true, msc4306_enabled: true,"
                + " msc4446_enabled: true, msc4491_enabled: true}"
    })
    void whatIsAnnouncedWorks(TestServer server) {
        assertThat(announced(server)).isEqualTo(new TreeSet<>(USES.keySet()));

        USES.forEach((feature, use) -> {
            String name = feature.replaceAll("[^a-z0-9]", "");
            try {
                use.of(server, server.user("alice" + name), server.user("bob" + name));
            } catch (AssertionError failed) {
                throw new AssertionError(feature + " does not work", failed);
            }
        });
    }

    @BothDatabases
    void whatIsSwitchedOffIsNotAnnounced(TestServer server) {
        assertThat(announced(server))
                .isNotEmpty()
                .doesNotContain(
                        "com.beeper.msc4446",
                        "fi.mau.msc2815",
                        "io.element.e2ee_forced.private",
                        "io.element.e2ee_forced.public",
                        "io.element.e2ee_forced.trusted_private",
                        "org.matrix.msc3391",
                        "org.matrix.msc3912",
                        "org.matrix.msc4028",
                        "org.matrix.msc4140",
                        "org.matrix.msc4155",
                        "org.matrix.msc4306",
                        "uk.timedout.msc4491.create_room_invite_reasons");
    }

    private static Set<String> announced(TestServer server) {
        JsonObject features =
                server.get("/_matrix/client/versions")
                        .ok()
                        .object("unstable_features")
                        .orElseThrow();
        features.keys().forEach(name -> assertThat(features.bool(name)).contains(true));
        return new TreeSet<>(features.keys());
    }

    private static String room(TestRoom room) {
        return "/rooms/" + room;
    }

    private static JsonObject relation(String type, String to) {
        return JsonObject.of("rel_type", type, "event_id", to);
    }

    private static String reply(TestUser user, TestRoom room, String root) {
        return user.says(room, HELLO.with("m.relates_to", relation("m.thread", root)));
    }

    private static void redactsByTheUsualEndpoint(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "oh");
        alice.send(room, "m.room.redaction", JsonObject.of("redacts", event)).ok();

        assertThat(alice.get(room(room) + "/event/" + event).ok().object("content"))
                .contains(JsonObject.EMPTY);
    }

    private static void listsAliases(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();

        assertThat(alice.get(UNSTABLE + "org.matrix.msc2432/rooms/" + room + "/aliases").ok())
                .isEqualTo(JsonObject.of("aliases", List.of()));
    }

    private static void readsBack(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String first = alice.says(room, "one");
        String markers = room(room) + "/read_markers";
        alice.post(markers, JsonObject.of("m.fully_read", alice.says(room, "two"))).ok();
        alice.post(markers, JsonObject.of("m.fully_read", first, "com.beeper.allow_backward", true))
                .ok();

        assertThat(
                        alice.get("/user/" + alice + room(room) + "/account_data/m.fully_read")
                                .text("event_id"))
                .contains(first);
    }

    private static void readsWhatWasRedacted(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "oh");
        alice.redact(room, event).ok();

        assertThat(
                        alice.get(
                                        room(room)
                                                + "/event/"
                                                + event
                                                + "?fi.mau.msc2815.include_unredacted_content=true")
                                .text("content", "body"))
                .contains("oh");
    }

    private static Use encrypts(String preset) {
        return (server, alice, bob) -> {
            TestRoom room = alice.creates(JsonObject.of("preset", preset));

            assertThat(alice.state(room, "m.room.encryption").has("algorithm")).isTrue();
        };
    }

    private static void readsInPrivate(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        bob.post(room(room) + "/receipt/m.read.private/" + event).ok();

        assertThat(bob.sync().ephemeral(room, "m.receipt")).isPresent();
        assertThat(alice.sync().ephemeral(room, "m.receipt")).isEmpty();
    }

    private static void deletesAccountData(TestServer server, TestUser alice, TestUser bob) {
        String data = "/user/" + alice + "/account_data/org.example";
        alice.put("/_matrix/client/v3" + data, HELLO).ok();
        alice.delete(UNSTABLE + "org.matrix.msc3391" + data).ok();

        alice.get(data).isError(404, "M_NOT_FOUND");
    }

    private static void seesThreads(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        reply(alice, room, root);

        assertThat(
                        alice.get(room(room) + "/event/" + root)
                                .number("unsigned", "m.relations", "m.thread", "count"))
                .isEqualTo(1);
    }

    private static void readsAThread(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String event = reply(alice, room, root);
        bob.post(room(room) + "/receipt/m.read/" + event, JsonObject.of("thread_id", root)).ok();

        assertThat(
                        new TestAnswer(200, alice.sync().ephemeral(room, "m.receipt").orElseThrow())
                                .find(event, "m.read", bob.toString(), "thread_id"))
                .isPresent();
    }

    private static void listsSpaces(TestServer server, TestUser alice, TestUser bob) {
        JsonObject space =
                JsonObject.of(
                        "preset",
                        "public_chat",
                        "visibility",
                        "public",
                        "creation_content",
                        JsonObject.of("type", "m.space"));
        TestRoom room = alice.creates(space);
        alice.creates(JsonObject.of("preset", "public_chat", "visibility", "public"));
        JsonObject filter =
                JsonObject.of("filter", JsonObject.of("room_types", JsonArray.of("m.space")));

        assertThat(alice.post("/publicRooms", filter).list("chunk"))
                .extracting(listed -> listed.string("room_id").orElseThrow())
                .containsExactly(room.toString());
    }

    private static void filtersByRelation(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String reply = reply(alice, room, alice.says(room, "root"));
        JsonObject filter = JsonObject.of("org.matrix.msc3874.rel_types", JsonArray.of("m.thread"));

        assertThat(
                        alice.get(room(room) + "/messages?dir=b&filter=" + TestUser.encoded(filter))
                                .list("chunk"))
                .extracting(event -> event.string("event_id").orElseThrow())
                .containsExactly(reply);
    }

    private static void redactsWhatRelates(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String reply = reply(alice, room, root);
        alice.put(
                        room(room) + "/redact/" + root + "/related",
                        JsonObject.of(
                                "org.matrix.msc3912.with_relations", JsonArray.of("m.thread")))
                .ok();

        assertThat(alice.get(room(room) + "/event/" + reply).ok().object("content"))
                .contains(JsonObject.EMPTY);
    }

    private static void asksForAllRelations(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String reply = reply(alice, room, root);
        JsonObject like =
                JsonObject.of("m.relates_to", relation("m.annotation", reply).with("key", "+"));
        alice.send(room, "m.reaction", like).ok();

        assertThat(
                        alice.get(
                                        "/_matrix/client/v1"
                                                + room(room)
                                                + "/relations/"
                                                + root
                                                + "?org.matrix.msc3981.recurse=true")
                                .list("chunk"))
                .hasSize(2);
    }

    private static void isToldOfAllEncrypted(TestServer server, TestUser alice, TestUser bob) {
        assertThat(alice.get("/pushrules/").list("global", "override"))
                .anyMatch(rule ->
                        rule.string("rule_id")
                                .equals(Optional.of(".org.matrix.msc4028.encrypted_event")));
    }

    private static void sendsLater(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();

        assertThat(
                        alice.put(
                                        room(room)
                                                + "/send/m.room.message/later?org.matrix.msc4140.delay=1000",
                                        HELLO)
                                .ok()
                                .has("delay_id"))
                .isTrue();
    }

    private static void blocksOneInviter(TestServer server, TestUser alice, TestUser bob) {
        alice.put(
                        "/user/"
                                + alice
                                + "/account_data/org.matrix.msc4155.invite_permission_config",
                        JsonObject.of("blocked_users", JsonArray.of(bob.id())))
                .ok();

        bob.invite(bob.createsPublicRoom(), alice).isError(403, "M_INVITE_BLOCKED");
    }

    private static void syncsWithStateAfter(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        TestSync sync = alice.sync("org.matrix.msc4222.use_state_after=true");

        assertThat(sync.find("rooms", "join", room.toString(), "org.matrix.msc4222.state_after"))
                .isPresent();
    }

    private static void subscribesToAThread(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String path =
                UNSTABLE + "io.element.msc4306" + room(room) + "/thread/" + root + "/subscription";
        alice.put(path, JsonObject.EMPTY).ok();

        assertThat(alice.get(path).ok().has("automatic")).isTrue();
    }

    private static void blocksInvites(TestServer server, TestUser alice, TestUser bob) {
        alice.put(
                        "/user/" + alice + "/account_data/m.invite_permission_config",
                        JsonObject.of("default_action", "block"))
                .ok();

        bob.invite(bob.createsPublicRoom(), alice).isError(403, "M_INVITE_BLOCKED");
    }

    private static void invitesWithAReason(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "invite",
                                List.of(bob.id()),
                                "uk.timedout.msc4491.invite_reason",
                                "tea"));

        assertThat(alice.state(room, "m.room.member", bob.toString()).string("reason"))
                .contains("tea");
    }

    private static void slides(TestServer server, TestUser alice, TestUser bob) {
        TestRoom room = alice.createsPublicRoom();
        JsonObject list =
                JsonObject.of(
                        "ranges",
                        List.of(List.of(0, 9)),
                        "timeline_limit",
                        1,
                        "required_state",
                        JsonArray.EMPTY);
        JsonObject wish = JsonObject.of("lists", JsonObject.of("all", list));

        assertThat(
                        alice.post(UNSTABLE + "org.matrix.simplified_msc3575/sync", wish)
                                .find("rooms", room.toString()))
                .isPresent();
    }

    private static Use mutual(String path) {
        return (server, alice, bob) -> {
            TestRoom room = alice.createsRoomWith(bob);

            assertThat(alice.get(path + "?user_id=" + bob).ok().array("joined"))
                    .contains(JsonArray.of(room.id()));
        };
    }

    private static Use profile(String prefix) {
        return (server, alice, bob) -> {
            String path = prefix + "/profile/" + alice + "/m.tz";
            alice.put(path, JsonObject.of("m.tz", "Europe/London")).ok();

            assertThat(bob.get(path).text("m.tz")).contains("Europe/London");
        };
    }
}
