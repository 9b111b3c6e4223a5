package myelin.upgrades;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What users keep of a room that is replaced.
final class UpgradesTest {

    private static final JsonObject ORDER = JsonObject.of("order", 1);

    private static TestRoom upgraded(TestUser user, TestRoom room) {
        JsonObject answer =
                user.post("/rooms/" + room + "/upgrade", JsonObject.of("new_version", "12")).ok();
        return new TestRoom(RoomId.parse(answer.string("replacement_room").orElseThrow()));
    }

    private static void keeps(TestUser user, TestRoom room) {
        user.put("/user/" + user + "/rooms/" + room + "/tags/m.favourite", ORDER).ok();
        user.put("/pushrules/global/room/" + room, JsonObject.of("actions", List.of("dont_notify")))
                .ok();
        user.put(
                        "/user/" + user + "/account_data/m.direct",
                        JsonObject.of("@friend:test", List.of(room.id())))
                .ok();
    }

    private static Optional<JsonObject> tags(TestUser user, TestRoom room) {
        return user.get("/user/" + user + "/rooms/" + room + "/tags").ok().object("tags");
    }

    private static boolean hasRule(TestUser user, TestRoom room) {
        return user.get("/pushrules/global/room/" + room).status() == 200;
    }

    @BothDatabases
    void tagsRulesAndDirectChatsFollow(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom old = alice.createsRoomWith(bob);
        keeps(alice, old);
        keeps(bob, old);

        TestRoom next = upgraded(alice, old);
        server.awaitIdle();

        for (TestUser user : List.of(alice, bob)) {
            assertThat(tags(user, next)).contains(JsonObject.of("m.favourite", ORDER));
            assertThat(hasRule(user, next)).isTrue();
            assertThat(user.get("/user/" + user + "/account_data/m.direct").ok())
                    .isEqualTo(JsonObject.of("@friend:test", JsonArray.of(old.id(), next.id())));
        }
    }

    @BothDatabases
    void theyFollowWhoTagsLaterAndThenJoins(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom old = alice.createsRoomWith(bob);
        TestRoom next = upgraded(alice, old);
        server.awaitIdle();
        keeps(bob, old);

        bob.join(next).ok();
        server.awaitIdle();

        assertThat(tags(bob, next)).contains(JsonObject.of("m.favourite", ORDER));
        assertThat(hasRule(bob, next)).isTrue();
    }

    @BothDatabases
    void aRoomThatOnlyClaimsToReplaceAnotherGetsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser eve = server.user("eve");
        TestRoom old = alice.createsPublicRoom();
        keeps(alice, old);
        TestRoom trap =
                eve.creates(
                        JsonObject.of(
                                "preset",
                                "public_chat",
                                "creation_content",
                                JsonObject.of("predecessor", JsonObject.of("room_id", old.id()))));

        alice.join(trap).ok();
        server.awaitIdle();

        assertThat(tags(alice, trap)).contains(JsonObject.EMPTY);
        assertThat(hasRule(alice, trap)).isFalse();
    }

    @BothDatabases
    void aStrangerToTheOldRoomGetsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom old = alice.createsRoomWith(bob);
        keeps(bob, old);
        bob.leave(old).ok();

        TestRoom next = upgraded(alice, old);
        bob.join(next).ok();
        server.awaitIdle();

        assertThat(tags(bob, next)).contains(JsonObject.EMPTY);
    }
}
