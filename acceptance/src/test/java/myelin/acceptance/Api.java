package myelin.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;

/// The client API of a server in the plainest form: what is sent and what is answered, as JSON.
///
/// Used by any thread. Throws [UncheckedIOException] when the server hangs up or isn't there, and
/// [AssertionError] for an answer other than 200.
final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final HttpClient http;

    Api(URI server) {
        this.server = server;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /// A person who is logged in.
    record Session(String userId, String accessToken) {}

    /// Whether a GET of `path` is answered with 200.
    boolean answers(String path) {
        try {
            return exchange(HttpRequest.newBuilder(server.resolve(path)).GET()).statusCode() == 200;
        } catch (UncheckedIOException absent) {
            return false;
        }
    }

    /// Registers an account and logs in.
    Session register(String name) {
        JsonObject answer =
                fine(
                        HttpRequest.newBuilder(server.resolve("/_matrix/client/v3/register"))
                                .POST(
                                        body(
                                                JsonObject.of(
                                                        "username",
                                                        name,
                                                        "password",
                                                        "secret of " + name,
                                                        "auth",
                                                        JsonObject.of("type", "m.login.dummy")))));
        return new Session(
                answer.string("user_id").orElseThrow(),
                answer.string("access_token").orElseThrow());
    }

    String createRoom(Session session) {
        JsonObject room = JsonObject.of("preset", "public_chat");
        return post(session, "/createRoom", room).string("room_id").orElseThrow();
    }

    void join(Session session, String roomId) {
        post(session, "/join/" + encode(roomId), JsonObject.EMPTY);
    }

    /// Sends a text message and returns the id of the event.
    String send(Session session, String roomId, String transactionId, String text) {
        String path = "/rooms/" + encode(roomId) + "/send/m.room.message/" + transactionId;
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", text);
        return fine(request(session, path).PUT(body(content))).string("event_id").orElseThrow();
    }

    JsonObject event(Session session, String roomId, String eventId) {
        return get(session, "/rooms/" + encode(roomId) + "/event/" + encode(eventId));
    }

    /// A page of at most 1,000 events, from the newest to older ones.
    ///
    /// @param from a token, or nothing for the newest event
    /// @param to a token to stop at, or nothing
    JsonObject messages(
            Session session, String roomId, Optional<String> from, Optional<String> to) {
        return get(
                session,
                "/rooms/"
                        + encode(roomId)
                        + "/messages?dir=b&limit=1000"
                        + from.map(token -> "&from=" + encode(token)).orElse("")
                        + to.map(token -> "&to=" + encode(token)).orElse(""));
    }

    /// @param since a token, or nothing for an initial sync
    /// @param timeout how long the server may wait for news
    JsonObject sync(Session session, Optional<String> since, Duration timeout) {
        JsonObject filter =
                JsonObject.of("room", JsonObject.of("timeline", JsonObject.of("limit", 1000)));
        return get(
                session,
                "/sync?timeout="
                        + timeout.toMillis()
                        + "&filter="
                        + encode(filter.toString())
                        + since.map(token -> "&since=" + encode(token)).orElse(""));
    }

    /// The events of an answer's `chunk` or of a timeline.
    static List<JsonObject> events(JsonObject answer, String key) {
        return answer.array(key).orElse(JsonArray.EMPTY).objects();
    }

    private JsonObject get(Session session, String path) {
        return fine(request(session, path).GET());
    }

    private JsonObject post(Session session, String path, JsonObject content) {
        return fine(request(session, path).POST(body(content)));
    }

    private HttpRequest.Builder request(Session session, String path) {
        return HttpRequest.newBuilder(server.resolve("/_matrix/client/v3" + path))
                .header("Authorization", "Bearer " + session.accessToken());
    }

    private JsonObject fine(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request);
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    "%s %s was answered with %d %s"
                            .formatted(
                                    response.request().method(),
                                    response.request().uri(),
                                    response.statusCode(),
                                    new String(response.body(), StandardCharsets.UTF_8)));
        }
        return JsonParser.object(response.body());
    }

    private HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static HttpRequest.BodyPublisher body(JsonObject content) {
        return BodyPublishers.ofByteArray(JsonWriter.bytes(content));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
