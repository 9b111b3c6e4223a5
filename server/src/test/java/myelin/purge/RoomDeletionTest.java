package myelin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.RemoteRoom;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.event.Draft;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.rooms.Receipt;
import myelin.schema.Schema;
import myelin.sql.Database;
import myelin.sql.Sql;

/// Rooms that everybody here has left and forgotten, and rooms that somebody wants to be gone.
class RoomDeletionTest {

    private static final String PERIOD = "forgotten_room_retention_period: 7d";
    private static final String SMALL =
            "background_updates: {default_batch_size: 5, sleep_enabled: false}";
    private static final Duration DAY = Duration.ofDays(1);
    private static final UserId BOB = UserId.parse("@bob:elsewhere.example");

    /// What administrators want to know when the room is gone.
    private static final Set<String> KEPT = Set.of("reports", "blocked_rooms");

    private static final List<String> OF_STATE =
            List.of("state_rooms", "state_nodes", "auth_chain_steps", "auth_chain_links");

    private static long count(Database database, String statement) {
        return database.read(tx -> tx.query(Sql.of(statement)).one(row -> row.number("rows")));
    }

    /// How many rows tables have of a room, without those that have none.
    private static Map<String, Long> rows(TestDatabase database, TestRoom room) {
        Map<String, Long> rows = new TreeMap<>();
        for (Schema.Table table : Schema.ofMigrations().tables().values()) {
            if (table.columns().containsKey("room_id")) {
                long found =
                        count(
                                database.database(),
                                "SELECT COUNT(*) AS rows FROM %s WHERE room_id = '%s'"
                                        .formatted(table.name(), room));
                if (found > 0) {
                    rows.put(table.name(), found);
                }
            }
        }
        return rows;
    }

    private static List<Long> stateRows(TestDatabase database) {
        return OF_STATE.stream()
                .map(table -> count(database.database(), "SELECT COUNT(*) AS rows FROM " + table))
                .toList();
    }

    private static void goes(TestUser user, TestRoom room) {
        user.leave(room).ok();
        user.forget(room).ok();
    }

    /// Lets the rows go of what was deleted.
    private static void passUnseen(TestServer server) {
        server.awaitIdle();
        server.passAndPurge(RoomDeletion.UNSEEN);
    }

    /// A room with something in each table.
    private static TestRoom lives(TestServer server, TestUser alice, TestUser carol) {
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset",
                                "public_chat",
                                "room_alias_name",
                                "hall",
                                "visibility",
                                "public"));
        carol.join(room).ok();
        String root = alice.says(room, "root");
        alice.answers(room, root, "answer");
        IntStream.range(0, 30).forEach(i -> alice.says(room, "message " + i));
        String last = alice.says(room, "last");
        carol.sync();
        carol.post("/rooms/" + room + "/receipt/m.read/" + last).ok();
        carol.post("/rooms/" + room + "/read_markers", JsonObject.of("m.fully_read", last)).ok();
        carol.put("/user/" + carol + "/rooms/" + room + "/tags/u.work", JsonObject.EMPTY).ok();
        carol.put(
                        "/_matrix/client/unstable/io.element.msc4306/rooms/"
                                + room
                                + "/thread/"
                                + root
                                + "/subscription",
                        JsonObject.EMPTY)
                .ok();
        carol.put(
                        "/rooms/" + room + "/typing/" + carol,
                        JsonObject.of("typing", true, "timeout", 30_000))
                .ok();
        carol.post("/rooms/" + room + "/report/" + last, JsonObject.of("reason", "spam")).ok();
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        Pdu start = there.newest();
        Pdu joins = there.make(List.of(start), RemoteRoom.member(BOB, BOB, "join"));
        Pdu left = there.make(List.of(joins), message("left"));
        Pdu right = there.make(List.of(joins), message("right"));
        server.homeserver().rooms().receiver().receive(List.of(joins, left, right));
        server.awaitIdle();
        return room;
    }

    private static Draft message(String text) {
        return Draft.message(BOB, "m.room.message", JsonObject.of("body", text));
    }

    @BothDatabases
    @Configured({
        PERIOD,
        SMALL,
        "enable_metrics: true",
        "experimental_features: {msc4306_enabled: true}"
    })
    void aRoomThatAllHaveForgottenIsGoneWithAllThatBelongsToIt(
            TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestUser carol = server.user("carol");
        TestRoom other = alice.createsRoomWith(carol);
        alice.says(other, "here");
        List<Long> before = stateRows(database);
        TestRoom room = lives(server, alice, carol);
        assertThat(rows(database, room).keySet())
                .contains(
                        "account_data",
                        "current_state",
                        "event_relations",
                        "events",
                        "memberships",
                        "published_rooms",
                        "receipts",
                        "room_aliases",
                        "rooms",
                        "state_rooms",
                        "thread_subscriptions",
                        "threads",
                        "typing",
                        "user_directory_rooms");
        Map<String, Long> ofOther = rows(database, other);
        goes(alice, room);
        goes(carol, room);
        server.awaitIdle();
        TestSync told = carol.sync();

        server.passAndPurge(DAY.multipliedBy(8));
        passUnseen(server);

        assertThat(rows(database, room).keySet()).isSubsetOf(KEPT);
        assertThat(stateRows(database)).isEqualTo(before);
        assertThat(rows(database, other)).isEqualTo(ofOther);
        isUnknown(alice, room);
        assertThat(carol.sync(told).find("rooms")).isEmpty();
        assertThat(carol.sync().messages(other)).containsExactly("here");
        assertThat(alice.creates(JsonObject.of("room_alias_name", "hall"))).isNotEqualTo(room);
        assertThat(server.page("/_synapse/metrics")).contains("myelin_deleted_rooms_total{");
        assertThat(
                        carol.post("/user_directory/search", JsonObject.of("search_term", "bob"))
                                .list("results"))
                .isEmpty();
    }

    private static void isUnknown(TestUser user, TestRoom room) {
        user.join(room).isError(404, "M_NOT_FOUND");
        for (String path : List.of("/messages?dir=b", "/state", "/members", "/joined_members")) {
            user.get("/rooms/" + room + path).isForbidden();
        }
        user.get("/_matrix/client/v1/room_summary/" + room).isError(404, "M_NOT_FOUND");
        user.get("/_matrix/client/v1/rooms/" + room + "/hierarchy").isForbidden();
        user.send(room, "m.room.message", JsonObject.of("msgtype", "m.text", "body", "x"))
                .isForbidden();
        user.forget(room).isError(400, "M_UNKNOWN");
        assertThat(user.get("/publicRooms").list("chunk"))
                .noneMatch(it -> it.string("room_id").equals(Optional.of(room.toString())));
    }

    @BothDatabases
    @Configured(PERIOD)
    void aRoomStaysWhileSomebodyMayComeBack(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestUser carol = server.user("carol");
        TestUser dan = server.user("dan");
        TestRoom left = alice.createsRoomWith(carol);
        goes(alice, left);
        carol.leave(left).ok();
        TestRoom invites = alice.createsPublicRoom();
        alice.invite(invites, dan).ok();
        goes(alice, invites);
        TestRoom rejoined = alice.createsPublicRoom();
        goes(alice, rejoined);
        TestRoom young = alice.createsPublicRoom();
        server.passAndPurge(DAY.multipliedBy(6));
        alice.join(rejoined);
        goes(alice, young);

        server.passAndPurge(DAY.multipliedBy(6));
        passUnseen(server);

        for (TestRoom room : List.of(left, invites, young)) {
            assertThat(rows(database, room)).containsKeys("rooms", "events", "memberships");
        }
        dan.join(invites).ok();
        carol.forget(left).ok();
        server.passAndPurge(DAY.multipliedBy(8));
        passUnseen(server);
        assertThat(rows(database, left)).isEmpty();
        assertThat(rows(database, young)).isEmpty();
        assertThat(rows(database, invites)).containsKey("rooms");
    }

    @BothDatabases
    void nothingIsDeletedWhereNobodySaysSo(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        goes(alice, room);

        server.passAndPurge(DAY.multipliedBy(1_000));
        passUnseen(server);

        assertThat(rows(database, room)).containsKey("events");
    }

    /// Rooms that were forgotten before anybody noted when.
    @BothDatabases
    @Configured(PERIOD)
    void whoseTimeNobodyKnowsBeginsNow(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        goes(alice, room);
        database.database()
                .write(tx -> tx.update(Sql.of("UPDATE rooms SET forgotten_ts = 0")).run());

        server.passAndPurge(DAY.multipliedBy(6));
        passUnseen(server);
        assertThat(rows(database, room)).containsKey("rooms");

        server.passAndPurge(DAY.multipliedBy(2));
        passUnseen(server);
        assertThat(rows(database, room)).isEmpty();
    }

    /// Somebody comes back in the last moment, on another node.
    @BothDatabases
    void aRoomThatSomebodyEntersIsNotForgotten(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom again = alice.createsPublicRoom();
        goes(alice, room);
        alice.join(again).ok();
        assertThat(server.deletes(room)).isTrue();

        alice.join(room).isError(404, "M_NOT_FOUND");
        assertThat(server.deletes(room)).isFalse();
        assertThat(alice.sync().joined(again)).isPresent();
    }

    /// It is known no more at once, and read to the end by who has begun.
    @BothDatabases
    @Configured(SMALL)
    void aRoomOfMembersCanBeDeleted(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(carol);
        TestRoom other = alice.createsRoomWith(carol);
        alice.says(room, "here");
        TestSync before = carol.sync();

        assertThat(server.deletes(room)).isTrue();

        isUnknown(carol, room);
        assertThat(carol.sync(before).joined(room)).isEmpty();
        assertThat(carol.sync().joined(room)).isEmpty();
        assertThat(carol.sync().joined(other)).isPresent();
        assertThat(rows(database, room)).containsKeys("rooms", "events");
        passUnseen(server);
        assertThat(rows(database, room)).isEmpty();
        alice.says(other, "still here");
        assertThat(carol.sync(before).messages(other)).containsExactly("still here");
    }

    @BothDatabases
    void aRoomOfAnotherServerMayComeAgain(TestDatabase database, TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();
        RemoteRoom there = RemoteRoom.createdBy(RoomVersion.V11, BOB, "there");
        TestRoom room = new TestRoom(there.id());
        receives(server, there);
        alice.join(room).ok();
        there.catchUp(server.homeserver().rooms());
        Pdu said = there.make(List.of(there.newest()), message("hello"));
        assertThat(server.homeserver().rooms().receiver().receive(said))
                .isInstanceOf(Receipt.Accepted.class);
        goes(alice, room);
        server.deletes(room);
        Pdu late = there.make(List.of(said), message("late"));
        assertThat(server.homeserver().rooms().receiver().receive(late))
                .isInstanceOf(Receipt.Missing.class);
        passUnseen(server);
        assertThat(rows(database, room)).isEmpty();

        receives(server, there);

        assertThat(rows(database, room)).containsKeys("rooms", "events", "memberships");
        alice.join(room).ok();
        assertThat(alice.sync().messages(room)).contains("hello", "late");
        Pdu next = there.make(List.of(there.newest()), message("next"));
        assertThat(server.homeserver().rooms().receiver().receive(next))
                .isInstanceOf(Receipt.Accepted.class);
    }

    private static void receives(TestServer server, RemoteRoom there) {
        assertThat(server.homeserver().rooms().receiver().receive(there.events()).values())
                .allMatch(Receipt.Accepted.class::isInstance);
    }

    /// What works behind the stream of events had not come to the room yet, and meets half of it.
    @BothDatabases
    void aServerThatDiesGoesOnWhereItWas(TestDatabase database) {
        String slow = "background_updates: {default_batch_size: 3, sleep_duration_ms: 3600000}";
        TestRoom room;
        try (TestServer server = TestServer.on(database, slow)) {
            TestUser alice = server.user("alice");
            server.endBackgroundWork();
            room = alice.createsPublicRoom();
            IntStream.range(0, 30).forEach(i -> alice.says(room, "message"));
            server.deletes(room);
            server.passBeforePurge(RoomDeletion.UNSEEN);
            while (server.jobs().getFirst().itemsDone() == 0) {
                Thread.onSpinWait();
            }
        }
        assertThat(rows(database, room)).isNotEmpty();
        try (TestServer server = TestServer.on(database, slow)) {
            server.awaitIdle();
        }
        try (TestServer server = TestServer.on(database, SMALL)) {
            server.passAndPurge(RoomDeletion.UNSEEN);
        }
        assertThat(rows(database, room)).isEmpty();
    }

    @BothDatabases
    void otherNodesKnowTheRoomNoMore(TestDatabase database) {
        if (database.kind() == TestDatabase.Kind.SQLITE) {
            return;
        }
        try (TestServer server = TestServer.on(database);
                TestServer other = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            TestRoom room = alice.createsPublicRoom();
            alice.says(room, "here");
            alice.at(other).sync();
            server.deletes(room);

            alice.at(other)
                    .send(
                            room,
                            "m.room.message",
                            JsonObject.of("msgtype", "m.text", "body", "late"))
                    .isForbidden();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (alice.at(other).sync().joined(room).isPresent()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            isUnknown(alice.at(other), room);
            passUnseen(server);
            assertThat(rows(database, room)).isEmpty();
        }
    }
}
