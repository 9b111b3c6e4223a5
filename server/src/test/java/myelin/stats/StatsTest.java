package myelin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;

/// Counting rooms and users.
final class StatsTest {

    private static final Sql CURRENT =
            Sql.of("SELECT * FROM room_stats_current WHERE room_id = :room");
    private static final Sql STATE = Sql.of("SELECT * FROM room_stats_state WHERE room_id = :room");
    private static final Sql USER =
            Sql.of("SELECT joined_rooms FROM user_stats_current WHERE user_id = :user");

    private static List<Long> counts(TestDatabase database, TestRoom room) {
        List<String> columns =
                List.of(
                        "joined_members",
                        "invited_members",
                        "left_members",
                        "banned_members",
                        "knocked_members",
                        "local_users_in_room");
        return database.database()
                .read(tx ->
                        tx.query(CURRENT)
                                .bind("room", room.id())
                                .one(row -> columns.stream().map(row::number).toList()));
    }

    private static long stateEvents(TestDatabase database, TestRoom room) {
        return database.database()
                .read(tx ->
                        tx.query(CURRENT)
                                .bind("room", room.id())
                                .one(row -> row.number("current_state_events")));
    }

    private static long joinedRooms(TestDatabase database, TestUser user) {
        return database.database()
                .read(tx ->
                        tx.query(USER)
                                .bind("user", user.id())
                                .one(row -> row.number("joined_rooms")));
    }

    @BothDatabases
    void membersAreCountedByMembership(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        alice.invite(room, carol).ok();
        server.awaitIdle();
        assertThat(counts(database, room)).containsExactly(2L, 1L, 0L, 0L, 0L, 2L);

        bob.leave(room).ok();
        alice.ban(room, carol).ok();
        server.awaitIdle();
        assertThat(counts(database, room)).containsExactly(1L, 0L, 1L, 1L, 0L, 1L);
    }

    @BothDatabases
    void usersAreCountedByTheirRooms(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.createsRoomWith(bob);
        server.awaitIdle();
        assertThat(joinedRooms(database, bob)).isEqualTo(2);

        bob.leave(room).ok();
        server.awaitIdle();
        assertThat(joinedRooms(database, bob)).isEqualTo(1);
        assertThat(joinedRooms(database, alice)).isEqualTo(2);
    }

    @BothDatabases
    void roomsAreDescribed(TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset", "public_chat",
                                "name", "Hall",
                                "topic", "Talk",
                                "room_alias_name", "hall",
                                "creation_content",
                                        JsonObject.of("type", "m.space", "m.federate", false)));
        server.awaitIdle();
        long before = stateEvents(database, room);

        database.database()
                .read(tx ->
                        tx.query(STATE)
                                .bind("room", room.id())
                                .one(row -> {
                                    assertThat(row.string("name")).isEqualTo("Hall");
                                    assertThat(row.string("topic")).isEqualTo("Talk");
                                    assertThat(row.string("canonical_alias"))
                                            .isEqualTo("#hall:test");
                                    assertThat(row.string("join_rules")).isEqualTo("public");
                                    assertThat(row.string("history_visibility"))
                                            .isEqualTo("shared");
                                    assertThat(row.optionalString("encryption")).isEmpty();
                                    assertThat(row.bool("is_federatable")).isFalse();
                                    assertThat(row.string("room_type")).isEqualTo("m.space");
                                    return true;
                                }));
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "Lobby")).ok();
        alice.setState(room, "org.example.colour", "", JsonObject.of("is", "red")).ok();
        server.awaitIdle();
        assertThat(stateEvents(database, room)).isEqualTo(before + 1);
    }

    /// Counting that was switched off goes on where it ended.
    @BothDatabases
    @Configured("stats: {enabled: false}")
    void whatHappenedWhileNothingWasCountedIsCountedLater(
            TestServer server, TestDatabase database) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsRoomWith(server.user("bob"));
        server.endBackgroundWork();

        try (TestServer counting = TestServer.on(database)) {
            counting.awaitIdle();
        }

        assertThat(counts(database, room)).containsExactly(2L, 0L, 0L, 0L, 0L, 2L);
        assertThat(joinedRooms(database, alice)).isEqualTo(1);
    }

    @BothDatabases
    @Configured("stats: {enabled: false}")
    void nothingIsCountedWhereItIsSwitchedOff(TestServer server, TestDatabase database) {
        TestRoom room = server.user("alice").createsPublicRoom();
        server.awaitIdle();

        boolean counted =
                database.database().read(tx -> tx.query(CURRENT).bind("room", room.id()).exists());
        assertThat(counted).isFalse();
    }
}
