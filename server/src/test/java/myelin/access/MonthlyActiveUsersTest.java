package myelin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// How the number of users is limited who are active within a month.
class MonthlyActiveUsersTest {

    private static final String LIMITED = "limit_usage_by_mau: true";
    private static final String TWO = "max_mau_value: 2";

    private static final Sql SUPPORT =
            Sql.of("UPDATE users SET user_type = 'support' WHERE user_id = :user");

    private static void isFull(TestAnswer answer) {
        answer.isError(403, "M_RESOURCE_LIMIT_EXCEEDED");
        assertThat(answer.json().string("limit_type")).contains("monthly_active_user");
    }

    private static TestAnswer register(TestServer server, String name) {
        return server.post(
                "/_matrix/client/v3/register",
                JsonObject.of(
                        "username",
                        name,
                        "password",
                        "x",
                        "auth",
                        JsonObject.of("type", "m.login.dummy")));
    }

    @BothDatabases
    @Configured({LIMITED, TWO})
    void whoComesFirstIsIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.get("/sync").ok();
        bob.get("/sync").ok();

        isFull(register(server, "carol"));

        alice.createsPublicRoom();
        alice.onNewDevice();
    }

    /// Accounts that were there before the limit.
    @BothDatabases
    void whoComesLateIsTurnedAway(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        TestUser carol;
        try (TestServer open = TestServer.on(database)) {
            alice = open.user("alice");
            bob = open.user("bob");
            carol = open.user("carol");
        }
        try (TestServer server = TestServer.on(database, LIMITED, TWO)) {
            alice.at(server).get("/sync").ok();
            bob.at(server).get("/account/whoami").ok();

            isFull(carol.at(server).get("/sync"));
            isFull(carol.at(server).post("/createRoom"));
            carol.at(server).get("/account/whoami").ok();
            bob.at(server).get("/sync").ok();
        }
    }

    @BothDatabases
    @Configured({LIMITED, TWO})
    void whoStaysAwayForAMonthMakesRoom(TestServer server) {
        TestUser alice = server.user("alice");
        server.user("bob").get("/sync").ok();
        alice.get("/sync").ok();
        isFull(register(server, "carol"));

        server.clock().advance(Duration.ofDays(20));
        alice.get("/sync").ok();
        server.clock().advance(Duration.ofDays(11));

        register(server, "carol").ok();
        alice.get("/sync").ok();
    }

    @BothDatabases
    void whereTheLimitIsLoweredTheMostActiveStay(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        try (TestServer server = TestServer.on(database, LIMITED, TWO)) {
            bob = server.user("bob");
            bob.get("/sync").ok();
            server.clock().advance(Duration.ofHours(1));
            alice = server.user("alice");
            alice.get("/sync").ok();
        }
        try (TestServer server = TestServer.on(database, LIMITED, "max_mau_value: 1")) {
            server.clock().advance(Duration.ofHours(2));

            alice.at(server).get("/sync").ok();
            isFull(bob.at(server).get("/sync"));
        }
    }

    @BothDatabases
    @Configured({LIMITED, "max_mau_value: 1", "mau_trial_days: 3"})
    void whoIsOnTrialDoesNotCount(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.get("/sync").ok();
        bob.get("/sync").ok();
        assertThat(server.monthlyActiveUsers()).isZero();

        server.clock().advance(Duration.ofDays(4));
        bob.get("/sync").ok();

        isFull(alice.get("/sync"));
        assertThat(server.monthlyActiveUsers()).isEqualTo(1);
    }

    @BothDatabases
    void whoIsThereToHelpIsAlwaysIn(TestDatabase database) {
        TestUser alice;
        try (TestServer open = TestServer.on(database)) {
            alice = open.user("alice");
        }
        database.database().write(tx -> tx.update(SUPPORT).bind("user", alice.id()).run());
        try (TestServer server = TestServer.on(database, LIMITED, "max_mau_value: 0")) {
            alice.at(server).get("/sync").ok();
            alice.at(server).onNewDevice();
            assertThat(server.monthlyActiveUsers()).isZero();
        }
    }

    @BothDatabases
    @Configured("mau_stats_only: true")
    void theyMayBeCountedOnly(TestServer server) {
        server.user("alice").get("/sync").ok();
        server.user("bob").get("/sync").ok();
        server.guest().get("/sync").ok();

        assertThat(server.monthlyActiveUsers()).isEqualTo(2);
    }

    @BothDatabases
    void usuallyNobodyIsCounted(TestServer server) {
        server.user("alice").get("/sync").ok();

        assertThat(server.monthlyActiveUsers()).isZero();
    }
}
