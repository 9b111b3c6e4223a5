package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// What is kept of connections, and for how long.
final class ConnectionsTest {

    private static final String UNKNOWN = "M_UNKNOWN_POS";

    private static final Sql CONNECTIONS =
            Sql.of("SELECT count(*) AS n FROM sliding_sync_connections");
    private static final Sql STATES = Sql.of("SELECT count(*) AS n FROM sliding_sync_states");

    @BothDatabases
    void aRepeatedQuestionGetsTheSameAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 0, 1));
        client.asks();
        client.wantsList(list(0, 1, 1));
        alice.says(room, "hello");

        SlidingClient.Answer lost = client.asksInVain();
        SlidingClient.Answer again = client.asks();

        assertThat(lost.isInitial(room)).isTrue();
        assertThat(again.rooms()).isEqualTo(lost.rooms());
        assertThat(again.find(other)).isEmpty();
        client.asks().isEmpty();
    }

    @BothDatabases
    void theTokenOfALostAnswerDoesNotSpoilTheOneThatCame(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice);
        client.asks();
        TestRoom other = alice.createsPublicRoom();
        client.asksInVain();
        client.wantsList(list(7, 9, 1)).asks().isEmpty();

        SlidingClient.Answer answer = client.wantsList(list(0, 9, 1)).asks();

        assertThat(answer.isInitial(other)).isTrue();
        assertThat(answer.find(room)).isEmpty();
    }

    @BothDatabases
    void whatIsNoTokenIsUnknown(TestServer server) {
        TestUser alice = server.user("alice");
        SlidingClient client = new SlidingClient(alice);

        for (String token :
                List.of("yesterday", "p1-1-1/m0", "p-1-1-1/m0", "p99999999999999999999-1-1/m1")) {
            client.asksFrom(token).isError(400, UNKNOWN);
        }
    }

    /// "Servers MUST reject a `pos` that was not issued to the requesting user and device." Tokens of those who had been
    /// told of no room were taken from anybody.
    @BothDatabases
    void nobodyCanUseTheTokenOfAnotherWhoWasToldNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        String pos = new SlidingClient(alice).asks().pos();

        new SlidingClient(bob).asksFrom(pos).isError(400, UNKNOWN);
        new SlidingClient(alice.onNewDevice()).asksFrom(pos).isError(400, UNKNOWN);
        new SlidingClient(alice)
                .wants(JsonObject.of("conn_id", "other"))
                .asksFrom(pos)
                .isError(400, UNKNOWN);
        new SlidingClient(alice).asksFrom(pos).ok();
    }

    @BothDatabases
    void nobodyCanUseTheTokenOfAnother(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsPublicRoom();
        String pos = new SlidingClient(alice).asks().pos();

        new SlidingClient(bob).asksFrom(pos).isError(400, UNKNOWN);
        new SlidingClient(alice.onNewDevice()).asksFrom(pos).isError(400, UNKNOWN);
        new SlidingClient(alice)
                .wants(JsonObject.of("conn_id", "other"))
                .asksFrom(pos)
                .isError(400, UNKNOWN);
    }

    @BothDatabases
    void connectionsOfOneDeviceRunSideBySide(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient one = new SlidingClient(alice);
        SlidingClient two =
                new SlidingClient(alice)
                        .wants(
                                JsonObject.of(
                                        "conn_id",
                                        "two",
                                        "lists",
                                        JsonObject.of("all", list(0, 9, 1))));
        one.asks();
        assertThat(two.asks().isInitial(room)).isTrue();
        alice.says(room, "hello");

        assertThat(one.asks().messages(room)).containsExactly("hello");
        assertThat(two.asks().messages(room)).containsExactly("hello");
    }

    @BothDatabases
    void whoBeginsAnewIsToldEverything(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        new SlidingClient(alice).asks();

        SlidingClient anew = new SlidingClient(alice);

        assertThat(anew.asks().isInitial(room)).isTrue();
        anew.asks().isEmpty();
    }

    @BothDatabases
    void aConnectionThatNobodyUsesExpires(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice);
        String pos = client.asks().pos();
        server.clock().advance(Duration.ofDays(6));
        client.asks().isEmpty();
        server.clock().advance(Duration.ofDays(6));
        client.asks().isEmpty();
        server.clock().advance(Duration.ofDays(8));

        client.asksFrom(pos).isError(400, UNKNOWN);
    }

    @BothDatabases
    void aRestartChangesNothing(TestDatabase database) {
        TestServer server = TestServer.on(database);
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 9, 5));
        client.asks();
        alice.says(room, "hello");
        server.close();

        try (TestServer again = TestServer.on(database)) {
            SlidingClient.Answer answer = client.at(again).asks();

            assertThat(answer.messages(room)).containsExactly("hello");
            assertThat(answer.isInitial(room)).isFalse();
            client.asks().isEmpty();
        }
    }

    /// Requests of one client may reach one node after another.
    @BothDatabases
    void eachNodeKnowsWhatOthersHaveSent(TestDatabase database) {
        TestServer before = TestServer.on(database);
        TestUser alice = before.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 9, 5));
        client.asks();
        before.close();
        for (int i = 0; i < 3; i++) {
            try (TestServer node = TestServer.on(database)) {
                node.clock().advance(Duration.ofHours(i + 1));
                alice.at(node).says(room, "hello");
                TestRoom other = alice.at(node).createsPublicRoom();

                SlidingClient.Answer answer = client.at(node).asks();

                assertThat(answer.messages(room)).containsExactly("hello");
                assertThat(answer.isInitial(other)).isTrue();
            }
        }
    }

    @BothDatabases
    void connectionsGoWithTheirDevice(TestDatabase database) {
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            TestUser phone = alice.onNewDevice();
            alice.createsPublicRoom();
            new SlidingClient(alice).asks();
            new SlidingClient(phone).asks();
            assertThat(rows(database)).isEqualTo("2 2");

            phone.post("/logout").ok();

            assertThat(rows(database)).isEqualTo("1 1");
        }
    }

    @BothDatabases
    void onlyWhatMayBeAskedForAgainIsKept(TestDatabase database) {
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            SlidingClient client = new SlidingClient(alice);
            for (int i = 0; i < 5; i++) {
                alice.createsPublicRoom();
                client.asks();
            }
            assertThat(rows(database)).isEqualTo("1 2");

            for (int i = 0; i < 9; i++) {
                alice.createsPublicRoom();
                client.asksInVain();
            }

            assertThat(rows(database)).isEqualTo("1 6");
        }
    }

    private static String rows(TestDatabase database) {
        return database.database()
                .read(tx ->
                        tx.query(CONNECTIONS).one(row -> row.number("n"))
                                + " "
                                + tx.query(STATES).one(row -> row.number("n")));
    }

    @BothDatabases
    void aDeviceHasSoManyConnectionsAndNoMore(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();
        JsonObject lists = JsonObject.of("all", list(0, 9, 1));
        String first =
                new SlidingClient(alice)
                        .wants(JsonObject.of("conn_id", "0", "lists", lists))
                        .asks()
                        .pos();
        for (int i = 1; i <= 20; i++) {
            server.clock().advance(Duration.ofSeconds(1));
            new SlidingClient(alice)
                    .wants(JsonObject.of("conn_id", Integer.toString(i), "lists", lists))
                    .asks();
        }
        alice.createsPublicRoom();

        new SlidingClient(alice)
                .wants(JsonObject.of("conn_id", "0", "lists", lists))
                .asksFrom(first)
                .isError(400, UNKNOWN);
    }
}
