package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.state;
import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.CountedStatements;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What sliding sync asks of the database.
final class SlidingCostTest {

    /// A machine that is too slow to read the heads each second in the background reads them in a request.
    private static final int ATTEMPTS = 3;

    private static final JsonArray WHAT_CLIENTS_WANT =
            JsonArray.of(
                    state("m.room.create", ""),
                    state("m.room.encryption", ""),
                    state("m.room.name", ""),
                    state("m.room.avatar", ""),
                    state("m.room.member", "$LAZY"),
                    state("m.room.member", "$ME"),
                    state("m.space.child", "*"));

    /// Rooms that come into sight are looked up together: of each of them heroes, names and all that has some
    /// type were asked for apart, seven statements a room.
    @BothDatabases
    void theFirstWindowCostsTheSameWhateverItShows(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (int i = 0; i < 24; i++) {
            TestRoom room = alice.createsRoomWith(bob);
            bob.says(room, "hello");
        }
        statements(alice, 20);

        int ofTwenty = statements(alice, 20);

        assertThat(ofTwenty).isEqualTo(statements(alice, 2)).isLessThan(10);
    }

    /// On a server that was just started nothing is in memory: two statements were asked of each room for what is unread,
    /// and more for its events and its state.
    @BothDatabases
    void afterARestartTheFirstWindowCostsTheSameWhateverItShows(TestDatabase database) {
        TestUser alice;
        try (TestServer server = TestServer.on(database)) {
            alice = server.user("alice");
            TestUser bob = server.user("bob");
            for (int i = 0; i < 24; i++) {
                TestRoom room = alice.createsRoomWith(bob);
                bob.says(room, "hello");
            }
        }
        int ofTwo = afterARestart(database, alice, 2);

        assertThat(afterARestart(database, alice, 20)).isEqualTo(ofTwo);
    }

    private static int afterARestart(TestDatabase database, TestUser user, int rooms) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            try (TestServer server = TestServer.on(database)) {
                least = Math.min(least, statements(user.at(server), rooms));
            }
        }
        return least;
    }

    private static int statements(TestUser user, int rooms) {
        JsonObject list =
                SlidingClient.list(0, rooms - 1, 5).with("required_state", WHAT_CLIENTS_WANT);
        try (CountedStatements counted = new CountedStatements()) {
            new SlidingClient(user)
                    .wantsList(list)
                    .extendedBy("account_data")
                    .extendedBy("receipts")
                    .asks();
            return counted.most();
        }
    }
}
