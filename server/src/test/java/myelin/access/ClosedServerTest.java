package myelin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiConsumer;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// A server that is closed to its users by `hs_disabled`.
class ClosedServerTest {

    private static final String[] CLOSED = {
        "hs_disabled: true",
        "hs_disabled_message: Gone fishing",
        "admin_contact: mailto:boss@example.org"
    };

    private static final Sql SUPPORT =
            Sql.of("UPDATE users SET user_type = 'support' WHERE user_id = :user");

    private record Before(TestUser alice, TestUser bob, TestRoom room) {}

    /// Lets people meet on an open server, and closes it.
    private static void closed(TestDatabase database, BiConsumer<TestServer, Before> then) {
        Before before;
        try (TestServer open = TestServer.on(database)) {
            TestUser alice = open.user("alice");
            TestUser bob = open.user("bob");
            before = new Before(alice, bob, alice.createsRoomWith(bob));
        }
        try (TestServer closed = TestServer.on(database, CLOSED)) {
            then.accept(
                    closed,
                    new Before(before.alice().at(closed), before.bob().at(closed), before.room()));
        }
    }

    private static void isClosed(TestAnswer answer) {
        answer.isError(403, "M_RESOURCE_LIMIT_EXCEEDED");
        assertThat(answer.json().without("errcode"))
                .isEqualTo(
                        JsonObject.of(
                                "error",
                                "Gone fishing",
                                "admin_contact",
                                "mailto:boss@example.org",
                                "limit_type",
                                "hs_disabled"));
    }

    @BothDatabases
    void nobodyTalksOnIt(TestDatabase database) {
        closed(
                database,
                (server, is) -> {
                    TestUser alice = is.alice();
                    JsonObject topic = JsonObject.of("topic", "t");

                    isClosed(alice.send(is.room(), "m.room.message", topic));
                    isClosed(alice.setState(is.room(), "m.room.topic", "", topic));
                    isClosed(alice.redact(is.room(), "$event"));
                    isClosed(alice.post("/rooms/" + is.room() + "/send/m.room.message", topic));
                });
    }

    @BothDatabases
    void nobodyComesOrGoesOnIt(TestDatabase database) {
        closed(
                database,
                (server, is) -> {
                    TestUser alice = is.alice();

                    isClosed(alice.post("/createRoom"));
                    isClosed(alice.put("/createRoom/1", JsonObject.EMPTY));
                    isClosed(
                            alice.post(
                                    "/rooms/" + is.room() + "/upgrade",
                                    JsonObject.of("new_version", "12")));
                    isClosed(alice.leave(is.room()));
                    isClosed(alice.join(is.room()));
                    isClosed(alice.post("/join/" + is.room()));
                    isClosed(alice.put("/join/" + is.room() + "/1", JsonObject.EMPTY));
                    isClosed(alice.knock(is.room()));
                    isClosed(alice.invite(is.room(), is.bob()));
                    isClosed(alice.kick(is.room(), is.bob()));
                    isClosed(alice.ban(is.room(), is.bob()));
                    isClosed(alice.unban(is.room(), is.bob()));
                });
    }

    @BothDatabases
    void nobodyHearsAnything(TestDatabase database) {
        closed(
                database,
                (server, is) -> {
                    isClosed(is.alice().get("/sync"));
                    isClosed(is.alice().post("/_matrix/client/v4/sync"));
                    isClosed(
                            is.alice()
                                    .post(
                                            "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"));
                });
    }

    @BothDatabases
    void nobodyLogsInOrRegisters(TestDatabase database) {
        closed(
                database,
                (server, is) -> {
                    JsonObject identifier = JsonObject.of("type", "m.id.user", "user", "alice");
                    isClosed(
                            server.post(
                                    "/_matrix/client/v3/login",
                                    JsonObject.of(
                                            "type",
                                            "m.login.password",
                                            "identifier",
                                            identifier,
                                            "password",
                                            "correct horse")));
                    isClosed(
                            server.post(
                                    "/_matrix/client/v3/register",
                                    JsonObject.of(
                                            "username",
                                            "carol",
                                            "password",
                                            "x",
                                            "auth",
                                            JsonObject.of("type", "m.login.dummy"))));
                    isClosed(
                            server.post(
                                    "/_matrix/client/v3/register?kind=guest", JsonObject.EMPTY));
                    server.get("/_matrix/client/v3/register/available?username=carol").ok();
                });
    }

    @BothDatabases
    void whoIsThereMayLookAndLogOut(TestDatabase database) {
        closed(
                database,
                (server, is) -> {
                    is.alice().get("/account/whoami").ok();
                    is.alice().get("/rooms/" + is.room() + "/messages?dir=b").ok();
                    is.alice().get("/devices").ok();
                    is.alice().forget(is.room()).isError(400, "M_UNKNOWN");
                    is.alice().post("/logout").ok();
                });
    }

    /// Who is there to help must be able to.
    @BothDatabases
    void supportersAreLetIn(TestDatabase database) {
        closed(
                database,
                (server, is) -> {
                    database.database()
                            .write(tx -> tx.update(SUPPORT).bind("user", is.bob().id()).run());

                    is.bob().says(is.room(), "b");
                    is.bob().get("/sync").ok();
                });
    }
}
