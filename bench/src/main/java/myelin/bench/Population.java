package myelin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import myelin.Homeserver;
import myelin.concurrent.SystemTime;
import myelin.concurrent.Tasks;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.observe.LogConfig;
import myelin.observe.Logging;

/// A server on SQLite in this process, without sockets, and its users.
public final class Population implements AutoCloseable {

    /// What the paths of clients begin with.
    public static final String CLIENT = "/_matrix/client/v3/";

    /// A filter as clients send it, as part of a query.
    public static final String FILTER =
            "%7B%22room%22:%7B%22timeline%22:%7B%22limit%22:20%7D,"
                    + "%22state%22:%7B%22lazy_load_members%22:true%7D%7D%7D";

    private static final JsonObject SILENT =
            JsonObject.of("version", 1, "root", JsonObject.of("level", "ERROR"));

    private static final int AT_ONCE = 8;
    private static final Duration DEADLINE = Duration.ofMinutes(30);
    private static final String OFTEN = "{per_second: 1000000, burst_count: 1000000}";

    private final Path folder;
    private final Homeserver homeserver;
    private final List<User> users = new ArrayList<>();
    private final AtomicLong transactions = new AtomicLong();

    /// Somebody with an access token.
    public record User(String id, String token) {}

    private Population(Path folder, boolean presence) throws IOException {
        this.folder = folder;
        Path file = folder.resolve("homeserver.db");
        Config config =
                ConfigReader.parse(yaml(presence))
                        .with(new DatabaseConfig.Sqlite(file, DatabaseConfig.Synchronous.OFF));
        new Logging(SystemTime.clock()).apply(LogConfig.parse(SILENT));
        homeserver = new Homeserver(config, SystemTime.clock(), "bench");
        homeserver.start();
    }

    private static String yaml(boolean presence) {
        return """
        server_name: "bench.example"
        signing_key: "ed25519 a_bench %s"
        listeners: []
        presence: {enabled: %s}
        bcrypt_rounds: 4
        enable_registration: true
        enable_registration_without_verification: true
        rc_registration: %3$s
        rc_message: %3$s
        rc_room_creation: %3$s
        rc_joins_per_room: %3$s
        rc_joins: {local: %3$s, remote: %3$s}
        rc_presence: {per_user: %3$s}
        """
                .formatted("A".repeat(43), presence, OFTEN);
    }

    /// Starts a server and registers users.
    ///
    /// @param presence whether it tells who is there
    public static Population of(int size, boolean presence) {
        try {
            Population population =
                    new Population(Files.createTempDirectory("population"), presence);
            population.register(size);
            return population;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void register(int size) {
        List<Tasks.Task<User>> registrations = new ArrayList<>();
        for (int number = 0; number < size; number++) {
            JsonObject body = registration(number);
            registrations.add(() -> {
                JsonObject answer = json(Request.to(Method.POST, CLIENT + "register").body(body));
                return new User(
                        answer.string("user_id").orElseThrow(),
                        answer.string("access_token").orElseThrow());
            });
        }
        users.addAll(together(registrations));
    }

    /// The body that registers a user without more ado.
    ///
    /// @param number no other user's
    public static JsonObject registration(int number) {
        return JsonObject.of(
                "username",
                "user" + number,
                "password",
                "correct horse",
                "auth",
                JsonObject.of("type", "m.login.dummy"));
    }

    /// Does some of these tasks at once, and waits for all.
    public static <T> List<T> together(List<Tasks.Task<T>> tasks) {
        try {
            return Tasks.all(AT_ONCE, DEADLINE, tasks);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /// The users, in the order of their registration.
    public List<User> users() {
        return users;
    }

    /// Creates a room that others join.
    ///
    /// @param name empty: it has none
    /// @return its id
    public String createRoom(User creator, String name, List<User> members) {
        JsonObject wanted = JsonObject.of("preset", "public_chat", "name", name);
        String room =
                json(as(creator, Method.POST, CLIENT + "createRoom").body(wanted))
                        .string("room_id")
                        .orElseThrow();
        List<Tasks.Task<JsonObject>> joins = new ArrayList<>();
        for (User member : members) {
            Request.Draft join = as(member, Method.POST, CLIENT + "rooms/" + room + "/join");
            joins.add(() -> json(join.body(JsonObject.EMPTY)));
        }
        together(joins);
        return room;
    }

    /// Sends a message.
    public void say(User sender, String room, String body) {
        String path =
                CLIENT
                        + "rooms/%s/send/m.room.message/t%d"
                                .formatted(room, transactions.incrementAndGet());
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", body);
        json(as(sender, Method.PUT, path).body(content));
    }

    /// A request of a user.
    public static Request.Draft as(User user, Method method, String target) {
        return Request.to(method, target).token(user.token());
    }

    /// An answer, whatever it is.
    public Response answer(Request request) {
        return homeserver.dispatcher().dispatch(request);
    }

    /// An answer that must not be an error.
    public JsonObject json(Request.Draft draft) {
        Response response = answer(draft.build());
        if (response.status() != 200) {
            throw new IllegalStateException(response.status() + " " + response.json());
        }
        return response.json();
    }

    @Override
    public void close() {
        homeserver.close();
        try {
            delete(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Deletes a folder with all that is in it.
    public static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
