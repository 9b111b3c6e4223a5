package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import myelin.BothDatabases;
import myelin.CountedStatements;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Database;
import myelin.sql.Sql;

/// What syncs ask the database that wait, or look again, while others do something: nothing, for what this node has
/// stored just now is in its memory.
final class SyncCostTest {

    /// A machine that is too slow to read the heads each second in the background reads them in a request.
    private static final int ATTEMPTS = 3;

    /// More than a first sync asks that asks nothing of each room.
    private static final int ROOMS = 8;

    private static final int FEW = 4;

    /// With all members, and without those who have said nothing.
    private static final List<JsonObject> FILTERS =
            List.of(
                    JsonObject.EMPTY,
                    JsonObject.of(
                            "room",
                            JsonObject.of("state", JsonObject.of("lazy_load_members", true))));

    /// Messages of which the count is kept.
    private static final int MANY = 20;

    private static final Sql COUNTS = Sql.of("SELECT room_id FROM unread_counts");

    private final List<TestUser> receivers = new ArrayList<>();
    private final List<TestSync> before = new ArrayList<>();

    /// Three users in a room with somebody, who know all there is. As most clients they name a filter that they have
    /// stored.
    private TestRoom roomOf(TestServer server, TestUser alice) {
        TestRoom room = alice.createsPublicRoom();
        for (String name : List.of("bob", "carol", "dan")) {
            TestUser user = server.user(name);
            user.join(room).ok();
            receivers.add(user);
            before.add(user.sync());
        }
        settle();
        return room;
    }

    /// Looks until there is nothing new.
    private void settle() {
        boolean quiet = false;
        while (!quiet) {
            quiet = true;
            for (int i = 0; i < receivers.size(); i++) {
                TestSync now = receivers.get(i).sync(before.get(i));
                quiet &= now.isEmpty();
                before.set(i, now);
            }
        }
    }

    /// What it costs all receivers together to be woken by something.
    private int costOfWaking(Runnable news) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least > 0; i++) {
            settle();
            try (CountedStatements statements = new CountedStatements()) {
                List<TestUser.Pending> waiting = new ArrayList<>();
                for (int r = 0; r < receivers.size(); r++) {
                    waiting.add(receivers.get(r).waits(before.get(r)));
                }
                news.run();
                for (int r = 0; r < receivers.size(); r++) {
                    TestSync answer = waiting.get(r).answer();
                    assertThat(answer.isEmpty()).isFalse();
                    before.set(r, answer);
                }
                least = Math.min(least, sum(statements));
            }
        }
        return least;
    }

    /// What it costs all receivers together to look again after something that does not concern them.
    private int costOfLooking(Runnable others) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least > 0; i++) {
            settle();
            others.run();
            try (CountedStatements statements = new CountedStatements()) {
                for (int r = 0; r < receivers.size(); r++) {
                    TestSync answer = receivers.get(r).sync(before.get(r));
                    assertThat(answer.isEmpty()).isTrue();
                    before.set(r, answer);
                }
                least = Math.min(least, sum(statements));
            }
        }
        return least;
    }

    private int sum(CountedStatements statements) {
        List<Integer> counts = statements.of("sync");
        assertThat(counts).hasSize(receivers.size());
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    @BothDatabases
    void aMessageCostsThoseWhoWaitNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = roomOf(server, alice);

        assertThat(costOfWaking(() -> alice.says(room, "hello"))).isZero();
    }

    @BothDatabases
    void typingCostsThoseWhoWaitNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = roomOf(server, alice);
        for (boolean typing : List.of(true, false)) {
            assertThat(
                            costOfWaking(() -> {
                                types(alice, room, !typing);
                                types(alice, room, typing);
                            }))
                    .isZero();
        }
    }

    /// A client says that its user has stopped typing as soon as the message is sent.
    @BothDatabases
    void aMessageAfterTypingCostsThoseWhoWaitNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = roomOf(server, alice);

        assertThat(
                        costOfWaking(() -> {
                            types(alice, room, true);
                            alice.says(room, "hello");
                            types(alice, room, false);
                        }))
                .isZero();
        assertThat(costOfLooking(() -> {})).isZero();
    }

    @BothDatabases
    void thatSomebodyHasReadCostsThoseWhoWaitNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = roomOf(server, alice);

        assertThat(
                        costOfWaking(() -> {
                            String event = alice.says(room, "hello");
                            read(alice, room, event);
                        }))
                .isZero();
    }

    @BothDatabases
    void whoComesAndGoesCostsThoseWhoWaitNothing(TestServer server) {
        TestUser alice = server.user("alice");
        roomOf(server, alice);
        List<String> words =
                new ArrayList<>(List.of("online", "unavailable", "online", "unavailable"));

        assertThat(
                        costOfWaking(() -> {
                            JsonObject word = JsonObject.of("presence", words.removeFirst());
                            alice.put("/presence/" + alice + "/status", word).ok();
                        }))
                .isZero();
    }

    @BothDatabases
    void whatOthersKeepForThemselvesCostsNobodyElse(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser stranger = server.user("stranger");
        TestRoom room = roomOf(server, alice);
        String rule = "/pushrules/global/room/" + room;

        assertThat(
                        costOfLooking(() -> {
                            accountData(alice, "one");
                            tag(alice, room);
                            alice.put(rule, JsonObject.of("actions", List.of("notify"))).ok();
                            String said = stranger.says(stranger.createsPublicRoom(), "to nobody");
                            assertThat(said).isNotEmpty();
                            TestRoom other = stranger.createsPublicRoom();
                            types(stranger, other, true);
                            types(stranger, other, false);
                            read(stranger, other, stranger.says(other, "read"));
                        }))
                .isZero();
    }

    @BothDatabases
    void theFilterOfASyncIsReadOnce(TestServer server) {
        TestUser alice = server.user("alice");
        roomOf(server, alice);
        List<String> filters =
                receivers.stream()
                        .map(user ->
                                user.post(
                                                "/user/" + user + "/filter",
                                                JsonObject.of(
                                                        "room",
                                                        JsonObject.of(
                                                                "state",
                                                                JsonObject.of(
                                                                        "lazy_load_members",
                                                                        true))))
                                        .ok()
                                        .string("filter_id")
                                        .orElseThrow())
                        .toList();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (CountedStatements statements = new CountedStatements()) {
                for (int r = 0; r < receivers.size(); r++) {
                    receivers
                            .get(r)
                            .sync("filter=" + filters.get(r) + "&since=" + before.get(r).next());
                }
                if (attempt > 0 && sum(statements) == 0) {
                    return;
                }
            }
        }
        throw new AssertionError("a stored filter is read each time");
    }

    /// What was counted before a restart was read again with every first sync, of each room.
    @BothDatabases
    void afterARestartWhatIsUnreadIsReadOnce(TestDatabase database) {
        TestUser bob;
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            bob = server.user("bob");
            for (TestRoom room : rooms(alice, bob, JsonObject.of("name", "Hall"))) {
                for (int message = 0; message < MANY; message++) {
                    alice.says(room, "hello");
                }
            }
            bob.sync();
            awaitCounts(database.database());
        }
        try (TestServer server = TestServer.on(database)) {
            assertThat(costOfASecondFirstSync(bob.at(server))).isLessThan(ROOMS);
        }
    }

    @BothDatabases
    void thoseAfterWhomRoomsAreCalledAreLookedForTogether(TestServer server) {
        TestUser bob = server.user("bob");
        assertThat(rooms(server.user("alice"), bob, JsonObject.EMPTY)).hasSize(ROOMS);

        assertThat(costOfASecondFirstSync(bob)).isLessThan(ROOMS);
    }

    /// All was asked of each room: its row, where its newest events are, these, its state before and after, receipts,
    /// relations and counts, fourteen statements.
    @BothDatabases
    void afterARestartAFirstSyncCostsTheSameWhateverTheNumberOfRooms(TestDatabase database) {
        TestUser bob;
        TestUser carol;
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            bob = server.user("bob");
            carol = server.user("carol");
            for (int i = 0; i < 3 * FEW; i++) {
                TestRoom room = busyRoom(alice, bob);
                if (i < FEW) {
                    carol.join(room).ok();
                    alice.says(room, "welcome");
                }
            }
        }
        for (JsonObject filter : FILTERS) {
            int ofFew = costOfTheFirstSync(database, carol, filter);

            assertThat(costOfTheFirstSync(database, bob, filter)).isEqualTo(ofFew);
        }
    }

    @BothDatabases
    void whatIsReadTogetherIsToldAsWhatIsInMemory(TestDatabase database) {
        TestUser bob;
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            bob = server.user("bob");
            for (int i = 0; i < FEW; i++) {
                TestRoom room = busyRoom(alice, bob);
                bob.answers(room, alice.says(room, "root"), "in a thread");
                if (i == 1) {
                    bob.leave(room).ok();
                }
                if (i == 2) {
                    alice.ban(room, bob).ok();
                }
            }
        }
        for (JsonObject filter : FILTERS) {
            try (TestServer server = TestServer.on(database)) {
                TestUser same = bob.at(server);
                String first = told(same.sync(filter));

                assertThat(told(same.sync(filter))).isEqualTo(first).contains("again");
            }
        }
    }

    private static String told(TestSync sync) {
        return sync.json().toString().replaceAll("\"age\":\\d+", "");
    }

    /// A room in which things were changed, edited, answered and read.
    private static TestRoom busyRoom(TestUser creator, TestUser member) {
        TestRoom room = creator.creates(JsonObject.of("preset", "public_chat", "name", "Hall"));
        String early = creator.says(room, "early");
        member.join(room).ok();
        creator.setState(room, "m.room.name", "", JsonObject.of("name", "Great hall")).ok();
        String said = creator.says(room, "hello");
        creator.edits(room, said, "hello again");
        member.relates(room, "m.reference", early, "there");
        creator.redact(room, creator.says(room, "nothing")).ok();
        read(member, room, said);
        return room;
    }

    /// The statements of a first sync of a server that was just started.
    private static int costOfTheFirstSync(TestDatabase database, TestUser user, JsonObject filter) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            try (TestServer server = TestServer.on(database);
                    CountedStatements statements = new CountedStatements()) {
                user.at(server).sync(filter);
                least = Math.min(least, statements.of("sync").getLast());
            }
        }
        return least;
    }

    private static List<TestRoom> rooms(TestUser creator, TestUser member, JsonObject named) {
        List<TestRoom> rooms = new ArrayList<>();
        while (rooms.size() < ROOMS) {
            TestRoom room = creator.creates(named.with("preset", "public_chat"));
            member.join(room).ok();
            rooms.add(room);
        }
        return rooms;
    }

    /// The statements of a first sync that finds in memory what another has read.
    private static int costOfASecondFirstSync(TestUser user) {
        user.sync();
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least >= ROOMS; i++) {
            try (CountedStatements statements = new CountedStatements()) {
                user.sync();
                least = Math.min(least, statements.most());
            }
        }
        return least;
    }

    private static void awaitCounts(Database database) {
        int counts = 0;
        while (counts < ROOMS) {
            counts =
                    database.read(tx -> tx.query(COUNTS).list(row -> row.string("room_id"))).size();
        }
    }

    private static void types(TestUser user, TestRoom room, boolean typing) {
        user.put("/rooms/" + room + "/typing/" + user, JsonObject.of("typing", typing)).ok();
    }

    private static void read(TestUser user, TestRoom room, String event) {
        user.post("/rooms/" + room + "/receipt/m.read/" + TestUser.encoded(event)).ok();
    }

    private static void accountData(TestUser user, String content) {
        String path = "/user/" + user + "/account_data/org.example.note";
        user.put(path, JsonObject.of("content", content)).ok();
    }

    private static void tag(TestUser user, TestRoom room) {
        user.put("/user/" + user + "/rooms/" + room + "/tags/u.work", JsonObject.EMPTY).ok();
    }
}
