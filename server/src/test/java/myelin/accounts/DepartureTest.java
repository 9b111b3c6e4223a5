package myelin.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// How those who are deactivated come out of their rooms.
class DepartureTest {

    /// A membership of a room that this server knows nothing about any more.
    private static final Sql LOSE =
            Sql.of(
                    """
                    INSERT INTO memberships
                        (room_id, user_id, membership, event_id, position, sender, local, forgotten)
                    SELECT '!lost:test', user_id, membership, event_id, position, sender, local, forgotten
                    FROM memberships WHERE room_id = :room AND user_id = :user\
                    """);

    @BothDatabases
    void theDeactivatedLeaveTheirRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom joined = alice.createsRoomWith(bob);
        TestRoom invited = alice.creates(JsonObject.EMPTY);
        alice.invite(invited, bob).ok();

        bob.erasesHimself();
        server.awaitIdle();

        assertThat(alice.membership(joined, bob)).isEqualTo("leave");
        assertThat(alice.membership(invited, bob)).isEqualTo("leave");
    }

    @BothDatabases
    void theyForgetTheirRooms(TestServer server) {
        TestUser bob = server.user("bob");
        TestRoom room = bob.createsPublicRoom();

        bob.erasesHimself();
        server.awaitIdle();

        assertThat(server.homeserver().rooms().members().member(bob.id(), room.id()))
                .hasValueSatisfying(member -> assertThat(member.forgotten()).isTrue());
    }

    @BothDatabases
    void aRoomThatCannotBeLeftKeepsNobodyInOthers(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        TestRoom room;
        try (TestServer server = TestServer.on(database)) {
            alice = server.user("alice");
            bob = server.user("bob");
            room = alice.createsRoomWith(bob);
        }
        database.database()
                .write(tx -> tx.update(LOSE).bind("room", room.id()).bind("user", bob.id()).run());
        try (TestServer server = TestServer.on(database)) {
            bob.at(server).erasesHimself();
            server.awaitIdle();

            assertThat(alice.at(server).membership(room, bob)).isEqualTo("leave");
        }
    }

    /// A server that was killed between the end of the account and the last room used to leave a member who can never
    /// leave. Here its background work has ended before.
    @BothDatabases
    void whatWasNotDoneIsDoneAfterTheNextStart(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        TestRoom room;
        try (TestServer server = TestServer.on(database)) {
            alice = server.user("alice");
            bob = server.user("bob");
            room = alice.createsRoomWith(bob);
            server.awaitIdle();
            server.endBackgroundWork();
            bob.erasesHimself();
            assertThat(alice.membership(room, bob)).isEqualTo("join");
        }
        try (TestServer server = TestServer.on(database)) {
            server.awaitIdle();

            assertThat(alice.at(server).membership(room, bob)).isEqualTo("leave");
        }
    }

    @BothDatabases
    void whoIsNotDeactivatedStays(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        bob.onNewDevice();
        server.awaitIdle();

        assertThat(alice.membership(room, bob)).isEqualTo("join");
    }
}
