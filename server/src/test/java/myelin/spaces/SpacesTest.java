package myelin.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// The tree of a space, and the summary of a room.
final class SpacesTest {

    private static final JsonObject SPACE = JsonObject.of("type", "m.space");

    private static TestRoom space(TestUser creator, String name) {
        return creator.creates(
                JsonObject.of("preset", "public_chat", "name", name, "creation_content", SPACE));
    }

    private static TestRoom room(TestUser creator, String preset, String name) {
        return creator.creates(JsonObject.of("preset", preset, "name", name));
    }

    private static void link(TestUser user, TestRoom space, TestRoom child) {
        link(user, space, child, JsonObject.EMPTY);
    }

    private static void link(TestUser user, TestRoom space, TestRoom child, JsonObject more) {
        user.setState(
                        space,
                        "m.space.child",
                        child.toString(),
                        JsonObject.of("via", List.of("test")).merge(more))
                .ok();
    }

    private static TestAnswer hierarchy(TestUser user, TestRoom root, String query) {
        return user.get("/_matrix/client/v1/rooms/" + root + "/hierarchy" + query);
    }

    private static List<String> names(TestAnswer answer) {
        answer.ok();
        return answer.list("rooms").stream()
                .map(room -> room.string("name").orElseThrow())
                .toList();
    }

    private static List<String> tree(TestUser user, TestRoom root) {
        return names(hierarchy(user, root, ""));
    }

    @BothDatabases
    void aTreeIsWalkedDepthFirstInTheOrderOfTheSpace(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom root = space(alice, "root");
        TestRoom inner = space(alice, "inner");
        TestRoom first = room(alice, "public_chat", "first");
        TestRoom last = room(alice, "public_chat", "last");
        TestRoom deep = room(alice, "public_chat", "deep");
        link(alice, root, last);
        link(alice, root, inner, JsonObject.of("order", "b"));
        link(alice, root, first, JsonObject.of("order", "a"));
        link(alice, inner, deep);
        link(alice, inner, root);

        TestAnswer answer = hierarchy(alice, root, "");

        assertThat(names(answer)).containsExactly("root", "first", "inner", "deep", "last");
        assertThat(answer.list("rooms").getFirst().array("children_state").orElseThrow().objects())
                .extracting(child -> child.string("state_key").orElseThrow())
                .containsExactly(first.toString(), inner.toString(), last.toString());
        assertThat(answer.list("rooms").get(1).array("children_state")).contains(JsonArray.EMPTY);
        assertThat(answer.text("next_batch")).isEmpty();
    }

    @BothDatabases
    void childrenWithoutServersToAskAreNone(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom root = space(alice, "root");
        TestRoom child = room(alice, "public_chat", "child");
        alice.setState(root, "m.space.child", child.toString(), JsonObject.EMPTY).ok();
        alice.setState(
                        root,
                        "m.space.child",
                        "!other:test",
                        JsonObject.of("via", List.of(1, "test")))
                .ok();

        TestAnswer answer = hierarchy(alice, root, "");

        assertThat(names(answer)).containsExactly("root");
        assertThat(answer.list("rooms").getFirst().array("children_state"))
                .contains(JsonArray.EMPTY);
    }

    @BothDatabases
    void onlySuggestedRoomsIfWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom root = space(alice, "root");
        link(alice, root, room(alice, "public_chat", "plain"));
        link(alice, root, room(alice, "public_chat", "good"), JsonObject.of("suggested", true));

        assertThat(names(hierarchy(alice, root, "?suggested_only=true")))
                .containsExactly("root", "good");
    }

    @BothDatabases
    void itGoesAsDeepAsIsWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom root = space(alice, "root");
        TestRoom inner = space(alice, "inner");
        link(alice, root, inner);
        link(alice, inner, room(alice, "public_chat", "deep"));

        assertThat(names(hierarchy(alice, root, "?max_depth=0"))).containsExactly("root");
        assertThat(names(hierarchy(alice, root, "?max_depth=1"))).containsExactly("root", "inner");
    }

    @BothDatabases
    void pagesGoOnWhereTheLastOneEnded(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom root = space(alice, "root");
        for (String name : List.of("a", "b", "c")) {
            link(alice, root, room(alice, "public_chat", name), JsonObject.of("order", name));
        }
        List<String> seen = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            TestAnswer page =
                    hierarchy(
                            alice,
                            root,
                            "?limit=2" + token.map(from -> "&from=" + from).orElse(""));
            seen.addAll(names(page));
            assertThat(page.list("rooms").size()).isLessThanOrEqualTo(2);
            token = page.text("next_batch");
        } while (token.isPresent());

        assertThat(seen).containsExactly("root", "a", "b", "c");
    }

    @BothDatabases
    void aTokenIsGoodForItsOwnerItsQuestionAndSomeMinutes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom root = space(alice, "root");
        link(alice, root, room(alice, "public_chat", "a"));
        String from =
                "&from=" + hierarchy(alice, root, "?limit=1").text("next_batch").orElseThrow();

        hierarchy(bob, root, "?limit=1" + from).isError(400, "M_INVALID_PARAM");
        hierarchy(alice, root, "?max_depth=3" + from).isError(400, "M_INVALID_PARAM");
        hierarchy(alice, root, "?suggested_only=true" + from).isError(400, "M_INVALID_PARAM");
        hierarchy(alice, root, "?from=nonsense").isError(400, "M_INVALID_PARAM");
        assertThat(names(hierarchy(alice, root, "?limit=1" + from))).containsExactly("a");
        server.clock().advance(Duration.ofMinutes(6));
        hierarchy(alice, root, "?limit=1" + from).isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void limitsAreNumbersThatMakeSense(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom root = space(alice, "root");

        hierarchy(alice, root, "?limit=0").isError(400, "M_INVALID_PARAM");
        hierarchy(alice, root, "?max_depth=-1").isError(400, "M_INVALID_PARAM");
        hierarchy(alice, root, "?limit=many").isError(400, "M_INVALID_PARAM");
    }

    /// A space that may not be seen hides what is below it, though that may be seen.
    @BothDatabases
    void aRoomIsShownToWhoIsInItOrMayJoinOrReadIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom root = space(alice, "root");
        TestRoom secret = room(alice, "private_chat", "secret");
        TestRoom hidden =
                alice.creates(
                        JsonObject.of(
                                "preset",
                                "private_chat",
                                "name",
                                "hidden",
                                "creation_content",
                                SPACE));
        TestRoom below = room(alice, "public_chat", "below");
        TestRoom readable = room(alice, "private_chat", "readable");
        TestRoom knockable = room(alice, "private_chat", "knockable");
        alice.showsHistory(readable, "world_readable");
        alice.setState(knockable, "m.room.join_rules", "", JsonObject.of("join_rule", "knock"))
                .ok();
        link(alice, root, secret);
        link(alice, root, hidden);
        link(alice, hidden, below);
        link(alice, root, readable);
        link(alice, root, knockable);

        assertThat(tree(bob, root)).containsExactly("root", "readable", "knockable");
        alice.invite(secret, bob).ok();
        assertThat(tree(bob, root)).contains("secret");
        bob.leave(secret).ok();
        assertThat(tree(bob, root)).doesNotContain("secret");
        alice.invite(hidden, bob).ok();
        assertThat(tree(bob, root)).contains("hidden", "below");
        alice.ban(hidden, bob).ok();
        assertThat(tree(bob, root)).doesNotContain("hidden", "below");
        assertThat(tree(server.guest(), root)).containsExactly("root", "readable", "knockable");
        hierarchy(bob, secret, "").isForbidden();
        hierarchy(bob, new TestRoom(RoomId.parse("!no:test")), "").isForbidden();
    }

    private static TestRoom restricted(TestUser creator, TestRoom to) {
        return creator.creates(
                JsonObject.of(
                        "preset",
                        "private_chat",
                        "name",
                        "restricted",
                        "initial_state",
                        List.of(
                                JsonObject.of(
                                        "type",
                                        "m.room.join_rules",
                                        "content",
                                        JsonObject.of(
                                                "join_rule",
                                                "restricted",
                                                "allow",
                                                List.of(
                                                        JsonObject.of(
                                                                "type",
                                                                "m.room_membership",
                                                                "room_id",
                                                                to.id())))))));
    }

    @BothDatabases
    void aRestrictedRoomIsShownToThoseWhomItLetsIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom root = space(alice, "root");
        TestRoom restricted = restricted(alice, root);
        link(alice, root, restricted);

        assertThat(tree(bob, root)).containsExactly("root");
        bob.join(root).ok();
        assertThat(tree(bob, root)).containsExactly("root", "restricted");
    }

    private static TestAnswer summary(TestUser user, Object room) {
        return user.get("/_matrix/client/v1/room_summary/" + TestUser.encoded(room));
    }

    @BothDatabases
    void aSummaryTellsWhatARoomIs(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.builder()
                                .put("preset", "public_chat")
                                .put("name", "Tea")
                                .put("room_alias_name", "tea")
                                .put("topic", "Leaves")
                                .put("creation_content", SPACE)
                                .build());
        alice.setState(
                        room,
                        "m.room.encryption",
                        "",
                        JsonObject.of("algorithm", "m.megolm.v1.aes-sha2"))
                .ok();
        JsonObject expected =
                JsonObject.builder()
                        .put("room_id", room.id())
                        .put("name", "Tea")
                        .put("topic", "Leaves")
                        .put("canonical_alias", "#tea:test")
                        .put("num_joined_members", 1)
                        .put("world_readable", false)
                        .put("guest_can_join", false)
                        .put("join_rule", "public")
                        .put("room_type", "m.space")
                        .put("encryption", "m.megolm.v1.aes-sha2")
                        .put("room_version", "12")
                        .build();

        assertThat(summary(bob, "#tea:test").ok()).isEqualTo(expected.with("membership", "leave"));
        assertThat(summary(alice, room).ok()).isEqualTo(expected.with("membership", "join"));
        assertThat(server.get("/_matrix/client/v1/room_summary/" + room).ok()).isEqualTo(expected);
        for (String path : List.of("summary/" + room, "rooms/" + room + "/summary")) {
            assertThat(bob.get("/_matrix/client/unstable/im.nheko.summary/" + path).ok())
                    .isEqualTo(expected.with("membership", "leave"));
        }
    }

    @BothDatabases
    void aSummaryIsForThoseWhoMaySeeTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom secret = room(alice, "private_chat", "secret");
        TestRoom restricted = restricted(alice, secret);

        summary(bob, secret).isError(404, "M_NOT_FOUND");
        summary(bob, restricted).isError(404, "M_NOT_FOUND");
        summary(bob, "#nowhere:test").isError(404, "M_NOT_FOUND");
        summary(bob, "nonsense").isError(400, "M_INVALID_PARAM");
        server.get("/_matrix/client/v1/room_summary/" + secret).isError(404, "M_NOT_FOUND");
        alice.invite(secret, bob).ok();
        assertThat(summary(bob, secret).text("membership")).contains("invite");
        bob.join(secret).ok();
        assertThat(summary(bob, restricted).ok().array("allowed_room_ids"))
                .contains(JsonArray.of(secret.id()));
        alice.ban(secret, bob).ok();
        summary(bob, secret).isError(404, "M_NOT_FOUND");
    }
}
