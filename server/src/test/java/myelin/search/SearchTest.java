package myelin.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Searching in what was said: what is found, in which order and form.
final class SearchTest {

    private static final JsonObject RECENT = JsonObject.of("order_by", "recent");

    private static JsonObject filtered(String key, Object value) {
        return RECENT.with("filter", JsonObject.of(key, value));
    }

    @BothDatabases
    void messagesNamesAndTopicsAreFound(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room =
                alice.creates(JsonObject.of("name", "The blue room", "topic", "Blue whales"));
        String said = alice.says(room, "I like blue, and only blue");

        for (JsonObject criteria : List.of(RECENT, JsonObject.of("order_by", "rank"))) {
            assertThat(Found.by(alice, "BLUE", criteria).events())
                    .extracting(event -> event.string("type").orElseThrow())
                    .containsExactlyInAnyOrder("m.room.message", "m.room.topic", "m.room.name");
        }
        assertThat(Found.by(alice, "only").ids()).containsExactly(said);
        assertThat(Found.by(alice, "green").results()).isEmpty();
        Found names = Found.by(alice, "blue", RECENT.with("keys", List.of("content.name")));
        assertThat(names.count()).isEqualTo(1);
        assertThat(names.events())
                .extracting(it -> it.string("type"))
                .containsExactly(Optional.of("m.room.name"));
        assertThat(Found.by(alice, "blue", RECENT.with("keys", List.of("content.x"))).ids())
                .isEmpty();
    }

    @BothDatabases
    void whatWasSaidAMomentAgoIsFoundAndWhatIsIndexedToo(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            said.addFirst(alice.says(room, "message " + i));
            Found found = Found.by(alice, "message", filtered("limit", 30));
            assertThat(found.ids()).isEqualTo(said);
            assertThat(found.count()).isEqualTo(i + 1);
        }
        server.awaitIdle();
        assertThat(Found.by(alice, "messages", filtered("limit", 30)).ids()).isEqualTo(said);
    }

    /// What is not among the newest events of the server only the index knows.
    @BothDatabases
    void whatWasSaidLongAgoIsFound(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String[] texts = {"Die Größe", "東京タワー", "서울시청", "party 🎉", "quick brown fox", "o'clock"};
        for (String text : texts) {
            alice.says(room, text);
        }
        fill(alice, room);
        server.awaitIdle();

        String[][] terms = {
            {"GRÖSSE", "größe"},
            {"東京", "タワ", "ー", "東", "\"東京\""},
            {"시청", "청"},
            {"🎉", "PARTIES"},
            {"foxes quick", "\"brown fox\"", "nope or fox", "fox -nope"},
            {"o'clock"}
        };
        for (int i = 0; i < texts.length; i++) {
            for (String term : terms[i]) {
                assertThat(Found.by(alice, term).bodies()).as(term).containsExactly(texts[i]);
            }
        }
        for (String term : List.of("grosse", "京東", "brow", "fox -brown", "\"fox brown\"")) {
            assertThat(Found.by(alice, term).bodies()).as(term).isEmpty();
        }
    }

    /// More events than are looked at without the index.
    private static void fill(TestUser user, TestRoom room) {
        for (int i = 0; i < 500; i++) {
            user.says(room, "filling");
        }
    }

    @BothDatabases
    void theBestComesFirstAndOfEqualOnesTheNewest(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "a cat and a dog and a cow, all of them in one house with a garden");
        alice.says(room, "cat cat cat");
        alice.says(room, "cat");
        alice.says(room, "CAT");
        alice.says(room, "cats");

        Found found = Found.by(alice, "cat", JsonObject.EMPTY);
        assertThat(found.bodies())
                .containsExactly(
                        "cat cat cat",
                        "CAT",
                        "cat",
                        "cats",
                        "a cat and a dog and a cow, all of them in one house with a garden");
        assertThat(found.results())
                .extracting(
                        result -> Double.parseDouble(result.value("rank").orElseThrow().toString()))
                .isSortedAccordingTo(Comparator.reverseOrder())
                .allMatch(rank -> rank > 0);
        assertThat(found.highlights()).containsExactlyInAnyOrder("cat", "cats");
        assertThat(found.next()).isEmpty();
    }

    @BothDatabases
    void pagesOfTheNewestStayWhileMessagesArrive(TestServer server) {
        pagesStay(server, RECENT);
    }

    @BothDatabases
    void pagesOfTheBestStayWhileMessagesArrive(TestServer server) {
        pagesStay(server, JsonObject.of("order_by", "rank"));
    }

    private static void pagesStay(TestServer server, JsonObject order) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            said.addFirst(
                    alice.says(room, i % 3 == 0 ? "tea" : i % 3 == 1 ? "tea tea" : "tea time"));
        }
        JsonObject criteria = order.with("filter", JsonObject.of("limit", 4));
        List<String> found = new ArrayList<>();
        Found page = Found.by(alice, "tea", criteria);
        for (int pages = 0; pages < 3; pages++) {
            assertThat(page.count()).isEqualTo(10);
            found.addAll(page.ids());
            alice.says(room, "tea tea tea");
            page =
                    pages < 2
                            ? Found.after(page.next().orElseThrow(), alice, "tea", criteria)
                            : page;
        }

        assertThat(page.next()).isEmpty();
        assertThat(found).containsExactlyInAnyOrderElementsOf(said);
        if (order.equals(RECENT)) {
            assertThat(found).isEqualTo(said);
        }
    }

    /// Complement's test of paging wants it so, for Synapse does.
    @BothDatabases
    void aFullPageHasANextOneThatMayBeEmpty(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        alice.says(room, "one more");
        JsonObject criteria = filtered("limit", 2);

        Found page = Found.by(alice, "one", criteria);
        Found end = Found.after(page.next().orElseThrow(), alice, "one", criteria);

        assertThat(end.results()).isEmpty();
        assertThat(end.count()).isEqualTo(2);
        assertThat(end.next()).isEmpty();
    }

    @BothDatabases
    void resultsComeInGroupsThatHavePagesOfTheirOwn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom one = alice.createsRoomWith(bob);
        TestRoom other = alice.createsRoomWith(bob);
        List<String> inOne = new ArrayList<>();
        List<String> byBob = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inOne.addFirst(alice.says(one, "tea " + i));
            byBob.addFirst(bob.says(other, "tea " + i));
        }
        for (String order : List.of("recent", "rank")) {
            JsonObject criteria =
                    JsonObject.of(
                            "order_by",
                            order,
                            "filter",
                            JsonObject.of("limit", 4),
                            "groupings",
                            JsonObject.of(
                                    "group_by",
                                    List.of(
                                            JsonObject.of("key", "room_id"),
                                            JsonObject.of("key", "sender"))));
            Found found = Found.by(alice, "tea", criteria);
            assertThat(found.count()).isEqualTo(8);
            assertThat(found.group("room_id", other).integer("order")).contains(1L);
            assertThat(found.group("room_id", one).integer("order")).contains(2L);
            assertThat(events(found.group("room_id", one))).isEqualTo(inOne.subList(0, 2));
            assertThat(events(found.group("sender", bob))).isEqualTo(byBob.subList(0, 2));

            Found more = next(found.group("room_id", one), alice, criteria);
            assertThat(more.ids()).isEqualTo(inOne.subList(2, 4));
            assertThat(more.count()).isEqualTo(4);
            more = next(found.group("sender", bob), alice, criteria);
            assertThat(more.ids()).isEqualTo(byBob.subList(2, 4));
            assertThat(more.next()).isEmpty();
        }
    }

    private static List<String> events(JsonObject group) {
        return group.array("results").orElseThrow().strings();
    }

    private static Found next(JsonObject group, TestUser user, JsonObject criteria) {
        return Found.after(group.string("next_batch").orElseThrow(), user, "tea", criteria);
    }

    @BothDatabases
    void whatIsAroundAResultComesWithIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        for (int i = 1; i <= 7; i++) {
            (i % 2 == 0 ? alice : bob).says(room, "Message number " + i);
        }
        JsonObject around = JsonObject.of("before_limit", 2, "after_limit", 1);
        JsonObject result =
                Found.by(alice, "Message 4", RECENT.with("event_context", around))
                        .results()
                        .getFirst();
        JsonObject context = result.object("context").orElseThrow();

        assertThat(bodies(context, "events_before"))
                .containsExactly("Message number 3", "Message number 2");
        assertThat(bodies(context, "events_after")).containsExactly("Message number 5");
        assertThat(context.has("profile_info")).isFalse();
        String start = context.string("start").orElseThrow();
        String end = context.string("end").orElseThrow();
        assertThat(TestAnswer.bodies(page(alice, room, "b", start)))
                .containsExactly("Message number 1");
        assertThat(TestAnswer.bodies(page(alice, room, "f", end)))
                .containsExactly("Message number 6");

        JsonObject whole =
                Found.by(
                                alice,
                                "4",
                                RECENT.with("event_context", around.with("include_profile", true)))
                        .results()
                        .getFirst()
                        .object("context")
                        .orElseThrow();
        assertThat(whole.object("profile_info").orElseThrow())
                .isEqualTo(
                        JsonObject.of(
                                alice.toString(),
                                JsonObject.of("displayname", "alice"),
                                bob.toString(),
                                JsonObject.of("displayname", "bob")));
        assertThat(Found.by(alice, "4").results().getFirst().object("context"))
                .contains(JsonObject.EMPTY);
    }

    @BothDatabases
    void ofWhatNobodyWantsToSeeAroundAResultNotAllIsRead(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.says(room, "first");
        for (int i = 0; i < 300; i++) {
            alice.says(room, "noise");
        }
        bob.says(room, "last");
        bob.says(room, "tea");
        bob.ignores(alice);

        JsonObject context =
                Found.by(bob, "tea", RECENT.with("event_context", JsonObject.EMPTY))
                        .results()
                        .getFirst()
                        .object("context")
                        .orElseThrow();

        assertThat(bodies(context, "events_before")).containsExactly("last");
        assertThat(TestAnswer.bodies(page(bob, room, "b", context.string("start").orElseThrow())))
                .containsExactly("first");
    }

    private static List<JsonObject> page(TestUser user, TestRoom room, String dir, String from) {
        return user.get("/rooms/" + room + "/messages?limit=1&dir=" + dir + "&from=" + from)
                .list("chunk");
    }

    private static List<String> bodies(JsonObject context, String part) {
        return TestAnswer.bodies(context.array(part).orElseThrow().objects());
    }

    @BothDatabases
    void theStateOfTheRoomsComesWithTheResults(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "One"));
        TestRoom other = alice.creates(JsonObject.of("name", "Other"));
        alice.says(room, "tea");

        Found found = Found.by(alice, "tea", RECENT.with("include_state", true));

        assertThat(found.state(room))
                .anyMatch(event ->
                        event.object("content")
                                .flatMap(it -> it.string("name"))
                                .equals(Optional.of("One")));
        assertThat(found.state(other)).isEmpty();
    }

    @BothDatabases
    void aFilterNarrows(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom one = alice.createsRoomWith(bob);
        TestRoom other = alice.createsRoomWith(bob);
        String mine = alice.says(one, "tea");
        String his = bob.says(other, "tea");
        String link =
                alice.says(
                        other,
                        JsonObject.of("msgtype", "m.file", "body", "tea", "url", "mxc://a/b"));
        alice.setState(one, "m.room.topic", "", JsonObject.of("topic", "tea")).ok();

        assertThat(Found.by(alice, "tea", filtered("senders", List.of(bob.id()))).ids())
                .containsExactly(his);
        assertThat(Found.by(alice, "tea", filtered("not_senders", List.of(alice.id()))).ids())
                .containsExactly(his);
        assertThat(Found.by(alice, "tea", filtered("rooms", List.of(other.id()))).ids())
                .containsExactly(link, his);
        assertThat(Found.by(alice, "tea", filtered("not_rooms", List.of(one.id()))).ids())
                .containsExactly(link, his);
        assertThat(Found.by(alice, "tea", filtered("contains_url", true)).ids())
                .containsExactly(link);
        assertThat(Found.by(alice, "tea", filtered("types", List.of("m.room.mess*"))).ids())
                .containsExactly(link, his, mine);
        assertThat(Found.by(alice, "tea", filtered("not_types", List.of("m.room.message"))).count())
                .isEqualTo(1);
        assertThat(Found.by(alice, "tea", filtered("types", List.of("m.reaction"))).ids())
                .isEmpty();
        assertThat(Found.by(alice, "tea", filtered("rooms", List.of())).ids()).isEmpty();
        assertThat(Found.by(alice, "tea", filtered("limit", 0)).ids()).isEmpty();
    }

    @BothDatabases
    void whoNamesARoomAlsoSearchesThoseItHasReplaced(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom first = alice.creates(JsonObject.of("room_version", "9"));
        String before = alice.says(first, "Message before upgrade");
        TestRoom second = upgraded(alice, first, "10");
        TestRoom third = upgraded(alice, second, "12");
        String after = alice.says(third, "Message after upgrade");
        JsonObject messages = RECENT.with("keys", List.of("content.body"));

        JsonObject rooms = JsonObject.of("rooms", List.of(third.id()));
        assertThat(Found.by(alice, "upgrade", messages.with("filter", rooms)).ids())
                .containsExactly(after, before);
        JsonObject without = rooms.with("not_rooms", List.of(first.id()));
        assertThat(Found.by(alice, "upgrade", messages.with("filter", without)).ids())
                .containsExactly(after);
    }

    private static TestRoom upgraded(TestUser user, TestRoom room, String version) {
        JsonObject answer =
                user.post("/rooms/" + room + "/upgrade", JsonObject.of("new_version", version))
                        .ok();
        return new TestRoom(RoomId.parse(answer.string("replacement_room").orElseThrow()));
    }

    @BothDatabases
    void ofAMessageAndItsEditsTheNewestIsFound(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String original = alice.says(room, "I like coffee and milk");
        String first = alice.edits(room, original, "I like tea and milk");
        server.clock().advance(Duration.ofSeconds(1));
        String second = alice.edits(room, original, "I like tea and lemon");

        for (String order : List.of("recent", "rank")) {
            JsonObject criteria = JsonObject.of("order_by", order);
            assertThat(Found.by(alice, "like", criteria).ids()).containsExactly(second);
            assertThat(Found.by(alice, "milk", criteria).ids()).isEmpty();
            assertThat(Found.by(alice, "coffee", criteria).ids()).isEmpty();
        }
        alice.redact(room, second).ok();
        assertThat(Found.by(alice, "like").ids()).containsExactly(first);
        alice.redact(room, original).ok();
        assertThat(Found.by(alice, "like").ids())
                .as("what was redacted is not found by its edit")
                .isEmpty();
    }

    @BothDatabases
    void whatRelatesToAResultComesWithIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "tea?");
        alice.answers(room, root, "yes");

        assertThat(
                        Found.by(alice, "tea")
                                .events()
                                .getFirst()
                                .object("unsigned")
                                .flatMap(it -> it.object("m.relations"))
                                .flatMap(it -> it.object("m.thread")))
                .isPresent();
    }

    @BothDatabases
    void whatIsSaidInEncryptedRoomsIsNotFoundButTheirNamesAre(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Tea"));
        alice.setState(
                        room,
                        "m.room.encryption",
                        "",
                        JsonObject.of("algorithm", "m.megolm.v1.aes-sha2"))
                .ok();
        alice.says(room, "tea in clear");
        alice.send(room, "m.room.encrypted", JsonObject.of("body", "tea")).ok();

        assertThat(Found.by(alice, "tea").events())
                .extracting(event -> event.string("type").orElseThrow())
                .containsExactly("m.room.name");
    }

    @BothDatabases
    void whatMakesNoSenseIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/search").isError(400, "M_MISSING_PARAM");
        JsonObject categories = JsonObject.of("search_categories", JsonObject.EMPTY);
        assertThat(alice.post("/search", categories).ok()).isEqualTo(categories);
        alice.post(
                        "/search",
                        JsonObject.of(
                                "search_categories",
                                JsonObject.of("room_events", JsonObject.EMPTY)))
                .isError(400, "M_MISSING_PARAM");
        refused(alice, "order_by", "best", "M_INVALID_PARAM");
        refused(alice, "order_by", 7, "M_BAD_JSON");
        refused(alice, "filter", JsonObject.of("limit", -1), "M_BAD_JSON");
        refused(alice, "filter", JsonObject.of("rooms", List.of("nowhere")), "M_BAD_JSON");
        refused(
                alice,
                "groupings",
                JsonObject.of("group_by", List.of(JsonObject.of("key", "type"))),
                "M_INVALID_PARAM");
        refused(alice, "event_context", JsonObject.of("before_limit", -1), "M_INVALID_PARAM");
        for (String token :
                List.of(
                        "",
                        "b",
                        "b1",
                        "b1_2_3",
                        "s5",
                        "b1_2/type/eA",
                        "b" + "9".repeat(30) + "_1")) {
            Found.after(token, alice, "tea", RECENT).answer().isError(400, "M_INVALID_PARAM");
        }
        Found.after("b1_2", alice, "tea", JsonObject.EMPTY)
                .answer()
                .isError(400, "M_INVALID_PARAM");
        server.guest().post("/search", categories).isError(403, "M_GUEST_ACCESS_FORBIDDEN");
    }

    private static void refused(TestUser user, String key, Object value, String errcode) {
        Found.by(user, "tea", JsonObject.of(key, value)).answer().isError(400, errcode);
    }

    @BothDatabases
    void aTokenThatSomebodyMadeUpFindsNoMoreThanOthers(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.says(room, "tea");
        String group = "/room_id/" + UnpaddedBase64.encodeUrl(room.toString().getBytes(UTF_8));

        assertThat(Found.after("b999999_0" + group, alice, "tea", RECENT).bodies())
                .containsExactly("tea");
        assertThat(Found.after("b999999_0" + group, bob, "tea", RECENT).ids()).isEmpty();
        assertThat(Found.after("b999999_0/sender/eA", alice, "tea", RECENT).ids()).isEmpty();
    }

    /// The databases have languages of their own for queries, and none of them is spoken here.
    @BothDatabases
    void hostileTermsFindNothingAndFailNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "words \u0000 \uD83D ' \" & | ! : * ( ) \\ NEAR(a b, 3) 'x':*A <-> -");
        server.awaitIdle();

        for (String term :
                List.of(
                        "",
                        " ",
                        "\"",
                        "'",
                        "\\",
                        "*",
                        ":",
                        "\u0000",
                        "\uD83D",
                        "(",
                        ")",
                        "&",
                        "!",
                        "^",
                        "x'y':*",
                        "zz*",
                        "' OR 1=1 --",
                        "{words}:zz",
                        "\"zz\" NOT \"yy\"",
                        "-",
                        "- -",
                        "zz:*A",
                        "§zz",
                        "words:zz",
                        "NEAR(zz yy)",
                        "\uFFFE",
                        "%",
                        "a".repeat(100_000),
                        "\"".repeat(100_000),
                        "(".repeat(100_000),
                        "zz or ".repeat(20_000),
                        "-a ".repeat(30_000))) {
            assertThat(Found.by(alice, term).ids()).as("%.40s", term).isEmpty();
            assertThat(Found.by(alice, term, JsonObject.EMPTY).ids()).as("%.40s", term).isEmpty();
        }
        assertThat(Found.by(alice, "near words").count()).isEqualTo(1);
    }

    @BothDatabases
    void hostileMessagesAreIndexedUpToABound(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        StringBuilder many = new StringBuilder("first ");
        for (int i = 0; i < 10_000; i++) {
            many.append(Integer.toString(i, 36)).append(' ');
        }
        for (String text :
                List.of(
                        many.toString(),
                        "\u0000".repeat(5_000),
                        "\uFDFA".repeat(10_000),
                        "' \\ ' \\",
                        "𝕏 ".repeat(10_000),
                        "a\u0300".repeat(10_000),
                        "漢".repeat(10_000))) {
            alice.says(room, text);
        }
        alice.says(room, "last");
        server.awaitIdle();

        assertThat(Found.by(alice, "first").count()).isEqualTo(1);
        assertThat(Found.by(alice, Integer.toString(9_999, 36)).count()).isZero();
        assertThat(Found.by(alice, "漢漢").count()).isEqualTo(1);
        assertThat(Found.by(alice, "last").count()).isEqualTo(1);
    }

    @BothDatabases
    @Configured("enable_search: false")
    void whereSearchIsDisabledItIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        Found.by(alice, "tea").answer().isError(400, "M_UNKNOWN");
    }

    @BothDatabases
    void whatWasSaidBeforeThereWasAnIndexIsIndexedOnceThereIs(TestDatabase database) {
        TestUser alice;
        String said;
        try (TestServer before = TestServer.on(database, "enable_search: false")) {
            alice = before.user("alice");
            TestRoom room = alice.createsPublicRoom();
            said = alice.says(room, "tea");
            alice.redact(room, alice.says(room, "tea")).ok();
            fill(alice, room);
            before.awaitIdle();
        }

        try (TestServer after = TestServer.on(database)) {
            after.awaitIdle();
            assertThat(Found.by(alice.at(after), "tea").ids()).containsExactly(said);
        }
    }

    @BothDatabases
    void manyRoomsAreSearchedAtOnce(TestServer server) {
        TestUser alice = server.user("alice");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            TestRoom room = alice.createsPublicRoom();
            said.addFirst(alice.says(room, "tea"));
        }
        fill(alice, alice.createsPublicRoom());
        server.awaitIdle();

        assertThat(Found.by(alice, "tea", filtered("limit", 20)).ids()).isEqualTo(said);
        JsonArray senders = JsonArray.from(List.of(alice.id()));
        assertThat(
                        Found.by(
                                        alice,
                                        "tea",
                                        RECENT.with(
                                                "filter",
                                                JsonObject.of("senders", senders, "limit", 20)))
                                .ids())
                .isEqualTo(said);
    }
}
