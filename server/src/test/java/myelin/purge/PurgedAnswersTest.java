package myelin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.concurrent.Tasks;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// Rooms by chance, read in all ways after old messages were deleted: what is gone is nowhere, and what is left is
/// everywhere.
class PurgedAnswersTest {

    private static final String HASTY =
            "retention: {enabled: true, default_policy: {max_lifetime: 1d},"
                    + " purge_jobs: [{interval: 1h}]}";
    private static final String SMALL =
            "background_updates: {default_batch_size: 5, sleep_enabled: false}";
    private static final String SLIDING =
            "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

    private static final Sql MESSAGES =
            Sql.of("SELECT event_id FROM events WHERE room_id = :room AND state_key IS NULL");

    /// A room with what was said there.
    private static final class Story {
        final TestServer server;
        final Random random;
        final List<TestUser> users;
        final TestRoom room;
        final Map<String, Long> times = new HashMap<>();
        final List<String> messages = new ArrayList<>();
        final Set<String> roots = new HashSet<>();
        final Set<String> plain = new HashSet<>();
        final List<TestSync> tokens = new ArrayList<>();
        final Map<TestUser, String> read = new HashMap<>();

        Story(TestServer server, long seed) {
            this.server = server;
            this.random = new Random(seed);
            this.users = List.of(server.user("alice"), server.user("bob"), server.user("carol"));
            this.room = users.get(0).createsRoomWith(users.get(1), users.get(2));
            server.passBeforePurge(Duration.ZERO);
        }

        TestUser anybody() {
            return users.get(random.nextInt(users.size()));
        }

        void step() {
            server.clock().advance(Duration.ofMinutes(random.nextInt(60)));
            TestUser user = anybody();
            switch (random.nextInt(10)) {
                case 0 ->
                        user.setState(
                                room,
                                "org.example",
                                "" + random.nextInt(3),
                                JsonObject.of("at", random.nextInt()));
                case 1 -> tokens.add(users.get(1).sync());
                case 2 -> relate(user, "m.thread");
                case 3 -> relate(user, "m.replace");
                case 4 -> relate(user, "m.reference");
                case 5 -> {
                    if (!messages.isEmpty()) {
                        String last = messages.getLast();
                        user.post("/rooms/" + room + "/receipt/m.read/" + last).ok();
                        read.put(user, last);
                    }
                }
                case 6 -> users.getFirst().sync();
                default -> plain.add(say(user, JsonObject.of("msgtype", "m.text", "body", "x")));
            }
        }

        private String say(TestUser user, JsonObject content) {
            String event = user.says(room, content);
            add(event);
            return event;
        }

        private void add(String event) {
            times.put(event, server.clock().millis());
            messages.add(event);
        }

        private void relate(TestUser user, String relType) {
            List<String> parents = messages.stream().filter(plain::contains).toList();
            if (!parents.isEmpty()) {
                String parent = parents.get(random.nextInt(parents.size()));
                JsonObject body = JsonObject.of("msgtype", "m.text", "body", "x");
                TestAnswer answer =
                        user.send(
                                room,
                                "m.room.message",
                                body.with("m.new_content", body)
                                        .with(
                                                "m.relates_to",
                                                JsonObject.of(
                                                        "rel_type", relType, "event_id", parent)));
                answer.text("event_id")
                        .ifPresent(event -> {
                            add(event);
                            if (relType.equals("m.thread")) {
                                roots.add(parent);
                            }
                        });
            }
        }

        /// Those who are not too old.
        Set<String> left() {
            Set<String> left = new LinkedHashSet<>();
            long before = server.clock().millis() - Duration.ofDays(1).toMillis();
            messages.stream().filter(event -> times.get(event) >= before).forEach(left::add);
            return left;
        }
    }

    private static JsonObject ok(TestUser user, String path, Set<String> gone) {
        TestAnswer answer = user.get(path);
        assertThat(answer.status()).as("%s %s", path, answer.json()).isLessThan(500);
        nothingOf(gone, answer.json());
        return answer.json();
    }

    /// A receipt, an answer or a redaction may name what is gone; nothing else does.
    private static void nothingOf(Set<String> gone, JsonObject json) {
        json.forEach((key, value) -> {
            if (value instanceof JsonObject object) {
                if (!key.equals("m.relates_to")
                        && !object.string("type").equals(Optional.of("m.receipt"))) {
                    nothingOf(gone, object);
                }
            } else if (value instanceof JsonArray array) {
                array.objects().stream()
                        .filter(it -> !it.string("type").equals(Optional.of("m.receipt")))
                        .forEach(it -> nothingOf(gone, it));
            } else if (key.equals("event_id")) {
                assertThat(gone).doesNotContain(json.string(key).orElseThrow());
            }
        });
    }

    private static List<String> ids(JsonObject answer, String... path) {
        return new TestAnswer(200, answer)
                .list(path).stream()
                        .filter(event -> event.string("type").equals(Optional.of("m.room.message")))
                        .map(event -> event.string("event_id").orElseThrow())
                        .toList();
    }

    private static Set<String> paged(TestUser user, TestRoom room, String dir, Set<String> gone) {
        Set<String> found = new LinkedHashSet<>();
        String from = "";
        for (int pages = 0; pages < 1_000; pages++) {
            JsonObject page =
                    ok(user, "/rooms/" + room + "/messages?limit=3&dir=" + dir + from, gone);
            found.addAll(ids(page, "chunk"));
            if (!page.has("end")) {
                return found;
            }
            from = "&from=" + page.string("end").orElseThrow();
        }
        throw new AssertionError("no end");
    }

    @BothDatabases
    @Configured({HASTY, SMALL})
    void whatIsGoneIsNowhereAndWhatIsLeftEverywhere(TestDatabase database, TestServer server) {
        long seed = RandomGenerator.getDefault().nextLong();
        System.out.println("seed " + seed);
        Story story = new Story(server, seed);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 40; i++) {
                story.step();
            }
            server.passAndPurge(Duration.ofHours(1 + story.random.nextInt(12)));
            String last = story.users.getFirst().says(story.room, "last");
            story.add(last);
            server.passAndPurge(Duration.ofHours(2));
            assertThat(stored(database, story.room)).hasSameElementsAs(story.left());
            check(story);
        }
    }

    private static List<String> stored(TestDatabase database, TestRoom room) {
        return database.database()
                .read(tx ->
                        tx.query(MESSAGES)
                                .bind("room", room.id())
                                .list(row -> row.string("event_id")));
    }

    private static void check(Story story) {
        Set<String> left = story.left();
        Set<String> gone = new HashSet<>(story.messages);
        gone.removeAll(left);
        TestRoom room = story.room;
        for (TestUser user : story.users) {
            assertThat(paged(user, room, "b", gone)).containsExactlyInAnyOrderElementsOf(left);
            assertThat(paged(user, room, "f", gone)).containsExactlyElementsOf(left);
            checkEach(story, user, left, gone);
            checkSyncs(story, user, left, gone);
        }
    }

    private static void checkEach(Story story, TestUser user, Set<String> left, Set<String> gone) {
        String room = "/rooms/" + story.room;
        for (String event : story.messages) {
            int status = left.contains(event) ? 200 : 404;
            assertThat(user.get(room + "/event/" + event).status()).isEqualTo(status);
            assertThat(user.get(room + "/context/" + event).status()).isEqualTo(status);
            ok(user, room + "/context/" + event + "?limit=6", gone);
            ok(user, "/_matrix/client/v1" + room + "/relations/" + event, gone);
            String at = "/_matrix/client/v1" + room + "/timestamp_to_event?ts=";
            ok(user, at + story.times.get(event) + "&dir=f", gone);
            ok(user, at + story.times.get(event) + "&dir=b", gone);
        }
        Set<String> threads = new HashSet<>(story.roots);
        threads.retainAll(left);
        JsonObject listed = ok(user, "/_matrix/client/v1" + room + "/threads?limit=100", gone);
        assertThat(ids(listed, "chunk")).containsExactlyInAnyOrderElementsOf(threads);
    }

    private static void checkSyncs(Story story, TestUser user, Set<String> left, Set<String> gone) {
        String[] timeline = {"rooms", "join", story.room.toString(), "timeline", "events"};
        String all =
                TestUser.encoded(
                        JsonObject.of(
                                "room", JsonObject.of("timeline", JsonObject.of("limit", 500))));
        JsonObject first = ok(user, "/sync?filter=" + all, gone);
        assertThat(ids(first, timeline)).containsExactlyElementsOf(left);
        assertThat(
                        new TestAnswer(200, first)
                                .number(
                                        "rooms",
                                        "join",
                                        story.room.toString(),
                                        "unread_notifications",
                                        "notification_count"))
                .isEqualTo(unread(story, user, left, first));
        for (TestSync token : story.tokens) {
            ok(user, "/sync?since=" + token.next(), gone);
            JsonObject since = ok(user, "/sync?filter=" + all + "&since=" + token.next(), gone);
            assertThat(left).containsAll(ids(since, timeline));
        }
        ok(user, "/notifications?limit=100", gone);
        ok(user, "/initialSync?limit=20", gone);
        JsonObject list =
                JsonObject.of(
                        "lists",
                        JsonObject.of(
                                "all",
                                JsonObject.of(
                                        "ranges",
                                        JsonArray.of(JsonArray.of(0, 9)),
                                        "timeline_limit",
                                        20,
                                        "required_state",
                                        JsonArray.of(JsonArray.of("*", "*")))));
        TestAnswer sliding = user.post(SLIDING, list);
        nothingOf(gone, sliding.ok());
    }

    /// Messages of others that are left behind the receipt, which counts also when its event is gone.
    private static long unread(Story story, TestUser user, Set<String> left, JsonObject sync) {
        List<JsonObject> shown =
                new TestAnswer(200, sync)
                        .list("rooms", "join", story.room.toString(), "timeline", "events");
        int read = story.messages.indexOf(story.read.getOrDefault(user, ""));
        return shown.stream()
                .filter(event -> left.contains(event.string("event_id").orElseThrow()))
                .filter(event -> !event.string("sender").equals(Optional.of(user.toString())))
                .filter(event -> !isEdit(event))
                .filter(event ->
                        story.messages.indexOf(event.string("event_id").orElseThrow()) > read)
                .count();
    }

    /// Nobody is notified of those.
    private static boolean isEdit(JsonObject event) {
        return event.object("content")
                .flatMap(content -> content.object("m.relates_to"))
                .flatMap(relation -> relation.string("rel_type"))
                .equals(Optional.of("m.replace"));
    }

    /// Two write and one reads all the time; whatever is acknowledged and young enough is there in the end.
    @BothDatabases
    @Configured({HASTY, SMALL})
    void nothingIsLostWhileManyWriteAndRead(TestServer server) throws Exception {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        server.passBeforePurge(Duration.ZERO);
        for (int i = 0; i < 300; i++) {
            alice.says(room, "old");
        }
        server.passBeforePurge(Duration.ofDays(2));
        AtomicBoolean purged = new AtomicBoolean();
        List<Tasks.Task<Set<String>>> tasks =
                List.of(
                        () -> {
                            server.awaitJobs();
                            purged.set(true);
                            return Set.of();
                        },
                        () -> writeUntil(purged, alice, room),
                        () -> writeUntil(purged, bob, room),
                        () -> readUntil(purged, bob, room));
        Set<String> written = new HashSet<>();
        Tasks.all(4, Duration.ofMinutes(2), tasks).forEach(written::addAll);

        assertThat(paged(alice, room, "b", Set.of())).isEqualTo(written);
    }

    private static Set<String> writeUntil(AtomicBoolean done, TestUser user, TestRoom room) {
        Set<String> written = new HashSet<>();
        do {
            written.add(user.says(room, "fresh"));
        } while (!done.get() && written.size() < 2_000);
        return written;
    }

    private static Set<String> readUntil(AtomicBoolean done, TestUser user, TestRoom room) {
        TestSync since = user.sync();
        do {
            user.get("/rooms/" + room + "/messages?dir=b&limit=100").ok();
            user.get("/rooms/" + room + "/messages?dir=f&limit=100").ok();
            user.get("/notifications").ok();
            since = user.sync(since);
            user.sync();
        } while (!done.get());
        return Set.of();
    }
}
