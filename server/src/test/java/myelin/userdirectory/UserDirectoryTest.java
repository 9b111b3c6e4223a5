package myelin.userdirectory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Searching for users.
final class UserDirectoryTest {

    private static TestAnswer search(TestServer server, TestUser user, Object term) {
        server.awaitIdle();
        return user.post("/user_directory/search", JsonObject.of("search_term", term));
    }

    private static List<String> found(TestServer server, TestUser user, String term) {
        return search(server, user, term).list("results").stream()
                .map(it -> it.string("user_id").orElseThrow())
                .toList();
    }

    private static void rename(TestUser user, String name) {
        user.put("/profile/" + user + "/displayname", JsonObject.of("displayname", name)).ok();
    }

    private static TestRoom privateRoom(TestUser owner, TestUser... others) {
        TestRoom room = owner.creates(JsonObject.of("preset", "private_chat"));
        for (TestUser other : others) {
            owner.invite(room, other).ok();
            other.join(room).ok();
        }
        return room;
    }

    @BothDatabases
    void usersAreFoundByTheStartsOfWords(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob.baker-7");
        bob.createsPublicRoom();
        rename(bob, "Robert \"Bob\" Bäcker");

        for (String term :
                List.of(
                        "bob",
                        "BAK",
                        "rob bäck",
                        "@bob",
                        "7",
                        "@bob.baker-7:test",
                        "bob:t",
                        "ＢＯＢ",
                        "ba\u0308cker")) {
            assertThat(found(server, alice, term)).as(term).containsExactly("@bob.baker-7:test");
        }
        for (String term : List.of("ob", "bob alice", "bob:other", "", " ", "%", "_", "*", "t")) {
            assertThat(found(server, alice, term)).as(term).isEmpty();
        }
        assertThat(search(server, alice, "bob").list("results"))
                .containsExactly(
                        JsonObject.of(
                                "user_id", bob.id(), "display_name", "Robert \"Bob\" Bäcker"));
    }

    @BothDatabases
    void unspacedNamesAreFoundByTheirParts(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser taro = server.user("t1");
        taro.createsPublicRoom();
        rename(taro, "山田太郎🙂");

        assertThat(found(server, alice, "山田")).containsExactly("@t1:test");
        assertThat(found(server, alice, "太郎")).containsExactly("@t1:test");
        assertThat(found(server, alice, "郎太")).isEmpty();
    }

    @BothDatabases
    void aStrangerFindsOnlyThoseInOpenRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser stranger = server.user("stranger");
        TestRoom room = privateRoom(alice, bob);

        assertThat(found(server, alice, "bob")).containsExactly("@bob:test");
        assertThat(found(server, stranger, "bob")).isEmpty();
        alice.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", "public")).ok();
        assertThat(found(server, stranger, "bob")).containsExactly("@bob:test");
        alice.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", "invite")).ok();
        assertThat(found(server, stranger, "bob")).isEmpty();
        alice.showsHistory(room, "world_readable");
        assertThat(found(server, stranger, "bob")).containsExactly("@bob:test");
    }

    @BothDatabases
    void whoIsInvitedHasLeftOrIsBannedFindsNobodyThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("preset", "private_chat"));

        alice.invite(room, bob).ok();
        assertThat(found(server, bob, "alice")).isEmpty();
        assertThat(found(server, alice, "bob")).isEmpty();
        bob.join(room).ok();
        assertThat(found(server, bob, "alice")).containsExactly("@alice:test");
        bob.leave(room).ok();
        assertThat(found(server, bob, "alice")).isEmpty();
        alice.invite(room, bob).ok();
        bob.join(room).ok();
        alice.ban(room, bob).ok();
        assertThat(found(server, bob, "alice")).isEmpty();
        assertThat(found(server, alice, "bob")).isEmpty();
    }

    @BothDatabases
    void nobodyIsFoundByAnOldNameOrThatOfARoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = privateRoom(alice, bob);
        rename(alice, "Public");
        alice.setState(
                        room,
                        "m.room.member",
                        alice.id().value(),
                        JsonObject.of("membership", "join", "displayname", "Secret"))
                .ok();

        assertThat(found(server, bob, "secret")).isEmpty();
        assertThat(found(server, bob, "public")).containsExactly("@alice:test");
        rename(alice, "Changed");
        assertThat(found(server, bob, "public")).isEmpty();
        assertThat(found(server, bob, "changed")).containsExactly("@alice:test");
    }

    /// A name that could not be stored would keep all that comes after it out of the list.
    @BothDatabases
    @Configured("user_directory: {search_all_users: true}")
    void oddNamesAndPicturesHoldNobodyUp(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        rename(bob, "Nul\u0000Bob");
        bob.put("/profile/" + bob + "/avatar_url", JsonObject.of("avatar_url", "mxc:///\u0000"))
                .ok();

        assertThat(search(server, alice, "nul bob").list("results"))
                .containsExactly(JsonObject.of("user_id", bob.id(), "display_name", "Nul Bob"));
    }

    @BothDatabases
    void whoIsDeactivatedIsNotFound(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);

        assertThat(found(server, alice, "bob")).containsExactly("@bob:test");
        bob.erasesHimself();
        assertThat(found(server, alice, "bob")).isEmpty();
    }

    private static void lock(TestUser admin, TestUser user) {
        admin.put("/_matrix/client/v1/admin/lock/" + user, JsonObject.of("locked", true)).ok();
    }

    @BothDatabases
    void whoIsLockedIsNotFound(TestServer server) {
        TestUser root = server.admin("root");
        TestUser bob = server.user("bob");
        bob.createsPublicRoom();

        lock(root, bob);
        assertThat(found(server, root, "bob")).isEmpty();
    }

    @BothDatabases
    @Configured("user_directory: {show_locked_users: true}")
    void whoIsLockedMayBeShown(TestServer server) {
        TestUser root = server.admin("root");
        TestUser bob = server.user("bob");
        bob.createsPublicRoom();

        lock(root, bob);
        assertThat(found(server, root, "bob")).containsExactly("@bob:test");
    }

    @BothDatabases
    @Configured("user_directory: {search_all_users: true}")
    void everybodyMayBeFound(TestServer server) {
        TestUser alice = server.user("alice");
        server.user("bob");

        assertThat(found(server, alice, "bob")).containsExactly("@bob:test");
        assertThat(found(server, alice, "alice")).as("but oneself").isEmpty();
    }

    @BothDatabases
    @Configured("user_directory: {enabled: false}")
    void nobodyIsFoundWhereThatIsNotWanted(TestServer server) {
        TestUser alice = server.user("alice");
        server.user("bob").createsPublicRoom();

        assertThat(search(server, alice, "bob").ok())
                .isEqualTo(JsonObject.of("results", List.of(), "limited", false));
    }

    @BothDatabases
    @Configured("user_directory: {search_all_users: true}")
    void wholeWordsComeFirstAndTheLimitCuts(TestServer server) {
        TestUser alice = server.user("alice");
        server.user("anna");
        server.user("ann");
        server.user("annabel");
        server.awaitIdle();

        TestAnswer answer =
                alice.post(
                        "/user_directory/search", JsonObject.of("search_term", "ann", "limit", 2));

        assertThat(answer.list("results").stream().map(it -> it.string("user_id")))
                .containsExactly(Optional.of("@ann:test"), Optional.of("@anna:test"));
        assertThat(answer.text("limited")).contains("true");
        assertThat(search(server, alice, "ann").text("limited")).contains("false");
    }

    @BothDatabases
    void badSearchesAreRefusedOrFindNothing(TestServer server) {
        TestUser alice = server.user("alice");

        search(server, alice, 7).isError(400, "M_BAD_JSON");
        alice.post("/user_directory/search").isError(400, "M_MISSING_PARAM");
        server.post("/_matrix/client/v3/user_directory/search", JsonObject.of("search_term", "a"))
                .isError(401, "M_MISSING_TOKEN");
        for (String term :
                List.of(
                        "(a+)+$",
                        "' OR 1=1 --",
                        "a".repeat(100_000),
                        "\u0000",
                        ":",
                        "@:",
                        "\uD83D")) {
            assertThat(found(server, alice, term)).isEmpty();
        }
        alice.post("/user_directory/search", JsonObject.of("search_term", "a", "limit", -1)).ok();
        alice.post(
                        "/user_directory/search",
                        JsonObject.of("search_term", "a", "limit", Long.MAX_VALUE >> 11))
                .ok();
    }

    @BothDatabases
    void aGuestMayNotSearch(TestServer server) {
        server.guest()
                .post("/user_directory/search", JsonObject.of("search_term", "a"))
                .isError(403, "M_GUEST_ACCESS_FORBIDDEN");
    }
}
