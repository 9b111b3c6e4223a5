package myelin.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;

/// JSON at its edges, sent by a client as the content of an event: the table of `docs/json.md`, line by line.
class JsonEdgesTest {
    private static final String DEEP = "[".repeat(125) + "]".repeat(125);

    /// What is written to the room as it is, and read back as it was.
    private static final List<String> KEPT =
            List.of(
                    "9007199254740991",
                    "-9007199254740991",
                    "\"\\u0000\"",
                    "\"\\ud83d\\ude00\"",
                    "\"\\u007f\\u0080\\u2028\\ufeff\"",
                    "\"" + "x".repeat(60_000) + "\"",
                    DEEP);

    /// What is JSON, but not what a room may hold since version 6.
    private static final List<String> NOT_CANONICAL =
            List.of("1.0", "1e2", "-0.0", "0.5", "9007199254740992", "1" + "0".repeat(900));

    /// What is no JSON here.
    private static final List<String> NOT_JSON =
            List.of(
                    "NaN",
                    "Infinity",
                    "01",
                    "1.",
                    "'x'",
                    "\"\t\"",
                    "\"\\ud800\"",
                    "\"\\udc00\\ud800\"",
                    "{\"a\":1,\"a\":1}",
                    "[1,]",
                    "[".repeat(140) + "]".repeat(140),
                    "1" + "0".repeat(1_000));

    private record Sender(TestUser user, TestRoom room) {
        TestAnswer send(byte[] content) {
            return user.put(
                    "/rooms/%s/send/edge/%d".formatted(room.id(), Arrays.hashCode(content)),
                    content);
        }

        TestAnswer send(String value) {
            return send(("{\"x\":" + value + "}").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Sender sender(TestServer server, String version) {
        TestUser alice = server.user("alice" + version);
        return new Sender(alice, alice.creates(JsonObject.of("room_version", version)));
    }

    @BothDatabases
    void whatIsKeptComesBackAsItWas(TestServer server) {
        Sender sender = sender(server, "12");
        for (String value : KEPT) {
            String id = sender.send(value).ok().string("event_id").orElseThrow();
            Json back =
                    sender.user
                            .get("/rooms/" + sender.room.id() + "/event/" + id)
                            .ok()
                            .object("content")
                            .orElseThrow();
            assertThat(back).isEqualTo(JsonParser.parse("{\"x\":" + value + "}"));
        }
    }

    @BothDatabases
    void minusZeroIsZero(TestServer server) {
        Sender sender = sender(server, "12");
        String id = sender.send("-0").ok().string("event_id").orElseThrow();
        assertThat(
                        sender.user
                                .get("/rooms/" + sender.room.id() + "/event/" + id)
                                .ok()
                                .object("content"))
                .hasValue(JsonObject.of("x", 0));
    }

    @BothDatabases
    void otherNumbersThanIntegersAreForOldRoomsOnly(TestServer server) {
        Sender old = sender(server, "5");
        Sender strict = sender(server, "6");
        for (String value : NOT_CANONICAL) {
            strict.send(value).isError(400, "M_BAD_JSON");
            old.send(value).ok();
        }
        old.send("1e400").isError(413, "M_TOO_LARGE");
    }

    @BothDatabases
    void whatIsNoJsonIsRefused(TestServer server) {
        Sender sender = sender(server, "12");
        for (String value : NOT_JSON) {
            sender.send(value).isError(400, "M_NOT_JSON");
        }
        Map<String, byte[]> encodings =
                Map.of(
                        "a byte order mark", "\ufeff{}".getBytes(StandardCharsets.UTF_8),
                        "UTF-16", "{}".getBytes(StandardCharsets.UTF_16),
                        "Latin 1", "{\"ä\":1}".getBytes(StandardCharsets.ISO_8859_1));
        encodings.values().forEach(bytes -> sender.send(bytes).isError(400, "M_NOT_JSON"));
    }

    @BothDatabases
    void anEventOfTheGreatestSizeMayBeWrittenInEscapes(TestServer server) {
        Sender sender = sender(server, "12");
        sender.send("\"" + "\\u0041".repeat(64_000) + "\"").ok();
    }

    @BothDatabases
    void whatIsTooLargeIsRefused(TestServer server) {
        Sender sender = sender(server, "12");
        sender.send("\"" + "x".repeat(65_530) + "\"").isError(413, "M_TOO_LARGE");
        sender.send("[" + DEEP + "]").isError(413, "M_TOO_LARGE");
    }

    @BothDatabases
    @Configured("stats: {enabled: true}")
    void aNulInANameStopsNobody(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        bob.put("/profile/" + bob.id() + "/displayname", JsonObject.of("displayname", "b\0b")).ok();
        TestRoom room = alice.creates(JsonObject.of("name", "a\0a", "visibility", "public"));

        alice.invite(room, bob).ok();
        bob.join(room).ok();
        alice.setState(room, "org.example", "k%00k", JsonObject.of("x", 1)).ok();
        server.awaitIdle();

        assertThat(alice.state(room, "m.room.name")).isEqualTo(JsonObject.of("name", "a\0a"));
        assertThat(bob.membership(room, bob)).isEqualTo("join");
        alice.post("/user_directory/search", JsonObject.of("search_term", "b\0b")).ok();
    }
}
