package myelin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.CountedStatements;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

/// The members of a room at a point of its timeline.
final class MembersTest {

    @BothDatabases
    void membersAreThoseAtATokenOfSync(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String token = alice.sync().next();
        bob.join(room).ok();

        assertThat(members(alice, room, token)).containsExactly(alice.toString());
    }

    @BothDatabases
    void membersAreThoseAtATokenOfATimeline(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        String token = alice.sync("filter={\"room\":{\"timeline\":{\"limit\":1}}}").previous(room);
        bob.join(room).ok();

        assertThat(members(alice, room, token)).containsExactly(alice.toString());
    }

    /// The answer was the members of now, because there is no state before the first event.
    @BothDatabases
    void membersBeforeTheFirstEventAreThoseWithWhomTheRoomBegan(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String token = alice.sync().previous(room);
        bob.join(room).ok();

        assertThat(members(alice, room, token)).containsExactly(alice.toString());
    }

    /// A token from after the user had left told who came later.
    @BothDatabases
    void whoHasLeftIsNotToldWhoCameLater(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.leave(room).ok();
        TestUser carol = server.user("carol");
        carol.join(room).ok();

        assertThat(members(bob, room, carol.sync().next())).doesNotContain(carol.toString());
    }

    /// Any token told who was in the room then, also before the user came, and where the history is hidden from
    /// those who come later.
    @BothDatabases
    void whoMayNotSeeWhatWasThenIsNotToldWhoWasThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(carol);
        alice.showsHistory(room, "joined");
        alice.says(room, "among us");
        String before = carol.sync().next();
        carol.leave(room).ok();
        alice.invite(room, bob).ok();
        bob.leave(room).ok();
        String refused = alice.sync().next();
        bob.join(room).ok();
        String joined = bob.sync().next();

        bob.get("/rooms/" + room + "/members?at=" + before).isForbidden();
        bob.get("/rooms/" + room + "/members?at=" + refused).isForbidden();
        assertThat(members(bob, room, joined)).contains(bob.toString());
        assertThat(members(alice, room, before)).contains(carol.toString());
        assertThat(members(carol, room, joined)).contains(carol.toString());
    }

    /// The messages before the token are too old to be shown, and the room's members are not.
    @BothDatabases
    @Configured("retention: {enabled: true}")
    void membersAreToldWhoseMessagesAreTooOld(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.setState(
                        room,
                        "m.room.retention",
                        "",
                        JsonObject.of("max_lifetime", Duration.ofDays(1).toMillis()))
                .ok();
        alice.says(room, "old");
        String token = alice.sync().next();
        server.clock().advance(Duration.ofDays(2));

        assertThat(members(alice, room, token)).containsExactly(alice.toString());
    }

    @BothDatabases
    void joinedMembersHaveAllKeys(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        assertThat(alice.get("/rooms/" + room + "/joined_members").find("joined", alice.toString()))
                .contains(JsonObject.of("display_name", "alice", "avatar_url", JsonNull.INSTANCE));
    }

    private static List<String> members(TestUser user, TestRoom room, String at) {
        return user.get("/rooms/" + room + "/members?at=" + at).list("chunk").stream()
                .map(member -> member.string("state_key").orElseThrow())
                .toList();
    }

    /// Each sender was looked up, and each event's state for what the reader was in the room then.
    @BothDatabases
    void afterARestartManyMembersCostAsMuchAsFew(TestDatabase database) {
        TestUser last;
        TestRoom small;
        TestRoom large;
        try (TestServer server = TestServer.on(database)) {
            List<TestUser> members =
                    IntStream.range(0, 12).mapToObj(i -> server.user("user" + i)).toList();
            last = members.getLast();
            small = members.getFirst().createsRoomWith(members.get(1), members.get(2), last);
            large =
                    members.getFirst()
                            .createsRoomWith(members.subList(1, 12).toArray(TestUser[]::new));
        }

        int ofFew = cost(database, last, small, 4);

        assertThat(cost(database, last, large, 12)).isEqualTo(ofFew).isPositive();
    }

    /// The statements of the members of a room, asked for on a server that was just started.
    private static int cost(TestDatabase database, TestUser reader, TestRoom room, int members) {
        try (TestServer server = TestServer.on(database);
                CountedStatements statements = new CountedStatements()) {
            List<JsonObject> told =
                    reader.at(server).get("/rooms/" + room + "/members").list("chunk");
            assertThat(told).hasSize(members);
            assertThat(told)
                    .filteredOn(member ->
                            !member.string("state_key").equals(Optional.of(reader.toString())))
                    .allMatch(member ->
                            member.object("unsigned")
                                    .orElseThrow()
                                    .string("membership")
                                    .equals(Optional.of("leave")));
            return statements.of("getMembersByRoom").getLast();
        }
    }
}
