package myelin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.cluster.BackgroundUpdate;
import myelin.concurrent.Loop;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.spec.ResponseCheck;

/// The whole server in the JVM of the test, which answers without a socket; rate limits are off unless a test
/// configures them with [Configured].
///
/// Each answer is compared with the specification. Time stands still until the test lets it pass.
public final class TestServer implements AutoCloseable {

    /// Everybody's password.
    static final String PASSWORD = "correct horse";

    private static final String SECRET = "shared secret";

    private static final String OFTEN = "{per_second: 1000000, burst_count: 1000000}";

    private static final Map<String, String> USUAL =
            Map.ofEntries(
                    Map.entry("server_name", "test"),
                    Map.entry("signing_key", "ed25519 a_test " + "A".repeat(43)),
                    Map.entry("listeners", "[]"),
                    Map.entry("bcrypt_rounds", "4"),
                    Map.entry("allow_guest_access", "true"),
                    Map.entry("enable_registration", "true"),
                    Map.entry("registration_shared_secret", SECRET),
                    Map.entry("enable_registration_without_verification", "true"),
                    Map.entry("room_list_publication_rules", "[{action: allow}]"),
                    Map.entry("rc_registration", OFTEN),
                    Map.entry("rc_message", OFTEN),
                    Map.entry("rc_room_creation", OFTEN),
                    Map.entry("rc_delayed_event_mgmt", OFTEN),
                    Map.entry("rc_joins_per_room", OFTEN),
                    Map.entry("rc_presence", "{per_user: " + OFTEN + "}"),
                    Map.entry("rc_joins", "{local: " + OFTEN + ", remote: " + OFTEN + "}"),
                    Map.entry(
                            "rc_invites",
                            "{per_room: "
                                    + OFTEN
                                    + ", per_user: "
                                    + OFTEN
                                    + ", per_issuer: "
                                    + OFTEN
                                    + "}"),
                    Map.entry(
                            "rc_login",
                            "{address: "
                                    + OFTEN
                                    + ", account: "
                                    + OFTEN
                                    + ", failed_attempts: "
                                    + OFTEN
                                    + "}"));

    private final TestClock clock = new TestClock();
    private final Homeserver homeserver;

    /// @param options lines of the configuration, `key: value`, which replace the usual
    TestServer(TestDatabase database, List<String> options) {
        try {
            homeserver = new Homeserver(config(database.config(), options), clock, "test");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        homeserver.start();
    }

    /// One more server on a database that has been used: after a restart, or on another node.
    ///
    /// @param options lines of the configuration, `key: value`, which replace the usual
    public static TestServer on(TestDatabase database, String... options) {
        return new TestServer(database, List.of(options));
    }

    private static Config config(DatabaseConfig database, List<String> options) {
        Map<String, String> lines = new LinkedHashMap<>(USUAL);
        for (String option : options) {
            String[] parts = option.split(":", 2);
            lines.put(parts[0], parts[1]);
        }
        StringBuilder yaml = new StringBuilder();
        lines.forEach((name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
        return ConfigReader.parse(yaml.toString()).with(database);
    }

    public Homeserver homeserver() {
        return homeserver;
    }

    /// How many users count as active.
    public long monthlyActiveUsers() {
        return homeserver.access().usage().monthlyActiveUsers();
    }

    public TestClock clock() {
        return clock;
    }

    /// Waits until all work behind streams is done.
    public void awaitIdle() {
        try {
            homeserver.followers().awaitIdle();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// Ends all work behind streams: what comes now is not done any more, as when the server is killed before.
    public void endBackgroundWork() {
        homeserver.followers().close();
    }

    /// Lets time pass, what is due then be sent, and who has gone meanwhile be noted.
    public void pass(Duration time) {
        clock.advance(time);
        homeserver.delayedEvents().sendDue();
        homeserver.presence().pass();
    }

    /// Lets time pass, and waits until all is deleted that is due then; purge jobs were known before.
    public void passAndPurge(Duration time) {
        passBeforePurge(time);
        awaitJobs();
    }

    /// Lets time pass, and asks for what is to be deleted then.
    public void passBeforePurge(Duration time) {
        homeserver.purge().look(homeserver.jobs());
        pass(time);
        homeserver.purge().look(homeserver.jobs());
    }

    /// Deletes a room, whose rows go later.
    ///
    /// @return whether the server knew it
    public boolean deletes(TestRoom room) {
        return homeserver.purge().deleteRoom(room.id());
    }

    /// The background updates that are not complete.
    public List<BackgroundUpdate> jobs() {
        return homeserver.jobs().pending();
    }

    /// Waits until all background updates are complete, and what they have done is known.
    public void awaitJobs() {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!jobs().isEmpty() || Loop.running().stream().anyMatch(TestServer::isUpdating)) {
            assertThat(System.nanoTime()).as("the jobs end").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static boolean isUpdating(Loop loop) {
        return loop.name().equals("background-updates") && loop.inStep();
    }

    /// Registers somebody.
    public TestUser user(String name) {
        return register("user", JsonObject.of("username", name, "password", PASSWORD));
    }

    /// Registers an administrator.
    public TestUser admin(String name) {
        String path = "/_synapse/admin/v1/register";
        String nonce = get(path).text("nonce").orElseThrow();
        return TestUser.of(
                this,
                post(
                                path,
                                JsonObject.builder()
                                        .put("nonce", nonce)
                                        .put("username", name)
                                        .put("password", PASSWORD)
                                        .put("admin", true)
                                        .put("mac", mac(nonce, name, PASSWORD, "admin"))
                                        .build())
                        .ok());
    }

    /// The proof that one knows the shared secret with which accounts can be made.
    public static String mac(String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA1"));
            byte[] text = String.join("\0", parts).getBytes(UTF_8);
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// Registers a guest.
    public TestUser guest() {
        return register("guest", JsonObject.EMPTY);
    }

    private TestUser register(String kind, JsonObject body) {
        JsonObject auth = JsonObject.of("type", "m.login.dummy");
        return TestUser.of(
                this,
                post("/_matrix/client/v3/register?kind=" + kind, body.with("auth", auth)).ok());
    }

    /// Logs somebody in on one more device.
    TestUser login(TestUser user) {
        JsonObject identifier = JsonObject.of("type", "m.id.user", "user", user.id());
        return TestUser.of(
                this,
                post(
                                "/_matrix/client/v3/login",
                                JsonObject.of(
                                        "type",
                                        "m.login.password",
                                        "identifier",
                                        identifier,
                                        "password",
                                        PASSWORD))
                        .ok());
    }

    /// Answers a request of nobody.
    public TestAnswer get(String target) {
        return send(Request.to(Method.GET, target).build());
    }

    /// Answers a request of nobody.
    public TestAnswer post(String target, JsonObject body) {
        return send(Request.to(Method.POST, target).body(body).build());
    }

    /// Answers a request, and requires that the answer is as the specification wants it, unless the client wants only
    /// some fields, or events as servers have them, or the event sent later. An array comes as the value of `array`.
    public TestAnswer send(Request request) {
        Response response = homeserver.dispatcher().dispatch(request);
        Json body = body(response);
        JsonObject object = body instanceof JsonObject it ? it : JsonObject.of("array", body);
        TestAnswer answer = new TestAnswer(response.status(), object);
        boolean routed = !answer.json().string("errcode").equals(Optional.of("M_UNRECOGNIZED"));
        boolean whole =
                request.query("filter")
                        .filter(filter ->
                                filter.contains("event_fields") || filter.contains("event_format"))
                        .isEmpty();
        boolean delayed = request.query("org.matrix.msc4140.delay").isPresent();
        if (routed && whole && !delayed) {
            assertThat(ResponseCheck.problems(request.route(), answer.status(), body)).isEmpty();
        }
        return answer;
    }

    /// A page that is no JSON, as text.
    public String page(String target) {
        Response response =
                homeserver.dispatcher().dispatch(Request.to(Method.GET, target).build());
        return new String(((Response.Body.Bytes) response.body()).bytes(), UTF_8);
    }

    private static Json body(Response response) {
        return JsonParser.parse(((Response.Body.Bytes) response.body()).bytes());
    }

    /// Answers a request with an array of objects.
    List<JsonObject> list(Request request) {
        Response response = homeserver.dispatcher().dispatch(request);
        Json body = body(response);
        assertThat(ResponseCheck.problems(request.route(), response.status(), body)).isEmpty();
        return ((JsonArray) body).objects();
    }

    @Override
    public void close() {
        homeserver.close();
    }
}
