package myelin.bench.search;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import myelin.Homeserver;
import myelin.config.Config;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import myelin.sql.Database;
import myelin.sql.Sql;

/// Sends messages on both databases, lets the server index them, and searches.
///
/// Argument: how many messages; without it 100,000.
public final class SearchRun {

    private static final int ROOMS = 50;
    private static final int SENDERS = 32;
    private static final int RUNS = 50;

    private static final Sql POSITION =
            Sql.of("SELECT position FROM followers WHERE name = 'message_index'");

    private static final Sql EVENTS = Sql.of("SELECT position FROM streams WHERE name = 'events'");

    private static final Sql POSTGRES_BYTES =
            Sql.of("SELECT pg_total_relation_size('message_index') AS bytes");

    private final DatabaseConfig database;
    private final Vocabulary vocabulary = new Vocabulary();
    private final int messages;
    private String token = "";

    private SearchRun(DatabaseConfig database, int messages) {
        this.database = database;
        this.messages = messages;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int messages = arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]);
        Path file = Files.createTempDirectory("search").resolve("rooms.db");
        System.out.println("== SQLite");
        new SearchRun(new DatabaseConfig.Sqlite(file, DatabaseConfig.Synchronous.NORMAL), messages)
                .run();
        System.out.println("== PostgreSQL");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C")
                        .setLocaleConfig("encoding", "UTF8")
                        .start()) {
            new SearchRun(
                            new DatabaseConfig.Postgres(
                                    List.of(
                                            new DatabaseConfig.Host(
                                                    "localhost", postgres.getPort())),
                                    "postgres",
                                    "postgres",
                                    "postgres",
                                    1,
                                    8,
                                    Map.of(),
                                    false),
                            messages)
                    .run();
        }
    }

    private void run() throws IOException, InterruptedException {
        List<String> rooms = new ArrayList<>();
        try (Homeserver server = start(false)) {
            token = register(server);
            for (int i = 0; i < ROOMS; i++) {
                rooms.add(
                        post(server, "/_matrix/client/v3/createRoom", JsonObject.EMPTY)
                                .string("room_id")
                                .orElseThrow());
            }
            send(server, rooms, messages, "without an index");
        }
        long before = bytes();
        try (Homeserver _ = start(true)) {
            index();
        }
        System.out.printf(Locale.ROOT, "bytes per message    %8.0f%n", grown(before));
        try (Homeserver server = start(true)) {
            search(server, rooms);
            send(server, rooms, messages / 10, "with an index");
        }
    }

    private Homeserver start(boolean search) throws IOException {
        String often = "{per_second: 1000000, burst_count: 1000000}";
        Config config =
                ConfigReader.parse(
                                """
                                server_name: bench
                                signing_key: ed25519 a %s
                                listeners: []
                                enable_registration: true
                                enable_registration_without_verification: true
                                rc_message: %s
                                rc_room_creation: %s
                                enable_search: %s
                                """
                                        .formatted("A".repeat(43), often, often, search))
                        .with(database);
        Homeserver server = new Homeserver(config, InstantSource.system(), "bench");
        server.start();
        return server;
    }

    private String register(Homeserver server) {
        return post(
                        server,
                        "/_matrix/client/v3/register",
                        JsonObject.of(
                                "username",
                                "alice",
                                "password",
                                "correct horse",
                                "auth",
                                JsonObject.of("type", "m.login.dummy")))
                .string("access_token")
                .orElseThrow();
    }

    private JsonObject post(Homeserver server, String path, JsonObject body) {
        return answer(server, Request.to(Method.POST, path).body(body));
    }

    private JsonObject answer(Homeserver server, Request.Draft draft) {
        if (!token.isEmpty()) {
            draft.token(token);
        }
        Response response = server.dispatcher().dispatch(draft.build());
        Json json = JsonParser.parse(((Response.Body.Bytes) response.body()).bytes());
        if (response.status() != 200 || !(json instanceof JsonObject object)) {
            throw new IllegalStateException(json.toString());
        }
        return object;
    }

    private void send(Homeserver server, List<String> rooms, int count, String how)
            throws InterruptedException {
        List<Request.Draft> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String room = rooms.get(vocabulary.room(rooms.size()));
            requests.add(
                    Request.to(
                                    Method.PUT,
                                    "/_matrix/client/v3/rooms/%s/send/m.room.message/%s%d"
                                            .formatted(room, how.length(), i))
                            .body(
                                    JsonObject.of(
                                            "msgtype", "m.text", "body", vocabulary.message())));
        }
        long start = System.nanoTime();
        try (ExecutorService senders =
                Executors.newFixedThreadPool(SENDERS, Thread.ofVirtual().factory())) {
            requests.forEach(request -> senders.execute(() -> answer(server, request)));
            senders.shutdown();
            senders.awaitTermination(1, TimeUnit.HOURS);
        }
        System.out.printf(
                Locale.ROOT, "sends per s          %8.0f %s%n", count / seconds(start), how);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /// Waits until all is in the index.
    private void index() {
        long start = System.nanoTime();
        try (Database open = Database.open(database)) {
            long end = open.read(tx -> tx.query(EVENTS).one(row -> row.number("position")));
            while (open.read(tx -> tx.query(POSITION).first(row -> row.number("position")))
                            .orElse(0L)
                    < end) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
        System.out.printf(Locale.ROOT, "indexed per s        %8.0f%n", messages / seconds(start));
    }

    private double grown(long before) throws IOException {
        return (double) (bytes() - before) / messages;
    }

    private long bytes() throws IOException {
        return switch (database) {
            case DatabaseConfig.Sqlite(Path file, _) -> Files.size(file);
            case DatabaseConfig.Postgres _ -> {
                try (Database open = Database.open(database)) {
                    yield open.read(tx -> tx.query(POSTGRES_BYTES).one(row -> row.number("bytes")));
                }
            }
        };
    }

    private void search(Homeserver server, List<String> rooms) {
        Map<String, String> terms =
                Map.of(
                        "1 most words have",
                        vocabulary.word(0),
                        "2 two of the like",
                        vocabulary.word(0) + " " + vocabulary.word(1),
                        "3 frequent and rare",
                        vocabulary.word(1) + " " + vocabulary.word(5_000),
                        "4 usual",
                        vocabulary.word(200),
                        "5 rare",
                        vocabulary.word(30_000),
                        "6 phrase",
                        "\"" + vocabulary.word(3) + " " + vocabulary.word(40) + "\"",
                        "7 nobody says",
                        "zzzzzzzzzz");
        for (String where : List.of("one room", "all rooms")) {
            for (String order : List.of("recent", "rank")) {
                terms.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(term -> {
                            JsonObject filter =
                                    where.equals("one room")
                                            ? JsonObject.of("rooms", List.of(rooms.getFirst()))
                                            : JsonObject.EMPTY;
                            JsonObject criteria =
                                    JsonObject.of(
                                            "search_term",
                                            term.getValue(),
                                            "order_by",
                                            order,
                                            "filter",
                                            filter);
                            measure(server, where + ", " + order + ", " + term.getKey(), criteria);
                        });
            }
        }
    }

    private void measure(Homeserver server, String what, JsonObject criteria) {
        JsonObject body =
                JsonObject.of("search_categories", JsonObject.of("room_events", criteria));
        double[] times = new double[RUNS];
        long count = 0;
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            JsonObject answer = post(server, "/_matrix/client/v3/search", body);
            times[i] = seconds(start) * 1000;
            count =
                    answer.object("search_categories")
                            .flatMap(it -> it.object("room_events"))
                            .flatMap(it -> it.integer("count"))
                            .orElseThrow();
        }
        Arrays.sort(times);
        System.out.printf(
                Locale.ROOT,
                "ms, best and median  %8.2f %8.2f %s: %d%n",
                times[0],
                times[RUNS / 2],
                what,
                count);
    }

    /// Words as often as in a language, and messages of them.
    private static final class Vocabulary {
        private static final int WORDS = 60_000;

        private final Random random = new Random(7);
        private final List<String> words = new ArrayList<>();
        private final double[] sums = new double[WORDS];

        Vocabulary() {
            double sum = 0;
            for (int i = 0; i < WORDS; i++) {
                int length = 3 + (int) Math.min(10, Math.log(i + 2) * 0.8);
                StringBuilder word = new StringBuilder();
                for (int letter = 0; letter < length; letter++) {
                    word.append((char) ('a' + random.nextInt(26)));
                }
                words.add(word.toString());
                sum += 1 / (i + 2.7);
                sums[i] = sum;
            }
        }

        /// The word which is so frequent; 0 is the most frequent one.
        String word(int place) {
            return words.get(place);
        }

        /// A message of some eleven words; a few are much longer.
        String message() {
            int length = (int) Math.min(80, 1 + Math.exp(2 + 0.8 * random.nextGaussian()));
            StringBuilder message = new StringBuilder();
            for (int i = 0; i < length; i++) {
                int place = Arrays.binarySearch(sums, random.nextDouble() * sums[WORDS - 1]);
                message.append(word(Math.min(WORDS - 1, place < 0 ? -place - 1 : place)))
                        .append(' ');
            }
            return message.toString();
        }

        /// Half of what is said is said in the first of the rooms.
        int room(int rooms) {
            return random.nextBoolean() ? 0 : random.nextInt(rooms);
        }
    }
}
