package myelin.access;

import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// A suspended user may read and go, and hardly anything else.
///
/// [Account suspension](https://spec.matrix.org/v1.19/client-server-api/#account-suspension)
class SuspensionTest {
    private static final JsonObject HELLO = JsonObject.of("msgtype", "m.text", "body", "hello");

    private static final Sql SUSPEND =
            Sql.of("UPDATE users SET suspended = TRUE WHERE user_id = :user");

    /// The same user, suspended, on a new device: the old one's token is still remembered as it was.
    private static TestUser suspended(TestUser user, TestDatabase database) {
        database.database().write(tx -> tx.update(SUSPEND).bind("user", user.id()).run());
        return user.onNewDevice();
    }

    private static void isRefused(TestAnswer answer) {
        answer.isError(403, "M_USER_SUSPENDED");
    }

    @BothDatabases
    void aSuspendedUserSendsNothing(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestUser suspended = suspended(alice, database);

        isRefused(suspended.send(room, "m.room.message", HELLO));
        isRefused(suspended.setState(room, "m.room.topic", "", JsonObject.of("topic", "hello")));
    }

    @BothDatabases
    void aSuspendedUserEntersNoRoom(TestServer server, TestDatabase database) {
        TestUser bob = server.user("bob");
        TestRoom room = bob.createsPublicRoom();
        TestUser suspended = suspended(server.user("alice"), database);

        isRefused(suspended.join(room));
        isRefused(suspended.knock(room));
        isRefused(suspended.post("/createRoom"));
    }

    @BothDatabases
    void aSuspendedUserNeitherInvitesNorModerates(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        String message = bob.says(room, "hello");
        TestUser suspended = suspended(alice, database);

        isRefused(suspended.invite(room, carol));
        isRefused(suspended.kick(room, bob));
        isRefused(suspended.ban(room, bob));
        isRefused(suspended.redact(room, message));
    }

    @BothDatabases
    void aSuspendedUserMayReadAndRedactWhatIsHisOwn(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String message = alice.says(room, "hello");
        TestUser suspended = suspended(alice, database);

        suspended.sync();
        suspended.get("/rooms/" + room + "/messages?dir=b").ok();
        suspended.redact(room, message).ok();
    }

    @BothDatabases
    void aSuspendedUserMayLeaveAndLogOut(TestServer server, TestDatabase database) {
        TestUser bob = server.user("bob");
        TestUser alice = server.user("alice");
        TestRoom one = bob.createsRoomWith(alice);
        TestRoom other = bob.createsRoomWith(alice);
        TestUser suspended = suspended(alice, database);

        suspended.leave(one).ok();
        suspended
                .setState(
                        other,
                        "m.room.member",
                        alice.toString(),
                        JsonObject.of("membership", "leave"))
                .ok();
        suspended.post("/logout").ok();
    }
}
