import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the JVM learns from when the start-up cache is made (see tools/train): two users who talk in some rooms. What
/// is done here often is quick from the first minute of a server, because the cache remembers what ran hot.
///
/// `java tools/Train.java http://127.0.0.1:8008`: registration without verification must be open, limits off.
final class Train {

    private static final int ROOMS = 12;
    private static final int MESSAGES = 40;
    private static final int INITIAL_SYNCS = 60;

    private final String server;

    private Train(String server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException {
        new Train(arguments[0]).talk();
    }

    private void talk() throws IOException {
        String alice = register("alice");
        String bob = register("bob");
        List<String> rooms = new ArrayList<>();
        String since = field("next_batch", get("/sync", bob));
        for (int i = 0; i < ROOMS; i++) {
            String room =
                    field(
                            "room_id",
                            call(
                                    "POST",
                                    "/createRoom",
                                    alice,
                                    "{\"preset\":\"public_chat\",\"name\":\"room\",\"topic\":\"training\"}"));
            call("POST", "/join/" + encoded(room), bob, "{}");
            rooms.add("/rooms/" + encoded(room));
        }
        for (int i = 0; i < MESSAGES; i++) {
            for (String room : rooms) {
                String event =
                        field(
                                "event_id",
                                call(
                                        "PUT",
                                        room + "/send/m.room.message/" + i,
                                        alice,
                                        "{\"msgtype\":\"m.text\",\"body\":\"message " + i + "\"}"));
                since = field("next_batch", get("/sync?timeout=0&since=" + since, bob));
                if (i % 10 == 0) {
                    call("POST", room + "/receipt/m.read/" + encoded(event), bob, "{}");
                    call("PUT", room + "/typing/" + encoded("@bob:localhost"), bob, "{\"typing\":true}");
                }
            }
        }
        for (int i = 0; i < INITIAL_SYNCS; i++) {
            get("/sync?filter=" + encoded("{\"room\":{\"timeline\":{\"limit\":20}}}"), bob);
            String room = rooms.get(i % ROOMS);
            get(room + "/messages?dir=b&limit=30", bob);
            get(room + "/members", bob);
            get(room + "/state", alice);
            window(bob, i);
        }
    }

    /// The first window of sliding sync, which shows all rooms.
    private void window(String token, int connection) throws IOException {
        request(
                "POST",
                "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0",
                token,
                """
                {"conn_id": "%d", "lists": {"all": {"ranges": [[0, 99]], "timeline_limit": 20, "required_state":
                [["m.room.create", ""], ["m.room.name", ""], ["m.room.member", "$ME"], ["m.room.member", "$LAZY"]]}},
                "extensions": {"receipts": {"enabled": true}, "typing": {"enabled": true}}}
                """
                        .formatted(connection));
    }

    private String register(String name) throws IOException {
        String body =
                "{\"username\":\"" + name + "\",\"password\":\"a training password\",\"auth\":{\"type\":\"m.login.dummy\"}}";
        return field("access_token", call("POST", "/register", null, body));
    }

    private String get(String path, String token) throws IOException {
        return call("GET", path, token, null);
    }

    private String call(String method, String path, String token, String body) throws IOException {
        return request(method, "/_matrix/client/v3" + path, token, body);
    }

    private String request(String method, String path, String token, String body) throws IOException {
        URI uri = URI.create(server + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String field(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
