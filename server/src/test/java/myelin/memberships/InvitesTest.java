package myelin.memberships;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

/// Who may invite whom, by the wish of those who are invited.
final class InvitesTest {

    private static final String FILTER = "org.matrix.msc4155.invite_permission_config";

    private static final String NO_PRESENCE = "presence: {enabled: false}";

    private static void wants(TestUser user, String type, JsonObject content) {
        user.put("/user/" + user + "/account_data/" + type, content).ok();
    }

    private static void blocksAll(TestUser user) {
        wants(user, "m.invite_permission_config", JsonObject.of("default_action", "block"));
    }

    private static TestRoom privateRoom(TestUser creator) {
        return creator.creates(JsonObject.of("preset", "private_chat"));
    }

    private static void isBlocked(TestAnswer answer) {
        answer.isError(403, "M_INVITE_BLOCKED");
    }

    private static final JsonObject SUBSCRIPTION =
            JsonObject.of("timeline_limit", 1, "required_state", JsonArray.EMPTY);

    private static final JsonObject LIST =
            SUBSCRIPTION.with("ranges", JsonArray.of(JsonArray.of(0, 99)));

    /// The ways in which users hear of a room to which they are invited.
    private static final Map<String, BiFunction<TestUser, TestRoom, TestAnswer>> WAYS =
            Map.of(
                    "sync",
                    (user, room) -> user.get("/sync"),
                    "list of sliding sync",
                    (user, room) -> slidingSync(user, "lists", "all", LIST),
                    "subscription of sliding sync",
                    (user, room) -> slidingSync(user, "room_subscriptions", room, SUBSCRIPTION),
                    "initialSync",
                    (user, room) -> user.get("/initialSync"),
                    "events",
                    (user, room) -> user.get("/events?timeout=0&from=m0&limit=1000"),
                    "notifications",
                    (user, room) -> user.get("/notifications"));

    private static TestAnswer slidingSync(
            TestUser user, String part, Object name, JsonObject content) {
        return user.post(
                "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
                JsonObject.of(part, JsonObject.of(name.toString(), content)));
    }

    /// Whether the user is told of the room: in all ways, or in none.
    private static boolean seesInvite(TestUser user, TestRoom room) {
        Map<String, Boolean> told = new TreeMap<>();
        WAYS.forEach((name, way) -> {
            JsonObject answer = way.apply(user, room).ok();
            told.put(name, answer.toString().contains(room.toString()));
        });
        assertThat(new TreeSet<>(told.values())).as("told by " + told).hasSize(1);
        return told.get("sync");
    }

    @BothDatabases
    @Configured(NO_PRESENCE)
    void whoWantsNoInvitationsGetsNone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = privateRoom(alice);
        blocksAll(bob);

        isBlocked(alice.invite(room, bob));
        isBlocked(alice.post("/createRoom", JsonObject.of("invite", List.of(bob.id()))));
        isBlocked(
                alice.setState(
                        room,
                        "m.room.member",
                        bob.toString(),
                        JsonObject.of("membership", "invite")));
        assertThat(seesInvite(bob, room)).isFalse();
        wants(bob, "m.invite_permission_config", JsonObject.EMPTY);
        alice.invite(room, bob).ok();
        assertThat(seesInvite(bob, room)).isTrue();
    }

    @BothDatabases
    @Configured(NO_PRESENCE)
    void invitationsOfEarlierAreHiddenMeanwhile(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = privateRoom(alice);
        alice.invite(room, bob).ok();

        blocksAll(bob);
        assertThat(seesInvite(bob, room)).isFalse();
        wants(bob, "m.invite_permission_config", JsonObject.EMPTY);
        assertThat(seesInvite(bob, room)).isTrue();
    }

    @BothDatabases
    @Configured(NO_PRESENCE)
    void whoIsIgnoredInvitesUnseen(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = privateRoom(alice);
        wants(
                bob,
                "m.ignored_user_list",
                JsonObject.of("ignored_users", JsonObject.of(alice.toString(), JsonObject.EMPTY)));

        alice.invite(room, bob).ok();

        assertThat(seesInvite(bob, room)).isFalse();
    }

    private static JsonObject lists(Object... listsOfOne) {
        JsonObject lists = JsonObject.EMPTY;
        for (int i = 0; i < listsOfOne.length; i += 2) {
            lists = lists.with(listsOfOne[i].toString(), List.of(listsOfOne[i + 1]));
        }
        return lists;
    }

    @BothDatabases
    @Configured("experimental_features: {msc4155_enabled: true}")
    void listsSayWhoMayInvite(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        wants(bob, FILTER, lists("blocked_users", "@al?ce:*"));
        isBlocked(alice.invite(privateRoom(alice), bob));
        wants(bob, FILTER, lists("blocked_servers", "te*"));
        isBlocked(alice.invite(privateRoom(alice), bob));
        wants(bob, FILTER, lists("blocked_servers", "test", "allowed_users", alice.id()));
        alice.invite(privateRoom(alice), bob).ok();
        wants(bob, FILTER, lists("blocked_users", alice.id(), "allowed_servers", "test"));
        isBlocked(alice.invite(privateRoom(alice), bob));
        wants(bob, FILTER, lists("blocked_users", alice.id(), "allowed_users", alice.id()));
        alice.invite(privateRoom(alice), bob).ok();
        wants(
                bob,
                FILTER,
                JsonObject.of(
                        "blocked_users",
                        JsonNull.INSTANCE,
                        "blocked_servers",
                        List.of(1, "", "t".repeat(300))));
        alice.invite(privateRoom(alice), bob).ok();
    }

    @BothDatabases
    @Configured({NO_PRESENCE, "experimental_features: {msc4155_enabled: true}"})
    void whoIsIgnoredByAListInvitesUnseen(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = privateRoom(alice);
        wants(bob, FILTER, lists("ignored_servers", "test"));

        alice.invite(room, bob).ok();

        assertThat(seesInvite(bob, room)).isFalse();
        assertThat(
                        server.get("/_matrix/client/versions")
                                .ok()
                                .object("unstable_features")
                                .flatMap(features -> features.bool("org.matrix.msc4155")))
                .contains(true);
    }

    @BothDatabases
    void listsMeanNothingWhereTheyAreSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        wants(bob, FILTER, lists("blocked_users", alice.id()));

        alice.invite(privateRoom(alice), bob).ok();
    }

    /// There is no identity server that could say whose an address is.
    @BothDatabases
    void nobodyIsInvitedByAddress(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = privateRoom(alice);
        JsonObject invite =
                JsonObject.of(
                        "id_server", "id.test",
                        "id_access_token", "secret",
                        "medium", "email",
                        "address", "bob@example.org");

        alice.post("/rooms/" + room + "/invite", invite).isForbidden();
        alice.post("/rooms/" + room + "/invite", invite.without("id_server"))
                .isError(400, "M_MISSING_PARAM");
        alice.post("/createRoom", JsonObject.of("invite_3pid", List.of(invite))).isForbidden();
    }
}
