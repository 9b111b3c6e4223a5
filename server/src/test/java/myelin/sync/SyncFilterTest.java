package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// What a client does not want to see in `/sync`.
final class SyncFilterTest {

    private static JsonObject timeline(JsonObject filter) {
        return JsonObject.of("room", JsonObject.of("timeline", filter));
    }

    @BothDatabases
    @Configured("filter_timeline_limit: 3")
    void noFilterBringsMoreThanTheServerWants(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        TestSync sync = alice.sync(timeline(JsonObject.of("limit", 50)));

        assertThat(sync.timeline(room)).hasSize(3);
        assertThat(sync.isLimited(room)).isTrue();
    }

    @BothDatabases
    void onlyTheWantedTypesAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "hello");

        TestSync sync = alice.sync(timeline(JsonObject.of("types", List.of("m.room.mess*"))));

        assertThat(TestSync.keys(sync.timeline(room))).containsExactly("m.room.message");
    }

    @BothDatabases
    void theUnwantedTypesAreNotTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "hello");

        TestSync sync = alice.sync(timeline(JsonObject.of("not_types", List.of("m.room.message"))));

        assertThat(TestSync.keys(sync.timeline(room)))
                .doesNotContain("m.room.message")
                .contains("m.room.create");
    }

    @BothDatabases
    void onlyTheWantedSendersAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "of alice");
        bob.says(room, "of bob");

        assertThat(alice.sync(timeline(JsonObject.of("senders", List.of(bob.id())))).messages(room))
                .containsExactly("of bob");
        assertThat(
                        alice.sync(timeline(JsonObject.of("not_senders", List.of(bob.id()))))
                                .messages(room))
                .containsExactly("of alice");
    }

    @BothDatabases
    void onlyTheWantedRoomsAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom one = alice.createsPublicRoom();
        TestRoom two = alice.createsPublicRoom();

        TestSync wanted =
                alice.sync(JsonObject.of("room", JsonObject.of("rooms", List.of(one.id()))));
        TestSync rest =
                alice.sync(JsonObject.of("room", JsonObject.of("not_rooms", List.of(one.id()))));

        assertThat(wanted.joined(one)).isPresent();
        assertThat(wanted.joined(two)).isEmpty();
        assertThat(rest.joined(one)).isEmpty();
        assertThat(rest.joined(two)).isPresent();
    }

    @BothDatabases
    void aTimelineFilterCanBeForOneRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom one = alice.createsPublicRoom();
        TestRoom two = alice.createsPublicRoom();

        TestSync sync = alice.sync(timeline(JsonObject.of("rooms", List.of(one.id()))));

        assertThat(sync.timeline(one)).isNotEmpty();
        assertThat(sync.timeline(two)).isEmpty();
    }

    @BothDatabases
    void aTimelineIsAsLongAsTheClientWants(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        alice.says(room, "two");

        TestSync sync = alice.sync(timeline(JsonObject.of("limit", 1)));

        assertThat(sync.messages(room)).containsExactly("two");
        assertThat(sync.isLimited(room)).isTrue();
    }

    @BothDatabases
    void aLimitCountsOnlyWhatTheFilterLetsPass(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        for (int i = 0; i < 20; i++) {
            alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "t" + i)).ok();
        }

        TestSync sync =
                alice.sync(timeline(JsonObject.of("limit", 1, "types", List.of("m.room.message"))));

        assertThat(sync.messages(room)).containsExactly("one");
    }

    @BothDatabases
    void stateIsFilteredApartFromTheTimeline(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        for (int i = 0; i < 11; i++) {
            alice.says(room, "m" + i);
        }
        JsonObject filter =
                JsonObject.of(
                        "room",
                        JsonObject.of(
                                "state", JsonObject.of("types", List.of("m.room.join_rules"))));

        TestSync sync = alice.sync(filter);

        assertThat(TestSync.keys(sync.state(room))).containsExactly("m.room.join_rules");
        assertThat(sync.messages(room)).hasSize(10);
    }

    @BothDatabases
    void ephemeralEventsCanBeUnwanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");
        alice.post("/rooms/" + room + "/receipt/m.read/" + event).ok();
        alice.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).ok();
        JsonObject filter =
                JsonObject.of(
                        "room",
                        JsonObject.of(
                                "ephemeral", JsonObject.of("not_types", List.of("m.receipt"))));

        TestSync sync = alice.sync(filter);

        assertThat(sync.ephemeral(room, "m.receipt")).isEmpty();
        assertThat(sync.ephemeral(room, "m.typing")).isPresent();
    }

    @BothDatabases
    void accountDataCanBeUnwanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String data = "/user/" + alice + "/account_data/org.example";
        alice.put(data, JsonObject.of("a", 1)).ok();
        String inRoom = "/user/" + alice + "/rooms/" + room + "/account_data/org.example";
        alice.put(inRoom, JsonObject.of("a", 1)).ok();
        JsonObject none = JsonObject.of("not_types", List.of("*"));

        TestSync sync =
                alice.sync(
                        JsonObject.of(
                                "account_data", none, "room", JsonObject.of("account_data", none)));

        assertThat(sync.find("account_data")).isEmpty();
        assertThat(sync.list("rooms", "join", room.toString(), "account_data", "events")).isEmpty();
    }

    @BothDatabases
    void onlyTheWantedFieldsOfEventsAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "hello");

        TestSync sync = alice.sync(JsonObject.of("event_fields", List.of("type", "content.body")));

        assertThat(sync.timeline(room).getLast())
                .isEqualTo(
                        JsonObject.of(
                                "type",
                                "m.room.message",
                                "content",
                                JsonObject.of("body", "hello")));
    }

    @BothDatabases
    void aStoredFilterIsUsedByItsId(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        alice.says(room, "two");
        String id =
                alice.post("/user/" + alice + "/filter", timeline(JsonObject.of("limit", 1)))
                        .ok()
                        .string("filter_id")
                        .orElseThrow();

        assertThat(alice.sync("filter=" + id).messages(room)).containsExactly("two");
    }

    @BothDatabases
    void whatBelongsToRoomsCanBeWantedOfSomeRoomsOnly(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom one = alice.createsPublicRoom();
        TestRoom two = alice.createsPublicRoom();
        for (TestRoom room : List.of(one, two)) {
            alice.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).ok();
            alice.put(
                            "/user/" + alice + "/rooms/" + room + "/account_data/org.example",
                            JsonObject.of("a", 1))
                    .ok();
        }
        JsonObject only = JsonObject.of("rooms", List.of(one.id()));
        JsonObject butNot = JsonObject.of("not_rooms", List.of(one.id()));

        TestSync sync =
                alice.sync(
                        JsonObject.of(
                                "room", JsonObject.of("ephemeral", only, "account_data", butNot)));

        assertThat(sync.ephemeral(one, "m.typing")).isPresent();
        assertThat(sync.ephemeral(two, "m.typing")).isEmpty();
        assertThat(accountData(sync, one)).isEmpty();
        assertThat(accountData(sync, two)).containsExactly("org.example");
    }

    private static List<String> accountData(TestSync sync, TestRoom room) {
        return TestSync.keys(sync.list("rooms", "join", room.toString(), "account_data", "events"));
    }

    /// "A list of sender IDs to include": receipts, typing and account data have no sender.
    @BothDatabases
    void whatHasNoSenderIsNotWantedFromSomeSenders(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).ok();
        alice.put("/user/" + alice + "/account_data/org.example", JsonObject.of("a", 1)).ok();
        JsonObject some = JsonObject.of("senders", List.of(alice.id()));

        TestSync sync =
                alice.sync(
                        JsonObject.of(
                                "account_data", some, "room", JsonObject.of("ephemeral", some)));

        assertThat(sync.ephemeral(room, "m.typing")).isEmpty();
        assertThat(sync.find("account_data")).isEmpty();
    }

    @BothDatabases
    void presenceCanBeWantedOfSomeUsersOnly(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        alice.createsRoomWith(bob, carol);
        bob.sync();
        carol.sync();

        assertThat(present(alice, JsonObject.of("senders", List.of(bob.id()))))
                .containsExactly(bob.toString());
        assertThat(present(alice, JsonObject.of("not_senders", List.of(bob.id()))))
                .contains(carol.toString())
                .doesNotContain(bob.toString());
        assertThat(present(alice, JsonObject.of("senders", List.of()))).isEmpty();
    }

    private static List<String> present(TestUser user, JsonObject filter) {
        return user.sync(JsonObject.of("presence", filter)).list("presence", "events").stream()
                .flatMap(event -> event.string("sender").stream())
                .toList();
    }
}
