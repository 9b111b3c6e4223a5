package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static myelin.slidingsync.SlidingClient.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// How sliding sync refuses what is too much, or makes no sense.
final class SlidingLimitsTest {

    private static final String INVALID = "M_INVALID_PARAM";
    private static final String MISSING = "M_MISSING_PARAM";
    private static final String BAD = "M_BAD_JSON";

    @BothDatabases
    void tooMuchIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        JsonArray range = JsonArray.of(0, 1);
        JsonArray pair = JsonArray.of("m.room.member", "@a:b");
        String longText = "x".repeat(300);

        asked(alice, lists(list(0, 1, 1).with("ranges", many(range, 10_000))))
                .isError(400, INVALID);
        asked(alice, lists(list(0, 1, 1).with("required_state", manyPairs())))
                .isError(400, INVALID);
        asked(alice, lists(list(0, 1, 1001))).isError(400, INVALID);
        asked(alice, JsonObject.of("lists", numbered(101, list(0, 1, 1)))).isError(400, INVALID);
        asked(alice, JsonObject.of("lists", JsonObject.of(longText, list(0, 1, 1))))
                .isError(400, INVALID);
        asked(alice, JsonObject.of("conn_id", longText)).isError(400, INVALID);
        asked(alice, filter("tags", many("u.x", 5_000))).isError(400, INVALID);
        asked(alice, filter("spaces", many("!s:test", 5_000))).isError(400, INVALID);
        asked(alice, filter("room_name_like", longText)).isError(400, INVALID);
        asked(alice, JsonObject.of("room_subscriptions", numbered(1_001, subscription(1))))
                .isError(400, INVALID);
        asked(alice, lists(list(0, 1, 1).with("required_state", many(pair, 5_000)))).ok();
    }

    private static JsonArray manyPairs() {
        List<JsonArray> pairs = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            pairs.add(JsonArray.of("m.room.member", "@user" + i + ":test"));
        }
        return JsonArray.from(pairs);
    }

    @BothDatabases
    void nonsenseIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        asked(alice, JsonObject.of("lists", 7)).isError(400, BAD);
        asked(alice, lists(JsonObject.EMPTY)).isError(400, MISSING);
        asked(alice, lists(list(0, 1, 1).without("timeline_limit"))).isError(400, MISSING);
        asked(alice, lists(list(0, 1, 1).with("timeline_limit", "1"))).isError(400, BAD);
        asked(alice, lists(list(-1, 1, 1))).isError(400, INVALID);
        asked(alice, lists(list(0, 1, 1).with("ranges", JsonArray.of(JsonArray.of(1)))))
                .isError(400, INVALID);
        asked(alice, lists(list(0, 1, 1).with("required_state", JsonArray.of(JsonArray.of("a")))))
                .isError(400, INVALID);
        asked(alice, filter("is_dm", "yes")).isError(400, BAD);
        asked(alice, filter("tags", JsonArray.of(7))).isError(400, BAD);
        asked(
                        alice,
                        JsonObject.of(
                                "extensions",
                                JsonObject.of(
                                        "to_device",
                                        JsonObject.of("enabled", true, "since", "later"))))
                .isError(400, INVALID);
        alice.post(SlidingClient.PATH + "?timeout=soon", JsonObject.EMPTY).isError(400, INVALID);
        alice.post(SlidingClient.PATH + "?set_presence=bored", JsonObject.EMPTY)
                .isError(400, INVALID);
    }

    @BothDatabases
    void whatIsOddIsAnsweredAllTheSame(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();

        asked(alice, JsonObject.EMPTY).ok();
        asked(alice, lists(list(5, 2, 1))).ok();
        asked(alice, lists(list(0, 9_007_199_254_740_991L, -7))).ok();
        asked(alice, JsonObject.of("room_subscriptions", numbered(3, subscription(1)))).ok();
        asked(alice, filter("room_types", JsonArray.of(7, JsonArray.EMPTY))).ok();
        asked(alice, filter("room_name_like", "")).ok();
        alice.post(SlidingClient.PATH + "?timeout=-5", JsonObject.EMPTY).ok();
        alice.post(SlidingClient.PATH + "?timeout=9223372036854775807", JsonObject.EMPTY).ok();
    }

    @BothDatabases
    void longTimelinesOfManyRoomsAreCut(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        for (int i = 0; i < 30; i++) {
            alice.says(room, "message " + i);
        }
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 99, 1_000));

        assertThat(client.asks().messages(room)).hasSize(30);
        client.asks().isEmpty();
    }

    private static TestAnswer asked(TestUser user, JsonObject body) {
        return user.post(SlidingClient.PATH, body);
    }

    private static JsonObject lists(JsonObject list) {
        return JsonObject.of("lists", JsonObject.of("all", list));
    }

    private static JsonObject filter(String name, Object value) {
        return lists(list(0, 9, 1).with("filters", JsonObject.of(name, value)));
    }

    private static JsonArray many(Object value, int count) {
        return JsonArray.from(Collections.nCopies(count, value));
    }

    private static JsonObject numbered(int count, JsonObject value) {
        Map<String, JsonObject> all = new HashMap<>();
        for (int i = 0; i < count; i++) {
            all.put("!n" + i + ":test", value);
        }
        return JsonObject.from(all);
    }
}
