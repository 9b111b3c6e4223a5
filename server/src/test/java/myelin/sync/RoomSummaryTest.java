package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// The `summary` of rooms in `/sync`.
final class RoomSummaryTest {

    private static Optional<Json> summary(TestSync sync, TestRoom room) {
        return sync.find("rooms", "join", room.toString(), "summary");
    }

    @BothDatabases
    void aSummaryNamesTheHeroesAndCountsTheMembers(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        alice.invite(room, carol).ok();

        JsonObject expected =
                JsonObject.of(
                        "m.heroes", JsonArray.of(bob.id(), carol.id()),
                        "m.joined_member_count", 2,
                        "m.invited_member_count", 1);
        assertThat(summary(alice.sync(), room)).contains(expected);
        assertThat(summary(alice.sync(LazyMembersTest.lazy(false)), room)).contains(expected);
    }

    /// "Required if the room's `m.room.name` or `m.room.canonical_alias` state events are unset or empty."
    @BothDatabases
    void aRoomWithANameHasNoHeroes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom named = alice.creates(JsonObject.of("preset", "public_chat", "name", "Hall"));
        TestRoom aliased =
                alice.creates(JsonObject.of("preset", "public_chat", "room_alias_name", "hall"));
        bob.join(named).ok();
        bob.join(aliased).ok();
        JsonObject expected =
                JsonObject.of("m.joined_member_count", 2, "m.invited_member_count", 0);

        TestSync sync = alice.sync();

        assertThat(summary(sync, named)).contains(expected);
        assertThat(summary(sync, aliased)).contains(expected);
    }

    @BothDatabases
    void whoLosesItsNameGetsHeroes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("preset", "public_chat", "name", "Hall"));
        bob.join(room).ok();
        TestSync before = alice.sync();
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "")).ok();

        assertThat(alice.sync(before).find("rooms", "join", room.toString(), "summary", "m.heroes"))
                .contains(JsonArray.of(bob.id()));
    }

    @BothDatabases
    void aSummaryThatHasNotChangedIsNotToldAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = alice.sync();
        bob.says(room, "hello");
        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "news")).ok();

        assertThat(summary(alice.sync(before), room)).isEmpty();
    }

    @BothDatabases
    void membersAreCountedAlsoWhereTheirEventsAreNotTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("preset", "public_chat", "name", "Hall"));
        JsonObject none = JsonObject.of("not_types", List.of("m.room.member"));
        JsonObject filter = JsonObject.of("room", JsonObject.of("timeline", none, "state", none));
        TestSync before = alice.sync(filter);
        bob.join(room).ok();

        TestSync after = alice.sync(before, filter);

        assertThat(after.timeline(room)).isEmpty();
        assertThat(summary(after, room))
                .contains(JsonObject.of("m.joined_member_count", 2, "m.invited_member_count", 0));
    }

    @BothDatabases
    void membersOfAGapAreCounted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        bob.join(room).ok();
        for (int i = 0; i < 11; i++) {
            alice.says(room, "m" + i);
        }

        assertThat(summary(alice.sync(before, LazyMembersTest.lazy(false)), room))
                .contains(
                        JsonObject.of(
                                "m.heroes", JsonArray.of(bob.id()),
                                "m.joined_member_count", 2,
                                "m.invited_member_count", 0));
    }
}
