package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.event.Draft;
import myelin.core.json.JsonObject;
import myelin.rooms.Submission;

/// Tokens of which nothing is in memory any more, and such as never were given out.
final class OldTokensTest {

    /// More events than are kept in memory.
    private static final int MANY = 4_200;

    private static void sendsMany(TestServer server, TestUser user, TestRoom room) {
        Draft[] drafts =
                IntStream.range(0, MANY)
                        .mapToObj(i ->
                                Draft.message(user.id(), "org.example", JsonObject.of("number", i)))
                        .toArray(Draft[]::new);
        server.homeserver().rooms().sender().send(Submission.to(room.id(), drafts));
    }

    @BothDatabases
    void aTokenOfManyEventsAgoIsGood(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom moved = alice.createsRoomWith(bob);
        TestRoom still = alice.createsRoomWith(bob);
        TestRoom busy = alice.createsPublicRoom();
        TestSync before = bob.sync();
        alice.says(moved, "one");
        alice.setState(moved, "m.room.topic", "", JsonObject.of("topic", "news")).ok();
        sendsMany(server, alice, busy);
        alice.says(moved, "two");

        TestSync after = bob.sync(before);

        assertThat(after.messages(moved)).containsExactly("one", "two");
        assertThat(after.isLimited(moved)).isFalse();
        assertThat(after.state(moved)).isEmpty();
        assertThat(after.joined(still)).isEmpty();
        assertThat(after.joined(busy)).isEmpty();
        assertThat(bob.sync(after).isEmpty()).isTrue();
    }

    @BothDatabases
    void aGapOfManyEventsIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "news")).ok();
        carol.join(room).ok();
        sendsMany(server, alice, room);

        TestSync after = bob.sync(before);

        assertThat(after.isLimited(room)).isTrue();
        assertThat(after.timeline(room)).hasSize(10);
        assertThat(after.timeline(room).getLast().object("content"))
                .contains(JsonObject.of("number", MANY - 1));
        assertThat(TestSync.keys(after.state(room)))
                .containsExactlyInAnyOrder("m.room.topic", "m.room.member " + carol);
    }

    @BothDatabases
    void aTokenIsGoodAfterARestart(TestDatabase database) {
        TestServer server = TestServer.on(database);
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestRoom left = alice.createsRoomWith(bob);
        TestRoom still = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        alice.says(room, "hello");
        bob.post("/rooms/" + room + "/receipt/m.read/" + alice.says(room, "read")).ok();
        alice.kick(left, bob).ok();
        server.close();

        try (TestServer again = TestServer.on(database)) {
            TestSync after = bob.at(again).sync(before);

            assertThat(after.messages(room)).containsExactly("hello", "read");
            assertThat(after.ephemeral(room, "m.receipt")).isPresent();
            assertThat(after.state(room)).isEmpty();
            assertThat(after.find("rooms", "leave", left.toString())).isPresent();
            assertThat(after.joined(still)).isEmpty();
            assertThat(bob.at(again).sync(after).isEmpty()).isTrue();
        }
    }

    /// Messages that have become too old meanwhile are left out; what they have changed is told.
    @BothDatabases
    @Configured("retention: {enabled: true, default_policy: {max_lifetime: 1d}}")
    void aTokenFromBeforeMessagesBecameTooOldIsGood(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        alice.says(room, "too old");
        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "news")).ok();
        server.clock().advance(Duration.ofDays(2));
        alice.says(room, "new");

        TestSync after = alice.sync(before);

        assertThat(after.messages(room)).containsExactly("new");
        assertThat(TestSync.content(after.timeline(room), "m.room.topic"))
                .contains(JsonObject.of("topic", "news"));
    }

    /// Each poll with such a token read events from the database, while the thread that writes them waited.
    @BothDatabases
    void aTokenThatIsAheadOfEverythingIsWhatThereIsNow(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String now = alice.sync().next();
        String ahead = now.replaceAll("\\d+", "999999999999");

        TestSync none = alice.sync("since=" + ahead);
        alice.says(room, "hello");

        assertThat(none.next()).isEqualTo(now);
        assertThat(none.isEmpty()).isTrue();
        assertThat(alice.sync(none).messages(room)).containsExactly("hello");
    }
}
