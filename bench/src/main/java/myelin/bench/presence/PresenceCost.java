package myelin.bench.presence;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import myelin.Homeserver;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;

/// What presence costs a whole server on SQLite in this process, without sockets: users who are all in one room and
/// sync. Prints processor time.
///
/// Arguments: numbers of users.
public final class PresenceCost {
    private static final int ROUNDS = 150;
    private static final int WARM_UP = 50;
    private static final String OFTEN = "{per_second: 1000000, burst_count: 1000000}";
    private static final String SYNC = "/_matrix/client/v3/sync";
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Homeserver server;
    private final List<User> users = new ArrayList<>();
    private final AtomicInteger transactions = new AtomicInteger();
    private String room = "";

    private static final class User {
        final String id;
        final String token;
        volatile String since = "";

        User(JsonObject login) {
            this.id = login.string("user_id").orElseThrow();
            this.token = login.string("access_token").orElseThrow();
        }
    }

    private PresenceCost(Homeserver server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        for (String count : arguments) {
            for (boolean enabled : new boolean[] {true, false}) {
                run(Integer.parseInt(count), enabled);
            }
        }
    }

    private static void run(int count, boolean enabled) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("presence-cost");
        Path file = folder.resolve("server.db");
        try (Homeserver server =
                new Homeserver(config(file, enabled), InstantSource.system(), "bench")) {
            server.start();
            PresenceCost cost = new PresenceCost(server);
            cost.fill(count);
            System.out.printf("%d users, presence %s%n", count, enabled ? "on" : "off");
            print("a poll with nothing new, µs", cost.polls());
            print("a message to all who wait, µs for each", cost.told(cost::says));
            if (enabled) {
                print("a change of presence, µs for each who waits", cost.told(cost::changes));
            }
        }
        for (String ending : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(file + ending));
        }
        Files.delete(folder);
    }

    private static Config config(Path file, boolean presence) {
        String yaml =
                String.join(
                        "\n",
                        "server_name: bench",
                        "signing_key: ed25519 a_bench " + "A".repeat(43),
                        "listeners: []",
                        "bcrypt_rounds: 4",
                        "enable_registration: true",
                        "enable_registration_without_verification: true",
                        "rc_registration: " + OFTEN,
                        "rc_message: " + OFTEN,
                        "rc_joins_per_room: " + OFTEN,
                        "rc_joins: {local: " + OFTEN + ", remote: " + OFTEN + "}",
                        "rc_presence: {per_user: " + OFTEN + "}",
                        "presence: {enabled: " + presence + "}");
        return ConfigReader.parse(yaml).with(new DatabaseConfig.Sqlite(file));
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            JsonObject body =
                    JsonObject.of(
                            "username",
                            "user" + i,
                            "password",
                            "correct horse",
                            "auth",
                            JsonObject.of("type", "m.login.dummy"));
            users.add(
                    new User(
                            answer(
                                    Request.to(Method.POST, "/_matrix/client/v3/register")
                                            .body(body))));
        }
        room =
                answer(
                                request(
                                        users.getFirst(),
                                        Method.POST,
                                        "/_matrix/client/v3/createRoom",
                                        JsonObject.of("preset", "public_chat")))
                        .string("room_id")
                        .orElseThrow();
        for (User user : users.subList(1, count)) {
            answer(
                    request(
                            user,
                            Method.POST,
                            "/_matrix/client/v3/rooms/" + room + "/join",
                            JsonObject.EMPTY));
        }
    }

    /// The processor time of each poll, when nothing is new.
    private long[] polls() {
        settle();
        return IntStream.range(0, ROUNDS)
                .mapToLong(round -> {
                    long before = SYSTEM.getProcessCpuTime();
                    users.forEach(this::poll);
                    return (SYSTEM.getProcessCpuTime() - before) / users.size();
                })
                .toArray();
    }

    /// The processor time, for each of those who wait, from something that is new to the last answer.
    private long[] told(IntConsumer news) throws InterruptedException {
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            settle();
            List<Thread> waiting = new ArrayList<>();
            for (User user : users.subList(1, users.size())) {
                waiting.add(
                        Thread.ofVirtual()
                                .unstarted(() ->
                                        sync(user, SYNC + "?timeout=60000&since=" + user.since)));
            }
            waiting.forEach(Thread::start);
            while (!waiting.stream()
                    .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            long before = SYSTEM.getProcessCpuTime();
            news.accept(round);
            for (Thread thread : waiting) {
                thread.join();
            }
            nanos[round] = (SYSTEM.getProcessCpuTime() - before) / waiting.size();
        }
        return nanos;
    }

    private void settle() {
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (User user : users) {
                quiet &= poll(user).keys().size() == 1;
            }
        }
    }

    private JsonObject poll(User user) {
        return sync(user, SYNC + (user.since.isEmpty() ? "" : "?since=" + user.since));
    }

    private JsonObject sync(User user, String target) {
        JsonObject answer = answer(Request.to(Method.GET, target).token(user.token));
        user.since = answer.string("next_batch").orElseThrow();
        return answer;
    }

    private void says(int round) {
        String target =
                "/_matrix/client/v3/rooms/%s/send/m.room.message/t%d"
                        .formatted(room, transactions.incrementAndGet());
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", "m" + round);
        answer(request(users.getFirst(), Method.PUT, target, content));
    }

    private void changes(int round) {
        User user = users.getFirst();
        String target = "/_matrix/client/v3/presence/" + user.id + "/status";
        JsonObject status = JsonObject.of("presence", "online", "status_msg", "s" + round);
        answer(request(user, Method.PUT, target, status));
    }

    private static Request.Draft request(User user, Method method, String target, JsonObject body) {
        return Request.to(method, target).token(user.token).body(body);
    }

    private JsonObject answer(Request.Draft request) {
        Response response = server.dispatcher().dispatch(request.build());
        JsonObject json = JsonParser.object(((Response.Body.Bytes) response.body()).bytes());
        if (response.status() != 200) {
            throw new IllegalStateException(response.status() + " " + json);
        }
        return json;
    }

    /// The mean, for the clock of the processor may be coarse; without the first rounds, in which code is compiled.
    private static void print(String what, long[] nanos) {
        double mean = Arrays.stream(nanos).skip(WARM_UP).average().orElseThrow();
        System.out.printf("  %-45s %8.1f%n", what, mean / 1000);
    }
}
