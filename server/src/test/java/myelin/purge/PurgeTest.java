package myelin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.RemoteRoom;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.event.Draft;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.rooms.Receipt;
import myelin.sql.Database;
import myelin.sql.Sql;

/// Messages that are too old are deleted, and nothing else is noticed of it.
class PurgeTest {

    private static final String DAILY =
            "retention: {enabled: true, default_policy: {max_lifetime: 1d}}";
    private static final Duration DAY = Duration.ofDays(1);

    private static final Sql MESSAGES =
            Sql.of(
                    """
                    SELECT event_id FROM events WHERE room_id = :room AND state_key IS NULL
                    ORDER BY position\
                    """);

    private static final Sql POSITION =
            Sql.of("SELECT position FROM events WHERE event_id = :event");

    private static final Sql INDEXED =
            Sql.of("SELECT COUNT(*) AS messages FROM message_index WHERE room_id = :room");

    private static final Sql RELATIONS =
            Sql.of("SELECT event_id FROM event_relations WHERE room_id = :room ORDER BY position");

    private static final Sql THREADS =
            Sql.of("SELECT root_id, events FROM threads WHERE room_id = :room ORDER BY root_id");

    private static final Sql ARRIVED_LATE =
            Sql.of("UPDATE events SET origin_server_ts = :ts WHERE event_id = :event");

    private static final JsonObject LONG =
            JsonObject.of("room", JsonObject.of("timeline", JsonObject.of("limit", 50)));

    private static List<String> ids(Database database, Sql sql, TestRoom room) {
        return database.read(
                tx -> tx.query(sql).bind("room", room.id()).list(row -> row.string("event_id")));
    }

    private static List<String> messages(TestDatabase database, TestRoom room) {
        return ids(database.database(), MESSAGES, room);
    }

    private static void keeps(TestUser user, TestRoom room, Duration lifetime) {
        user.setState(
                        room,
                        "m.room.retention",
                        "",
                        JsonObject.of("max_lifetime", lifetime.toMillis()))
                .ok();
    }

    @BothDatabases
    @Configured(DAILY)
    void whatIsTooOldIsDeletedButTheNewestAndState(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "old");
        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "news")).ok();
        String newest = alice.says(room, "newest");

        server.passAndPurge(DAY.multipliedBy(2));

        assertThat(messages(database, room)).containsExactly(newest);
        assertThat(alice.get("/rooms/" + room + "/messages?dir=b").list("chunk"))
                .noneMatch(event -> event.string("type").equals(Optional.of("m.room.message")))
                .hasSizeGreaterThan(5);
        assertThat(alice.state(room, "m.room.topic").string("topic")).contains("news");

        String next = alice.says(room, "next");
        server.passAndPurge(DAY);

        assertThat(messages(database, room)).containsExactly(next);
        assertThat(alice.sync().messages(room)).containsExactly("next");
    }

    @BothDatabases
    @Configured(DAILY)
    void whatIsNotDueStays(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom patient = alice.createsPublicRoom();
        keeps(alice, patient, DAY.multipliedBy(3));
        alice.says(room, "old");
        String kept = alice.says(patient, "old");
        server.clock().advance(Duration.ofHours(30));
        String fresh = alice.says(room, "fresh");
        alice.says(patient, "fresh");

        server.passAndPurge(Duration.ofHours(23));

        assertThat(messages(database, room)).containsExactly(fresh);
        assertThat(messages(database, patient)).hasSize(2).contains(kept);
        assertThat(alice.get("/rooms/" + patient + "/event/" + kept).status()).isEqualTo(200);
    }

    @BothDatabases
    @Configured(
            "retention: {enabled: true, allowed_lifetime_min: 2d, allowed_lifetime_max: 4d,"
                    + " default_policy: {max_lifetime: 1d},"
                    + " purge_jobs: [{longest_max_lifetime: 2d, interval: 1d},"
                    + " {shortest_max_lifetime: 2d, interval: 10d}]}")
    void eachJobGoesThroughItsRoomsInItsTime(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom hasty = alice.createsPublicRoom();
        TestRoom silent = alice.createsPublicRoom();
        TestRoom patient = alice.createsPublicRoom();
        keeps(alice, hasty, Duration.ofMinutes(1));
        keeps(alice, patient, DAY.multipliedBy(100));
        for (TestRoom room : List.of(hasty, silent, patient)) {
            alice.says(room, "old");
            alice.says(room, "newest");
        }

        server.passAndPurge(DAY.multipliedBy(3).dividedBy(2));
        assertThat(messages(database, hasty)).hasSize(2);

        server.passAndPurge(DAY.multipliedBy(4));
        assertThat(messages(database, hasty)).hasSize(1);
        assertThat(messages(database, silent)).hasSize(1);
        assertThat(messages(database, patient)).hasSize(2);

        server.passAndPurge(DAY.multipliedBy(5));
        assertThat(messages(database, patient)).hasSize(1);
    }

    @BothDatabases
    void nothingIsDeletedWhereItIsSwitchedOff(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        keeps(alice, room, DAY);
        alice.says(room, "old");
        alice.says(room, "newest");

        server.passAndPurge(DAY.multipliedBy(3));

        assertThat(messages(database, room)).hasSize(2);
    }

    /// It would live for ever: hidden and deleted is what has been here too long, whatever it says.
    @BothDatabases
    @Configured(DAILY)
    void whatClaimsToBeOfTheFutureGoesToo(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        UserId bob = UserId.parse("@bob:elsewhere.example");
        Pdu joins = there.make(List.of(there.newest()), RemoteRoom.member(bob, bob, "join"));
        Pdu claims =
                there.make(
                        List.of(joins),
                        Draft.message(bob, "m.room.message", JsonObject.of("body", "later")));
        server.homeserver().rooms().receiver().receive(List.of(joins, claims));
        database.database()
                .write(tx ->
                        tx.update(ARRIVED_LATE)
                                .bind("ts", Long.MAX_VALUE)
                                .bind("event", claims.eventId())
                                .run());
        String newest = alice.says(room, "newest");

        server.passAndPurge(DAY.multipliedBy(2));

        assertThat(messages(database, room)).containsExactly(newest);
    }

    @BothDatabases
    @Configured(DAILY)
    void relationsGoWithTheirEvents(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        alice.answers(room, root, "first");
        String other = alice.says(room, "other root");
        alice.answers(room, other, "only");
        alice.edits(room, root, "edited");
        server.clock().advance(DAY.multipliedBy(2));
        String second = alice.answers(room, root, "second");
        String parent = alice.says(room, "parent");
        String edited = alice.edits(room, parent, "changed");
        alice.get("/rooms/" + room + "/messages?dir=b").ok();

        server.passAndPurge(DAY.minusHours(1));

        assertThat(ids(database.database(), RELATIONS, room)).containsExactly(second, edited);
        assertThat(
                        database.database()
                                .<List<String>>read(tx ->
                                        tx.query(THREADS)
                                                .bind("room", room.id())
                                                .list(row ->
                                                        row.string("root_id")
                                                                + " "
                                                                + row.number("events"))))
                .containsExactly(root + " 1");
        assertThat(alice.get("/_matrix/client/v1/rooms/" + room + "/threads").list("chunk"))
                .isEmpty();
        alice.get("/_matrix/client/v1/rooms/" + room + "/relations/" + root)
                .isError(404, "M_NOT_FOUND");
        JsonObject bundled = alice.get("/rooms/" + room + "/event/" + parent).ok();
        assertThat(
                        new TestAnswer(200, bundled)
                                .text("unsigned", "m.relations", "m.replace", "event_id"))
                .contains(edited);
    }

    @BothDatabases
    @Configured(DAILY)
    void whatIsGoneIsInNoIndex(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "old words");
        server.clock().advance(DAY.multipliedBy(2));
        alice.says(room, "new words");
        server.awaitIdle();

        server.passAndPurge(DAY.minusHours(1));

        assertThat(
                        database.database()
                                .<Long>read(tx ->
                                        tx.query(INDEXED)
                                                .bind("room", room.id())
                                                .one(row -> row.number("messages"))))
                .isEqualTo(1);
        JsonObject words = JsonObject.of("search_term", "words", "order_by", "recent");
        JsonObject asked = JsonObject.of("search_categories", JsonObject.of("room_events", words));
        assertThat(alice.post("/search", asked).number("search_categories", "room_events", "count"))
                .isEqualTo(1);
    }

    @BothDatabases
    @Configured(DAILY)
    void whatIsUnreadIsCountedAnew(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        for (int i = 0; i < 30; i++) {
            alice.says(room, "old " + i);
        }
        TestSync before = bob.sync();
        assertThat(before.unread(room)).isEqualTo("30 0");
        server.clock().advance(DAY.multipliedBy(2));
        alice.says(room, "fresh");
        assertThat(bob.sync(before).unread(room)).isEqualTo("31 0");

        server.passAndPurge(DAY.minusHours(1));

        assertThat(bob.sync().unread(room)).isEqualTo("1 0");
        assertThat(bob.get("/notifications").list("notifications")).hasSize(1);
    }

    @BothDatabases
    @Configured(DAILY)
    void receiptsAndMarkersOfWhatIsGoneStay(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String old = alice.says(room, "old");
        bob.post("/rooms/" + room + "/receipt/m.read/" + old).ok();
        bob.post("/rooms/" + room + "/read_markers", JsonObject.of("m.fully_read", old)).ok();
        server.clock().advance(DAY.multipliedBy(2));
        alice.says(room, "fresh");

        server.passAndPurge(DAY.minusHours(1));

        TestSync sync = bob.sync();
        assertThat(sync.unread(room)).isEqualTo("1 0");
        assertThat(sync.ephemeral(room, "m.receipt").orElseThrow().has(old)).isTrue();
        bob.post("/rooms/" + room + "/receipt/m.read/" + old).ok();
        assertThat(bob.sync().unread(room)).isEqualTo("1 0");
    }

    /// The redaction is old enough to go, the topic that it redacts stays for ever.
    @BothDatabases
    @Configured(DAILY)
    void whatWasRedactedStaysRedacted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String topic =
                alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "secret"))
                        .text("event_id")
                        .orElseThrow();
        String redaction = alice.redact(room, topic).text("event_id").orElseThrow();
        alice.says(room, "newest");

        server.passAndPurge(DAY.multipliedBy(2));

        alice.get("/rooms/" + room + "/event/" + redaction).isError(404, "M_NOT_FOUND");
        JsonObject left = alice.get("/rooms/" + room + "/event/" + topic).ok();
        assertThat(left.object("content")).contains(JsonObject.EMPTY);
        assertThat(left.object("unsigned").orElseThrow().has("redacted_because")).isFalse();
    }

    @BothDatabases
    @Configured(DAILY)
    void whatIsGoneCanBeNeitherAnsweredNorReported(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String old = alice.says(room, "old");
        alice.post("/rooms/" + room + "/report/" + old, JsonObject.of("reason", "spam")).ok();
        alice.says(room, "newest");
        TestUser admin = server.admin("admin");

        server.passAndPurge(DAY.multipliedBy(2));

        alice.send(
                        room,
                        "m.room.message",
                        JsonObject.of(
                                "msgtype",
                                "m.text",
                                "body",
                                "answer",
                                "m.relates_to",
                                JsonObject.of("rel_type", "m.thread", "event_id", old)))
                .isError(400, "M_UNKNOWN");
        alice.post("/rooms/" + room + "/report/" + old, JsonObject.of("reason", "spam"))
                .isError(404, "M_NOT_FOUND");
        alice.get("/rooms/" + room + "/context/" + old).isError(404, "M_NOT_FOUND");
        assertThat(admin.get("/_synapse/admin/v1/event_reports").number("total")).isEqualTo(1);
        assertThat(admin.get("/_synapse/admin/v1/event_reports/1").ok().has("event_json"))
                .isFalse();
        alice.redact(room, old).ok();
    }

    @BothDatabases
    @Configured(DAILY)
    void tokensFromBeforeGoOn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync first = bob.sync();
        IntStream.range(0, 20).forEach(i -> alice.says(room, "old " + i));
        TestSync second = bob.sync(first);
        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "news")).ok();
        server.clock().advance(DAY.multipliedBy(2));
        alice.says(room, "fresh");
        alice.says(room, "fresher");

        server.passAndPurge(DAY.minusHours(1));

        for (TestSync since : List.of(first, second)) {
            TestSync now = bob.sync(since);
            assertThat(now.messages(room)).containsExactly("fresh", "fresher");
            assertThat(TestSync.keys(now.timeline(room)))
                    .containsExactly("m.room.topic", "m.room.message", "m.room.message");
            assertThat(now.isLimited(room)).isFalse();
        }
        String back = "/rooms/" + room + "/messages?dir=b&from=" + second.previous(room);
        assertThat(alice.get(back).list("chunk")).noneMatch(PurgeTest::isMessage).isNotEmpty();
        String forth = "/rooms/" + room + "/messages?dir=f&from=" + second.previous(room);
        assertThat(TestAnswer.bodies(alice.get(forth).list("chunk")))
                .containsExactly("fresh", "fresher");
    }

    private static boolean isMessage(JsonObject event) {
        return event.string("type").equals(Optional.of("m.room.message"));
    }

    @BothDatabases
    @Configured(DAILY)
    void theNearestInTimeIsOneThatIsLeft(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        server.clock().advance(Duration.ofMinutes(1));
        long then = server.clock().millis();
        alice.says(room, "old");
        server.clock().advance(DAY.multipliedBy(2));
        String fresh = alice.says(room, "fresh");
        alice.says(room, "newest");

        server.passAndPurge(DAY.minusHours(1));

        String at = "/_matrix/client/v1/rooms/" + room + "/timestamp_to_event?ts=" + then;
        assertThat(alice.get(at + "&dir=f").text("event_id")).contains(fresh);
        String before = alice.get(at + "&dir=b").text("event_id").orElseThrow();
        assertThat(alice.get("/rooms/" + room + "/event/" + before).ok().has("state_key")).isTrue();
    }

    /// A client that sends the same again after years means something new.
    @BothDatabases
    @Configured(DAILY)
    void aTransactionIsForgottenWithItsEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/send/m.room.message/same";
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", "same");
        String first = alice.put(path, content).text("event_id").orElseThrow();
        alice.says(room, "newest");

        server.passAndPurge(DAY.multipliedBy(2));

        String second = alice.put(path, content).text("event_id").orElseThrow();
        assertThat(second).isNotEqualTo(first);
        assertThat(alice.sync().messages(room)).containsExactly("same");
    }

    /// The event by which a fork was resolved says what the state was.
    @BothDatabases
    @Configured(DAILY)
    void forksCanBeToldAfterwards(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        UserId bob = UserId.parse("@bob:elsewhere.example");
        Pdu start = there.newest();
        Pdu joins = there.make(List.of(start), RemoteRoom.member(bob, bob, "join"));
        accept(server, joins);
        List<Pdu> said = new ArrayList<>();
        Pdu left = joins;
        for (int i = 0; i < 3; i++) {
            left = there.make(List.of(left), message(bob, "left " + i));
            said.add(left);
        }
        Pdu right = joins;
        for (int i = 0; i < 3; i++) {
            right = there.make(List.of(right), message(bob, "right " + i));
            said.add(right);
        }
        said.forEach(pdu -> accept(server, pdu));
        List<EventId> ends =
                server.homeserver().rooms().find(room.id()).orElseThrow().head().extremities();
        assertThat(ends).containsExactlyInAnyOrder(left.eventId(), right.eventId());

        server.passAndPurge(DAY.multipliedBy(2));

        assertThat(messages(database, room))
                .containsExactlyInAnyOrder(left.eventId().value(), right.eventId().value());
        String both = alice.says(room, "both");
        server.passAndPurge(DAY.multipliedBy(2));
        assertThat(messages(database, room)).containsExactly(both);
        Pdu late = there.make(List.of(said.getFirst()), message(bob, "late"));
        assertThat(server.homeserver().rooms().receiver().receive(late))
                .isInstanceOf(Receipt.Missing.class);
    }

    /// Else what is in memory under the number of a deleted event would be taken for another one.
    @BothDatabases
    @Configured(DAILY)
    void theNumberOfADeletedEventIsNotGivenAgain(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        UserId bob = UserId.parse("@bob:elsewhere.example");
        Pdu joins = there.make(List.of(there.newest()), RemoteRoom.member(bob, bob, "join"));
        accept(server, joins);
        alice.post("/rooms/" + room + "/ban", JsonObject.of("user_id", bob)).ok();
        Pdu late = there.make(List.of(joins), message(bob, "late"));
        long first = softFails(database, server, late);

        server.passAndPurge(DAY.multipliedBy(2));

        assertThat(messages(database, room)).isEmpty();
        assertThat(softFails(database, server, there.make(List.of(joins), message(bob, "later"))))
                .isLessThan(first);
    }

    private static long softFails(TestDatabase database, TestServer server, Pdu pdu) {
        assertThat(server.homeserver().rooms().receiver().receive(pdu))
                .isInstanceOf(Receipt.SoftFailed.class);
        return database.database()
                .read(tx ->
                        tx.query(POSITION)
                                .bind("event", pdu.eventId())
                                .one(row -> row.number("position")));
    }

    private static void accept(TestServer server, Pdu pdu) {
        assertThat(server.homeserver().rooms().receiver().receive(pdu))
                .isInstanceOf(Receipt.Accepted.class);
    }

    private static Draft message(UserId sender, String text) {
        return Draft.message(sender, "m.room.message", JsonObject.of("body", text));
    }

    @BothDatabases
    @Configured({DAILY, "background_updates: {default_batch_size: 3, sleep_enabled: false}"})
    void manySmallBatchesDeleteTheSame(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        List<TestRoom> rooms = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            TestRoom room = alice.createsPublicRoom();
            IntStream.range(0, 7).forEach(j -> alice.says(room, "old " + j));
            rooms.add(room);
        }

        server.passAndPurge(DAY.multipliedBy(2));

        rooms.forEach(room -> assertThat(messages(database, room)).hasSize(1));
    }

    @BothDatabases
    void aServerThatDiesGoesOnWhereItWas(TestDatabase database) {
        List<TestRoom> rooms = new ArrayList<>();
        String slow = "background_updates: {default_batch_size: 3, sleep_duration_ms: 3600000}";
        try (TestServer server = TestServer.on(database, DAILY, slow)) {
            TestUser alice = server.user("alice");
            for (int i = 0; i < 3; i++) {
                TestRoom room = alice.createsPublicRoom();
                IntStream.range(0, 7).forEach(j -> alice.says(room, "old " + j));
                rooms.add(room);
            }
            server.passBeforePurge(DAY.multipliedBy(2));
            while (server.jobs().getFirst().itemsDone() == 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(rooms).anyMatch(room -> messages(database, room).size() > 1);
        String quick = "background_updates: {default_batch_size: 3, sleep_enabled: false}";
        try (TestServer server = TestServer.on(database, DAILY, quick)) {
            server.awaitJobs();
        }
        rooms.forEach(room -> assertThat(messages(database, room)).hasSize(1));
    }

    @BothDatabases
    void whatIsUnderWayEndsWhenItIsSwitchedOff(TestDatabase database) {
        String slow = "background_updates: {default_batch_size: 3, sleep_duration_ms: 3600000}";
        TestRoom room;
        try (TestServer server = TestServer.on(database, DAILY, slow)) {
            TestUser alice = server.user("alice");
            room = alice.createsPublicRoom();
            IntStream.range(0, 50).forEach(i -> alice.says(room, "old " + i));
            server.passBeforePurge(DAY.multipliedBy(2));
            while (server.jobs().getFirst().itemsDone() == 0) {
                Thread.onSpinWait();
            }
        }
        int left = messages(database, room).size();
        try (TestServer server = TestServer.on(database)) {
            server.awaitJobs();
        }
        assertThat(messages(database, room)).hasSize(left).hasSizeGreaterThan(1);
    }

    @BothDatabases
    void otherNodesForgetWhatIsGone(TestDatabase database) {
        if (database.kind() == TestDatabase.Kind.SQLITE) {
            return;
        }
        try (TestServer server = TestServer.on(database, DAILY);
                TestServer other = TestServer.on(database, DAILY)) {
            TestUser alice = server.user("alice");
            TestRoom room = alice.createsPublicRoom();
            String root = alice.says(room, "root");
            alice.answers(room, root, "first");
            alice.edits(room, root, "edited");
            alice.says(room, "newest");
            alice.at(other).sync();
            alice.at(other).get("/rooms/" + room + "/messages?dir=b&limit=50").ok();

            server.passAndPurge(DAY.multipliedBy(2));
            keeps(alice, room, DAY.multipliedBy(100));
            TestSync last = alice.sync(alice.sync());
            String event = "/rooms/" + room + "/event/" + root;
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (alice.at(other).get(event).status() != 404) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }

            alice.at(other).sync(last);
            TestSync sync = alice.at(other).sync(LONG);
            assertThat(sync.messages(room)).containsExactly("newest");
            assertThat(sync.isLimited(room)).isFalse();
        }
    }

    @BothDatabases
    @Configured({DAILY, "enable_metrics: true"})
    void administratorsSeeWhatWasDeleted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        IntStream.range(0, 5).forEach(i -> alice.says(room, "old"));

        server.passAndPurge(DAY.multipliedBy(2));

        assertThat(server.page("/_synapse/metrics"))
                .contains("myelin_purged_events_total{server_name=\"test\"} 4.0");
    }
}
