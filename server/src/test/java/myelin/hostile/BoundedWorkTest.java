package myelin.hostile;

import static myelin.TestUser.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.CountedStatements;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;

/// Who asks for very much at once does not make the server ask its database for very much.
final class BoundedWorkTest {
    private static final int MUCH = 10_000;
    private static final long GREATEST = 9_007_199_254_740_991L;

    /// More than any request needs that asks for one page of one small room.
    private static final int FEW_STATEMENTS = 60;

    private static final String SLIDING =
            "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
    private static final String BOMB = "a*".repeat(60) + "b";

    @BothDatabases
    void aHugeLimitCostsNoMoreThanThereIs(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "one");
        try (CountedStatements statements = new CountedStatements()) {
            for (String limit : List.of("1000000000", "9223372036854775807", "-1", "0")) {
                alice.get("/rooms/" + room + "/messages?dir=b&limit=" + limit);
                alice.get("/rooms/" + room + "/context/" + event + "?limit=" + limit);
                alice.get("/publicRooms?limit=" + limit);
                alice.get(
                        "/_matrix/client/v1/rooms/%s/hierarchy?limit=%s&max_depth=%s"
                                .formatted(room, limit, limit));
                alice.get(
                        "/_matrix/client/v1/rooms/%s/relations/%s?limit=%s"
                                .formatted(room, event, limit));
                alice.get("/_matrix/client/v1/rooms/%s/threads?limit=%s".formatted(room, limit));
                alice.get("/notifications?limit=" + limit);
                alice.get("/initialSync?limit=" + limit);
                alice.post(
                        "/search",
                        JsonParser.object(
                                """
                                {"search_categories": {"room_events": {"search_term": "one",
                                  "filter": {"limit": %s}, "include_state": true,
                                  "event_context": {"before_limit": %s, "after_limit": %s}}}}\
                                """
                                        .formatted(limit, limit, limit)));
                alice.get(
                        "/sync?filter="
                                + encoded("{\"room\":{\"timeline\":{\"limit\":" + limit + "}}}"));
            }
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    @BothDatabases
    void aFilterBombCostsNoMoreThanAFilter(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.send(room, "a".repeat(200), JsonObject.EMPTY).ok();
        JsonArray types = JsonArray.from(Collections.nCopies(MUCH, BOMB));
        JsonArray rooms = JsonArray.from(texts("!room%d:test"));
        JsonArray users = JsonArray.from(texts("@user%d:test"));
        JsonObject events =
                JsonObject.of(
                        "types", types, "not_types", types, "senders", users, "not_senders", users);
        JsonObject filter =
                JsonObject.of(
                        "presence",
                        events,
                        "account_data",
                        events,
                        "event_fields",
                        JsonArray.from(texts("content.a%d")),
                        "room",
                        JsonObject.of(
                                "rooms",
                                JsonArray.from(List.of(room.toString(), rooms.at(0), rooms.at(1))),
                                "not_rooms",
                                rooms,
                                "timeline",
                                events,
                                "state",
                                events.with("rooms", rooms)));
        try (CountedStatements statements = new CountedStatements()) {
            TestAnswer stored = alice.post("/user/" + alice + "/filter", filter);
            assertThat(stored.status()).isIn(200, 400, 413);
            stored.text("filter_id").ifPresent(id -> alice.get("/sync?filter=" + id).ok());
            JsonObject one = JsonObject.of("types", List.of(BOMB));
            alice.get("/rooms/" + room + "/messages?dir=b&filter=" + encoded(one)).ok();
            JsonArray some = JsonArray.from(Collections.nCopies(200, BOMB));
            alice.post("/search", search("one", JsonObject.of("types", some, "not_types", some)))
                    .ok();
            alice.sync(JsonObject.of("room", JsonObject.of("timeline", one)));
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    @BothDatabases
    void aHugeWindowOfSlidingSyncIsRefusedOrCostsNoMoreThanItShows(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonArray ranges =
                JsonArray.from(
                        IntStream.range(0, MUCH)
                                .mapToObj(i -> JsonArray.of(2 * i, 2 * i + 1))
                                .toList());
        JsonArray state =
                JsonArray.from(texts("a%d").stream().map(type -> JsonArray.of(type, "*")).toList());
        JsonObject list =
                JsonObject.of(
                        "ranges",
                        JsonArray.of(JsonArray.of(0, GREATEST)),
                        "timeline_limit",
                        10,
                        "required_state",
                        JsonArray.EMPTY);
        try (CountedStatements statements = new CountedStatements()) {
            for (JsonObject asked :
                    List.of(
                            list,
                            list.with("ranges", ranges),
                            list.with("required_state", state),
                            list.with("filters", JsonObject.of("room_name_like", "(a+)+$%_")))) {
                JsonObject lists = JsonObject.of("one", asked);
                TestAnswer answer = alice.post(SLIDING, JsonObject.of("lists", lists));
                assertThat(answer.status()).isIn(200, 400);
            }
            JsonObject subscription = list.without("ranges").with("required_state", state);
            alice.post(
                    SLIDING,
                    JsonObject.of(
                            "room_subscriptions", JsonObject.of(room.toString(), subscription)));
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    @BothDatabases
    void whatLooksLikeARegularExpressionIsText(TestServer server) {
        TestUser alice = server.user("alice");
        alice.creates(
                JsonObject.of(
                        "visibility", "public", "name", "a".repeat(200), "preset", "public_chat"));
        try (CountedStatements statements = new CountedStatements()) {
            for (String term : List.of("(a+)+$", ".*", BOMB, "%", "_", "\\", "[a-z]*", "'\"")) {
                JsonObject filter = JsonObject.of("generic_search_term", term);
                JsonObject found = alice.post("/publicRooms", JsonObject.of("filter", filter)).ok();
                assertThat(found.array("chunk").orElseThrow().size()).as(term).isZero();
            }
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    /// For each event that he may not see there was a query once, where he wanted one event of a page.
    @BothDatabases
    void whoMaySeeNearlyNothingDoesNotCostAQueryForEachEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        for (int i = 0; i < 300; i++) {
            alice.says(room, "noise");
        }
        String said = bob.says(room, "one");
        bob.ignores(alice);
        JsonObject around = JsonObject.of("before_limit", 1, "after_limit", 1);
        JsonObject sought = JsonObject.of("search_term", "one", "event_context", around);
        try (CountedStatements statements = new CountedStatements()) {
            bob.get("/rooms/" + room + "/messages?limit=1&dir=f").ok();
            bob.get("/rooms/" + room + "/context/" + said + "?limit=2").ok();
            bob.post(
                            "/search",
                            JsonObject.of(
                                    "search_categories", JsonObject.of("room_events", sought)))
                    .ok();
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    @BothDatabases
    void aSearchBombCostsNoMoreThanASearch(TestServer server) {
        TestUser alice = server.user("alice");
        alice.says(alice.createsPublicRoom(), "a".repeat(200));
        try (CountedStatements statements = new CountedStatements()) {
            for (String term :
                    List.of(
                            BOMB,
                            "a or ".repeat(MUCH),
                            "-a ".repeat(MUCH),
                            "\"a b\" ".repeat(MUCH),
                            "漢".repeat(MUCH),
                            "\uFDFA".repeat(MUCH),
                            "🎉".repeat(MUCH))) {
                alice.post("/search", search(term, JsonObject.EMPTY)).ok();
            }
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    private static JsonObject search(String term, JsonObject filter) {
        return JsonObject.of(
                "search_categories",
                JsonObject.of("room_events", JsonObject.of("search_term", term, "filter", filter)));
    }

    @BothDatabases
    void whoeverSearchesForUsersSearchesForText(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        bob.createsPublicRoom();
        bob.put("/profile/" + bob + "/displayname", JsonObject.of("displayname", "q".repeat(200)))
                .ok();
        server.awaitIdle();
        // What is no letter stands between words.
        List<String> bobs =
                List.of("bo.", "b*", "b%", "b.*", "[bob]", "@b*:test", "bob ".repeat(MUCH));
        List<String> nobodys =
                List.of(
                        "(a+)+$",
                        ".*",
                        "%",
                        "_",
                        "\\",
                        "[a-z]*",
                        "'\"",
                        "\0",
                        "?ob",
                        "bob:*",
                        String.join(" ", texts("word%d")),
                        "x".repeat(MUCH),
                        "a ".repeat(MUCH) + "b");
        try (CountedStatements statements = new CountedStatements()) {
            for (String term : bobs) {
                assertThat(found(alice, term)).as(term).isEqualTo(1);
            }
            for (String term : nobodys) {
                assertThat(found(alice, term)).as(term).isZero();
            }
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    private static int found(TestUser searcher, String term) {
        JsonObject search = JsonObject.of("search_term", term, "limit", GREATEST);
        return searcher.post("/user_directory/search", search).list("results").size();
    }

    /// The same on a connection on which the client has been told of its rooms.
    @BothDatabases
    void whatAConnectionAsksForAfterwardsIsBoundedToo(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject list =
                JsonObject.of(
                        "ranges",
                        JsonArray.of(JsonArray.of(0, 99)),
                        "timeline_limit",
                        10,
                        "required_state",
                        JsonArray.EMPTY);
        JsonArray ranges = JsonArray.from(Collections.nCopies(MUCH, JsonArray.of(0, GREATEST)));
        JsonArray fewRanges = JsonArray.from(Collections.nCopies(200, JsonArray.of(0, GREATEST)));
        JsonArray state =
                JsonArray.from(
                        texts("a%d").stream()
                                .limit(1_000)
                                .map(type -> JsonArray.of(type, "*"))
                                .toList());
        JsonObject subscription = list.without("ranges");
        List<JsonObject> asked =
                List.of(
                        lists(list.with("ranges", ranges)),
                        lists(list.with("ranges", fewRanges)),
                        lists(list.with("required_state", state).with("timeline_limit", 1_000)),
                        JsonObject.of("lists", numbered("list%d", MUCH, list)),
                        JsonObject.of("lists", numbered("list%d", 100, list)),
                        JsonObject.of(
                                "room_subscriptions", numbered("!room%d:test", MUCH, subscription)),
                        JsonObject.of(
                                "room_subscriptions",
                                numbered("!room%d:test", 999, subscription)
                                        .with(room.toString(), subscription)),
                        lists(list)
                                .with(
                                        "extensions",
                                        JsonObject.of(
                                                "receipts",
                                                JsonObject.of(
                                                        "enabled",
                                                        true,
                                                        "rooms",
                                                        JsonArray.from(texts("!room%d:test")),
                                                        "lists",
                                                        JsonArray.from(texts("list%d"))))));
        String pos = alice.post(SLIDING, lists(list)).text("pos").orElseThrow();
        try (CountedStatements statements = new CountedStatements()) {
            for (JsonObject body : asked) {
                alice.says(room, "news");
                TestAnswer answer = alice.post(SLIDING + "?pos=" + pos, body);
                assertThat(answer.status()).isIn(200, 400);
                pos = answer.text("pos").orElse(pos);
            }
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    private static JsonObject lists(JsonObject list) {
        return JsonObject.of("lists", JsonObject.of("one", list));
    }

    private static JsonObject numbered(String format, int count, JsonObject value) {
        JsonObject.Builder all = JsonObject.builder();
        IntStream.range(0, count).forEach(i -> all.put(format.formatted(i), value));
        return all.build();
    }

    @BothDatabases
    void aLongChainOfRelationsIsNotFollowedToItsEnd(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String last = root;
        for (int i = 0; i < 100; i++) {
            last = alice.relates(room, "m.reference", last, "b");
        }
        try (CountedStatements statements = new CountedStatements()) {
            String path = "/_matrix/client/v1/rooms/" + room + "/relations/" + root;
            TestAnswer answer = alice.get(path + "?recurse=true&limit=1000");
            assertThat(answer.list("chunk")).hasSize(4);
            alice.get(path + "/m.reference?recurse=true&limit=9223372036854775807").ok();
            alice.get("/rooms/" + room + "/messages?dir=f&limit=1000").ok();
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    /// A space may name thousands of rooms that nobody here knows, and each of many spaces all the others.
    @BothDatabases
    void aPageOfASpaceLooksForFewRooms(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject kind = JsonObject.of("creation_content", JsonObject.of("type", "m.space"));
        JsonObject via = JsonObject.of("via", List.of("test"));
        TestRoom wide =
                alice.creates(
                        kind.with(
                                "initial_state",
                                texts("!room%d:test").stream()
                                        .limit(1_000)
                                        .map(child -> child(child, via))
                                        .toList()));
        List<TestRoom> spaces = IntStream.range(0, 12).mapToObj(_ -> alice.creates(kind)).toList();
        for (TestRoom space : spaces) {
            for (TestRoom child : spaces) {
                alice.setState(space, "m.space.child", child.toString(), via).ok();
            }
        }
        try (CountedStatements statements = new CountedStatements()) {
            int pages = pages(alice, wide, 1);
            assertThat(pages).isBetween(5, 8);
            assertThat(pages(alice, spaces.getFirst(), spaces.size())).isEqualTo(1);
            assertThat(statements.most()).isPositive().isLessThan(500);
        }
    }

    private static JsonObject child(String room, JsonObject via) {
        return JsonObject.of("type", "m.space.child", "state_key", room, "content", via);
    }

    private static int pages(TestUser user, TestRoom space, int expected) {
        String path = "/_matrix/client/v1/rooms/" + space + "/hierarchy?limit=9223372036854775807";
        TestAnswer page = user.get(path);
        int rooms = page.list("rooms").size();
        int pages = 1;
        for (; page.text("next_batch").isPresent(); pages++) {
            page = user.get(path + "&from=" + page.text("next_batch").orElseThrow());
            rooms += page.list("rooms").size();
        }
        assertThat(rooms).isEqualTo(expected);
        return pages;
    }

    /// Nothing of the room is in the memory of the server that is asked.
    @BothDatabases
    void whatNoFilterLetsPassIsReadInGreatStrides(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("joined");
        for (int i = 0; i < 1_000; i++) {
            alice.says(room, "message");
        }
        bob.join(room).ok();
        String nothing = encoded("{\"types\":[\"org.example.none\"]}");
        String event = bob.says(room, "mine");
        try (TestServer other = TestServer.on(database);
                CountedStatements statements = new CountedStatements()) {
            String path = "/rooms/" + room;
            TestUser late = bob.at(other);
            for (String dir : List.of("b", "f")) {
                late.get(path + "/messages?limit=1&dir=" + dir + "&filter=" + nothing).ok();
                late.get("/_matrix/client/v1" + path + "/timestamp_to_event?ts=0&dir=" + dir);
                late.get(
                        "/_matrix/client/v1"
                                + path
                                + "/timestamp_to_event?ts=9223372036854775807&dir="
                                + dir);
            }
            late.get(path + "/messages?limit=2&dir=f").ok();
            late.get(path + "/context/" + event + "?limit=2&filter=" + nothing).ok();
            late.get(
                            "/sync?filter="
                                    + encoded(
                                            "{\"room\":{\"timeline\":{\"limit\":1,\"types\":[]}}}"))
                    .ok();
            late.get("/notifications?limit=1&only=highlight").ok();
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    /// All of them are looked at for each event that somebody has not read.
    @BothDatabases
    void pushRulesAreOnlySoLarge(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        JsonObject condition =
                JsonObject.of(
                        "kind", "event_match", "key", "content.body", "pattern", "*a".repeat(20));
        JsonObject rule = JsonObject.of("actions", List.of("notify"));
        List<JsonObject> many = Collections.nCopies(400, condition);

        put(alice, "much", rule.with("conditions", Collections.nCopies(2_000, condition)))
                .isError(400, "M_UNKNOWN");
        put(alice, "one", rule.with("conditions", many)).ok();
        put(alice, "two", rule.with("conditions", many)).ok();
        put(alice, "three", rule.with("conditions", many)).isError(400, "M_UNKNOWN");
        put(alice, "two", rule.with("conditions", many)).ok();
        JsonObject tweak = JsonObject.of("set_tweak", "sound", "value", "x".repeat(400_000));
        JsonObject loud = JsonObject.of("actions", List.of(tweak));
        put(alice, "four", loud).ok();
        put(alice, "five", loud).ok();
        put(alice, "six", loud).isError(413, "M_TOO_LARGE");
        put(alice, ".m.rule.master/actions", loud).isError(413, "M_TOO_LARGE");
        alice.delete("/pushrules/global/override/one").ok();
        bob.says(room, "a".repeat(50_000) + "b");
        try (CountedStatements statements = new CountedStatements()) {
            alice.sync();
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    private static TestAnswer put(TestUser user, String rule, JsonObject body) {
        return user.put("/pushrules/global/override/" + rule, body);
    }

    @BothDatabases
    void eventFieldsMakeAnAnswerShorterAndNeverLonger(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject deep = JsonObject.of("a", 1);
        for (int i = 0; i < 50; i++) {
            deep = JsonObject.of("a", deep, "b", i);
        }
        alice.says(room, deep.with("msgtype", "m.text").with("body", "b"));
        int whole = alice.get("/sync").json().toString().length();
        JsonArray same = JsonArray.from(Collections.nCopies(200, "content.a"));
        JsonArray prefixes =
                JsonArray.from(
                        IntStream.range(1, 200).mapToObj(i -> "content" + ".a".repeat(i)).toList());
        try (CountedStatements statements = new CountedStatements()) {
            for (JsonArray fields :
                    List.of(
                            same,
                            prefixes,
                            JsonArray.of("content" + ".a".repeat(MUCH)),
                            JsonArray.of(".".repeat(MUCH)),
                            JsonArray.of("\\".repeat(MUCH)))) {
                JsonObject filter = JsonObject.of("event_fields", fields);
                assertThat(alice.sync(filter).json().toString().length())
                        .as("%.40s", fields)
                        .isPositive()
                        .isLessThanOrEqualTo(whole);
            }
            assertThat(statements.most()).isPositive().isLessThan(FEW_STATEMENTS);
        }
    }

    private static List<String> texts(String format) {
        return IntStream.range(0, MUCH).mapToObj(format::formatted).toList();
    }
}
