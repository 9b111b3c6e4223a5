package myelin.hostile;

import static myelin.TestUser.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.CountedStatements;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;

/// Who asks for very much at once does not make the server ask its database for very much.
final class BoundedWorkTest {
    private static final int MUCH = 10_000;

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
                        JsonArray.of(JsonArray.of(0, 9_007_199_254_740_991L)),
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

    private static List<String> texts(String format) {
        return IntStream.range(0, MUCH).mapToObj(format::formatted).toList();
    }
}
