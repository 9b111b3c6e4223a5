package myelin.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

class PublicRoomsTest {

    private static final String LIST = "/publicRooms";

    private static TestRoom published(TestUser creator, String name) {
        return creator.creates(
                JsonObject.of("preset", "public_chat", "visibility", "public", "name", name));
    }

    private static List<String> names(TestAnswer answer) {
        answer.ok();
        return answer.list("chunk").stream()
                .map(room -> room.string("name").orElseThrow())
                .toList();
    }

    private static JsonObject filter(JsonObject filter) {
        return JsonObject.of("filter", filter);
    }

    @BothDatabases
    void theLargestPublishedRoomComesFirst(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.creates(JsonObject.of("preset", "public_chat", "name", "not published"));
        published(alice, "small");
        bob.join(published(alice, "large")).ok();

        server.awaitIdle();

        assertThat(names(bob.get(LIST))).containsExactly("large", "small");
    }

    @BothDatabases
    void anEntrySaysWhatTheRoomIs(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room =
                alice.creates(
                        JsonObject.builder()
                                .put("preset", "public_chat")
                                .put("visibility", "public")
                                .put("room_alias_name", "tea")
                                .put("topic", "Leaves")
                                .put("creation_content", JsonObject.of("type", "m.space"))
                                .build());

        assertThat(alice.get(LIST).list("chunk"))
                .containsExactly(
                        JsonObject.builder()
                                .put("room_id", room.id())
                                .put("num_joined_members", 1)
                                .put("world_readable", false)
                                .put("guest_can_join", false)
                                .put("join_rule", "public")
                                .put("room_type", "m.space")
                                .put("topic", "Leaves")
                                .put("canonical_alias", "#tea:test")
                                .build());
    }

    @BothDatabases
    void theListIsReadPageByPageBothWays(TestServer server) {
        TestUser alice = server.user("alice");
        published(alice, "a");
        published(alice, "b");
        published(alice, "c");

        TestAnswer first = alice.get(LIST + "?limit=2");
        TestAnswer second = alice.get(LIST + "?limit=2&since=" + token(first, "next_batch"));
        TestAnswer back = alice.get(LIST + "?limit=2&since=" + token(second, "prev_batch"));

        assertThat(names(first)).hasSize(2);
        assertThat(names(second)).hasSize(1).doesNotContainAnyElementsOf(names(first));
        assertThat(second.text("next_batch")).isEmpty();
        assertThat(names(back)).isEqualTo(names(first));
        assertThat(first.number("total_room_count_estimate")).isEqualTo(3);
    }

    private static String token(TestAnswer answer, String name) {
        return TestUser.encoded(answer.text(name).orElseThrow());
    }

    @BothDatabases
    void aSearchLooksAtNameTopicAndAlias(TestServer server) {
        TestUser alice = server.user("alice");
        published(alice, "Green Tea");
        published(alice, "Coffee");
        JsonObject wanted = JsonObject.of("generic_search_term", "green t");

        assertThat(names(alice.post(LIST, filter(wanted)))).containsExactly("Green Tea");
    }

    @BothDatabases
    void nullIsTheKindOfUsualRooms(TestServer server) {
        TestUser alice = server.user("alice");
        published(alice, "room");
        alice.creates(
                JsonObject.of(
                        "preset",
                        "public_chat",
                        "visibility",
                        "public",
                        "name",
                        "space",
                        "creation_content",
                        JsonObject.of("type", "m.space")));

        JsonObject usual = JsonObject.of("room_types", List.of(JsonNull.INSTANCE));
        JsonObject spaces = JsonObject.of("room_types", List.of("m.space"));
        assertThat(names(alice.post(LIST, filter(usual)))).containsExactly("room");
        assertThat(names(alice.post(LIST, filter(spaces)))).containsExactly("space");
    }

    @BothDatabases
    void aRoomThatNobodyCanEnterIsNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = published(alice, "closed");
        alice.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", "invite")).ok();
        server.awaitIdle();

        assertThat(names(alice.get(LIST))).isEmpty();
    }

    @BothDatabases
    void aRedactedNameIsNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = published(alice, "before");
        String named =
                alice.setState(room, "m.room.name", "", JsonObject.of("name", "a mistake"))
                        .text("event_id")
                        .orElseThrow();
        alice.redact(room, named).ok();
        server.awaitIdle();

        assertThat(alice.get(LIST).list("chunk").getFirst().has("name")).isFalse();
    }

    @BothDatabases
    void aSearchKnowsNoWildcardsAndAllAlphabets(TestServer server) {
        TestUser alice = server.user("alice");
        published(alice, "100% tea");
        published(alice, "1000 teas");
        published(alice, "ЧАЙ");

        assertThat(names(alice.post(LIST, search("100%")))).containsExactly("100% tea");
        assertThat(names(alice.post(LIST, search("a_")))).isEmpty();
        assertThat(names(alice.post(LIST, search("чай")))).containsExactly("ЧАЙ");
    }

    private static JsonObject search(String term) {
        return filter(JsonObject.of("generic_search_term", term));
    }

    @BothDatabases
    void aRoomThatIsPublishedLaterIsShownAtOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("preset", "public_chat", "name", "later"));
        server.awaitIdle();
        alice.put("/directory/list/room/" + room, JsonObject.of("visibility", "public")).ok();

        assertThat(names(alice.get(LIST))).containsExactly("later");
        alice.put("/directory/list/room/" + room, JsonObject.of("visibility", "private")).ok();
        assertThat(names(alice.get(LIST))).isEmpty();
    }

    @BothDatabases
    void aRoomThatAllHaveLeftIsNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = published(alice, "empty");
        alice.leave(room).ok();
        server.awaitIdle();

        assertThat(names(alice.get(LIST))).isEmpty();
    }

    /// Clients ask for them before they show the list, several times when they get an error.
    @BothDatabases
    void thereAreNoOtherNetworks(TestServer server) {
        TestUser alice = server.user("alice");

        assertThat(alice.get("/thirdparty/protocols").ok()).isEqualTo(JsonObject.EMPTY);
        assertThat(
                        alice.post("/publicRooms", JsonObject.of("third_party_instance_id", "irc"))
                                .ok()
                                .array("chunk"))
                .contains(JsonArray.EMPTY);
    }

    @BothDatabases
    void strangersNeedAToken(TestServer server) {
        server.get("/_matrix/client/v3/publicRooms").isError(401, "M_MISSING_TOKEN");
    }

    @BothDatabases
    @Configured("allow_public_rooms_without_auth: true")
    void strangersMayReadTheListWhereItIsAllowed(TestServer server) {
        published(server.user("alice"), "open");

        assertThat(names(server.get("/_matrix/client/v3/publicRooms"))).containsExactly("open");
    }

    @BothDatabases
    @Configured("enable_room_list_search: false")
    void theListIsEmptyWhereItIsSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");
        published(alice, "room");

        assertThat(names(alice.get(LIST))).isEmpty();
    }

    @BothDatabases
    void nonsenseIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get(LIST + "?since=nonsense").isError(400, "M_INVALID_PARAM");
        alice.get(LIST + "?limit=-1").isError(400, "M_INVALID_PARAM");
        alice.get(LIST + "?server=elsewhere.example").isError(404, "M_NOT_FOUND");
        alice.post(LIST, filter(JsonObject.of("room_types", List.of(1))))
                .isError(400, "M_BAD_JSON");
    }
}
