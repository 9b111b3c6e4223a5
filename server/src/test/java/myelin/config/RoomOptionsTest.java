package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.RemoteRoom;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.rooms.Receipt;

/// Options of rooms, of the directory and of presence, at work.
class RoomOptionsTest {

    private static final String HALL = "/directory/room/%23hall%3Atest";

    private static JsonObject inviteOfBob(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.invite(room, bob).ok();
        return alice.state(room, "m.room.member", bob.toString());
    }

    @BothDatabases
    void anInviteTellsTheNameOfTheInvited(TestServer server) {
        assertThat(inviteOfBob(server).string("displayname")).contains("bob");
    }

    @BothDatabases
    @Configured("include_profile_data_on_invite: false")
    void anInviteKeepsTheNameOfTheInvitedToItself(TestServer server) {
        assertThat(inviteOfBob(server)).isEqualTo(JsonObject.of("membership", "invite"));
    }

    @BothDatabases
    void onlyMembersNameARoom(TestServer server) {
        TestRoom room = server.user("alice").createsPublicRoom();

        server.user("bob").put(HALL, JsonObject.of("room_id", room.id())).isForbidden();
    }

    @BothDatabases
    @Configured("require_membership_for_aliases: false")
    void everybodyNamesARoomWhereThatIsWanted(TestServer server) {
        TestRoom room = server.user("alice").createsPublicRoom();

        server.user("bob").put(HALL, JsonObject.of("room_id", room.id())).ok();
    }

    @BothDatabases
    @Configured({"auto_join_rooms: ['#hall:test']", "autocreate_auto_join_rooms_federated: false"})
    void theRoomThatAllEnterMayBeClosedToOtherServers(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom hall =
                new TestRoom(
                        server.homeserver()
                                .rooms()
                                .members()
                                .roomsOf(alice.id())
                                .keySet()
                                .iterator()
                                .next());

        assertThat(alice.state(hall, "m.room.create").bool("m.federate")).contains(false);
    }

    private static List<String> shownToTheInvited(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("name", "Hall"));
        JsonObject content = JsonObject.of("a", 1);
        alice.setState(room, "org.example.each", "one", content).ok();
        alice.setState(room, "org.example.each", "other", content).ok();
        alice.setState(room, "org.example.pair", "one", content).ok();
        alice.setState(room, "org.example.pair", "other", content).ok();
        alice.invite(room, bob).ok();
        return TestSync.keys(
                bob.sync().list("rooms", "invite", room.toString(), "invite_state", "events"));
    }

    @BothDatabases
    @Configured("room_prejoin_state: {disable_default_event_types: true}")
    void theInvitedMayBeShownLess(TestServer server) {
        assertThat(shownToTheInvited(server))
                .contains("m.room.create", "m.room.member @bob:test")
                .doesNotContain("m.room.name", "m.room.join_rules");
    }

    @BothDatabases
    @Configured(
            "room_prejoin_state: {additional_event_types:"
                    + " [org.example.each, [org.example.pair, one]]}")
    void theInvitedMayBeShownMore(TestServer server) {
        assertThat(shownToTheInvited(server))
                .contains(
                        "m.room.name",
                        "org.example.each one",
                        "org.example.each other",
                        "org.example.pair one")
                .doesNotContain("org.example.pair other");
    }

    @BothDatabases
    @Configured(
            "default_power_level_content_override:"
                    + " {public_chat: {events_default: 20, events: {m.room.topic: 30}}}")
    void theFirstPowerLevelsMayBeOthers(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject changed = alice.state(alice.createsPublicRoom(), "m.room.power_levels");
        JsonObject usual = alice.state(alice.creates(JsonObject.EMPTY), "m.room.power_levels");

        assertThat(changed.integer("events_default")).contains(20L);
        assertThat(changed.object("events")).contains(JsonObject.of("m.room.topic", 30));
        assertThat(changed.integer("ban")).isEqualTo(usual.integer("ban"));
        assertThat(usual.integer("events_default")).contains(0L);
    }

    @BothDatabases
    void membersOfSomeRoomsDoNotSeeWhoIsThere(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        TestRoom room;
        try (TestServer server = TestServer.on(database)) {
            alice = server.user("alice");
            bob = server.user("bob");
            room = alice.createsRoomWith(bob);
            online(bob);
            alice.get("/presence/" + bob + "/status").ok();
        }
        try (TestServer server =
                TestServer.on(database, "exclude_rooms_from_presence: ['" + room + "']")) {
            online(bob.at(server));

            alice.at(server).get("/presence/" + bob + "/status").isForbidden();
            assertThat(alice.at(server).sync().list("presence", "events"))
                    .noneMatch(event -> event.string("sender").equals(Optional.of(bob.toString())));
        }
    }

    private static void online(TestUser user) {
        user.put("/presence/" + user + "/status", JsonObject.of("presence", "online")).ok();
    }

    /// Finds who joined a room of ours from elsewhere, and who is from here.
    private static List<String> found(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bobby = server.user("bobby");
        TestRoom room = alice.createsRoomWith(bobby);
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        UserId bob = UserId.parse("@bob:elsewhere.example");
        Pdu joins = there.make(List.of(there.newest()), RemoteRoom.member(bob, bob, "join"));
        assertThat(server.homeserver().rooms().receiver().receive(joins))
                .isInstanceOf(Receipt.Accepted.class);
        server.awaitIdle();
        TestAnswer answer =
                alice.post("/user_directory/search", JsonObject.of("search_term", "bob"));
        return answer.list("results").stream()
                .map(user -> user.string("user_id").orElseThrow())
                .toList();
    }

    @BothDatabases
    void theBestFitIsFoundFirst(TestServer server) {
        assertThat(found(server)).containsExactly("@bob:elsewhere.example", "@bobby:test");
    }

    @BothDatabases
    @Configured("user_directory: {prefer_local_users: true}")
    void ownUsersMayBeFoundFirst(TestServer server) {
        assertThat(found(server)).containsExactly("@bobby:test", "@bob:elsewhere.example");
    }

    @BothDatabases
    @Configured("user_directory: {exclude_remote_users: true}")
    void onlyOwnUsersMayBeFound(TestServer server) {
        assertThat(found(server)).containsExactly("@bobby:test");
    }

    @BothDatabases
    @Configured("experimental_features: {msc4028_push_encrypted_events: true}")
    void encryptedMessagesMayAlwaysNotify(TestServer server) {
        assertThat(rules(server)).contains(".org.matrix.msc4028.encrypted_event");
    }

    @BothDatabases
    void encryptedMessagesNotifyAsTheSpecificationSays(TestServer server) {
        assertThat(rules(server)).doesNotContain(".org.matrix.msc4028.encrypted_event");
    }

    private static List<String> rules(TestServer server) {
        return server.user("alice").get("/pushrules/").list("global", "override").stream()
                .map(rule -> rule.string("rule_id").orElseThrow())
                .toList();
    }
}
