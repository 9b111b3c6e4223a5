package myelin.typing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

final class TypingTest {

    @BothDatabases
    void membersSeeWhoTypes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();

        types(alice, room, true);

        assertThat(bob.sync(before).ephemeral(room, "m.typing"))
                .isEqualTo(Optional.of(JsonObject.of("user_ids", JsonArray.of(alice.id()))));
    }

    /// Who had synced before anybody on the server ever typed was not told, as such a token looks
    /// like none: its place in the stream of typing is 0.
    @BothDatabases
    void membersSeeThatNobodyTypesAnyMore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        types(alice, room, true);

        types(alice, room, false);

        assertThat(bob.sync(before).ephemeral(room, "m.typing"))
                .isEqualTo(Optional.of(JsonObject.of("user_ids", JsonArray.EMPTY)));
    }

    /// Clients renew it every few seconds, and each time the whole room was told the same again.
    @BothDatabases
    void nobodyIsToldWhoGoesOnTyping(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        types(alice, room, true);
        TestSync before = bob.sync();
        server.clock().advance(Duration.ofSeconds(2));

        types(alice, room, true);

        assertThat(bob.sync(before).ephemeral(room, "m.typing")).isEmpty();
    }

    @BothDatabases
    void theFirstAnswerIsSilentWhereNobodyTypes(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        types(alice, room, true);
        types(alice, room, false);

        assertThat(alice.sync().ephemeral(room, "m.typing")).isEmpty();
    }

    @BothDatabases
    void whoDoesNotRenewItStopsAfterAWhile(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        type(bob, room, JsonObject.of("typing", true, "timeout", 10000)).ok();
        TestUser.Pending waiting = alice.waits(alice.sync());

        server.clock().advance(Duration.ofSeconds(11));

        assertThat(typists(waiting.answer(), room)).isEmpty();
    }

    /// Another node, or the same one after a restart, has it in no memory.
    @BothDatabases
    void anotherNodeKnowsWhoTypes(TestDatabase database) {
        try (TestServer one = TestServer.on(database)) {
            TestUser alice = one.user("alice");
            TestUser bob = one.user("bob");
            TestRoom room = alice.createsRoomWith(bob);
            TestSync before = bob.sync();
            types(alice, room, true);
            try (TestServer other = TestServer.on(database)) {
                assertThat(typists(bob.at(other).sync(before), room))
                        .containsExactly(alice.toString());
                assertThat(typists(bob.at(other).sync(), room)).containsExactly(alice.toString());
            }
        }
    }

    @BothDatabases
    void nobodyTypesForOthers(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        bob.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).isForbidden();
    }

    @BothDatabases
    void strangersDoNotType(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        type(bob, alice.createsPublicRoom(), JsonObject.of("typing", true)).isForbidden();
    }

    @BothDatabases
    void typingIsTrueOrFalse(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        type(alice, room, JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
        type(alice, room, JsonObject.of("typing", "yes")).isError(400, "M_BAD_JSON");
        type(alice, room, JsonObject.of("typing", true, "timeout", "x")).isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void whoLeavesDoesNotType(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        type(bob, room, JsonObject.of("typing", true)).ok();

        bob.leave(room).ok();

        assertThat(alice.sync().ephemeral(room, "m.typing")).isEmpty();
    }

    private static TestAnswer type(TestUser user, TestRoom room, JsonObject body) {
        return user.put("/rooms/" + room + "/typing/" + user, body);
    }

    private static List<String> typists(TestSync sync, TestRoom room) {
        return sync.ephemeral(room, "m.typing")
                .flatMap(content -> content.array("user_ids"))
                .orElseThrow()
                .strings();
    }

    private static void types(TestUser user, TestRoom room, boolean typing) {
        user.put("/rooms/" + room + "/typing/" + user, JsonObject.of("typing", typing)).ok();
    }
}
