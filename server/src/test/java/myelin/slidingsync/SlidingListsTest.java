package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

/// Which rooms lists show.
final class SlidingListsTest {

    @BothDatabases
    void theRoomWithTheNewestEventComesFirst(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom first = alice.createsPublicRoom();
        TestRoom second = alice.createsPublicRoom();
        TestRoom third = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice);
        assertThat(client.asks().listed()).containsExactly(ids(third, second, first));

        alice.says(first, "up");

        assertThat(client.asks().listed()).containsExactly(ids(first, third, second));
    }

    @BothDatabases
    void aWindowShowsAPart(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom first = alice.createsPublicRoom();
        TestRoom second = alice.createsPublicRoom();
        TestRoom third = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 0, 1));

        SlidingClient.Answer top = client.asks();
        assertThat(top.rooms().keys()).containsExactly(ids(third));
        assertThat(top.count()).isEqualTo(3);

        SlidingClient.Answer more = client.wantsList(list(0, 1, 1)).asks();
        assertThat(more.listed()).containsExactly(ids(third, second));
        assertThat(more.rooms().keys()).containsExactly(ids(second));

        SlidingClient.Answer whole = client.wantsList(list(0, 0, 1).without("ranges")).asks();
        assertThat(whole.listed()).containsExactly(ids(third, second, first));
        assertThat(whole.rooms().keys()).containsExactly(ids(first));
    }

    @BothDatabases
    void aWindowBeyondTheEndIsEmpty(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();

        SlidingClient.Answer answer =
                new SlidingClient(alice).wantsList(list(7, 9_007_199_254_740_991L, 1)).asks();

        assertThat(answer.listed()).isEmpty();
        assertThat(answer.count()).isEqualTo(1);
    }

    @BothDatabases
    void roomsAreFilteredByTheirType(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom space = space(alice);

        assertThat(listed(alice, "room_types", JsonArray.of("m.space")))
                .containsExactly(ids(space));
        assertThat(listed(alice, "room_types", JsonArray.of(JsonNull.INSTANCE)))
                .containsExactly(ids(room));
        assertThat(listed(alice, "not_room_types", JsonArray.of("m.space")))
                .containsExactly(ids(room));
        assertThat(listed(alice, "not_room_types", JsonArray.of(JsonNull.INSTANCE, "m.space")))
                .isEmpty();
    }

    @BothDatabases
    void roomsAreFilteredByEncryption(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom plain = alice.createsPublicRoom();
        TestRoom secret = alice.createsPublicRoom();
        SlidingClient client = client(alice, "is_encrypted", true);
        assertThat(client.asks().listed()).isEmpty();

        alice.setState(
                        secret,
                        "m.room.encryption",
                        "",
                        JsonObject.of("algorithm", "m.megolm.v1.aes-sha2"))
                .ok();

        assertThat(client.asks().listed()).containsExactly(ids(secret));
        assertThat(listed(alice, "is_encrypted", false)).containsExactly(ids(plain));
    }

    @BothDatabases
    void roomsAreFilteredByInvitation(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = bob.createsPublicRoom();
        TestRoom invitedTo = alice.createsPublicRoom();
        alice.invite(invitedTo, bob).ok();

        assertThat(listed(bob, "is_invite", true)).containsExactly(ids(invitedTo));
        assertThat(listed(bob, "is_invite", false)).containsExactly(ids(room));
    }

    @BothDatabases
    void roomsAreFilteredByBeingDirect(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom direct = alice.createsPublicRoom();
        alice.put(
                        "/user/" + alice + "/account_data/m.direct",
                        JsonObject.of("@bob:test", JsonArray.of(direct.toString(), 7)))
                .ok();

        assertThat(listed(alice, "is_dm", true)).containsExactly(ids(direct));
        assertThat(listed(alice, "is_dm", false)).containsExactly(ids(room));
    }

    @BothDatabases
    void roomsAreFilteredByTags(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom plain = alice.createsPublicRoom();
        TestRoom loved = alice.createsPublicRoom();
        TestRoom both = alice.createsPublicRoom();
        tag(alice, loved, "m.favourite");
        tag(alice, both, "m.favourite");
        tag(alice, both, "u.work");

        assertThat(listed(alice, "tags", JsonArray.of("m.favourite")))
                .containsExactly(ids(both, loved));
        assertThat(listed(alice, "not_tags", JsonArray.of("u.work")))
                .containsExactly(ids(loved, plain));
        JsonObject lovedAlone =
                JsonObject.of(
                        "tags", JsonArray.of("m.favourite"), "not_tags", JsonArray.of("u.work"));
        assertThat(client(alice, lovedAlone).asks().listed()).containsExactly(ids(loved));
    }

    private static void tag(TestUser user, TestRoom room, String tag) {
        user.put("/user/" + user + "/rooms/" + room + "/tags/" + tag, JsonObject.EMPTY).ok();
    }

    @BothDatabases
    void roomsAreFilteredBySpace(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom inside = alice.createsPublicRoom();
        TestRoom removed = alice.createsPublicRoom();
        alice.createsPublicRoom();
        TestRoom space = space(alice);
        link(alice, space, inside, JsonObject.of("via", JsonArray.of("test")));
        link(alice, space, removed, JsonObject.EMPTY);

        assertThat(listed(alice, "spaces", JsonArray.of(space.toString())))
                .containsExactly(ids(inside));
    }

    @BothDatabases
    void aSpaceIsAskedOnlyByThoseWhoAreInIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom inside = alice.createsRoomWith(bob);
        TestRoom space = space(alice);
        link(alice, space, inside, JsonObject.of("via", JsonArray.of("test")));

        assertThat(listed(bob, "spaces", JsonArray.of(space.toString(), "!none:test", "no id")))
                .isEmpty();
    }

    @BothDatabases
    void roomsAreFilteredByTheirName(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.creates(JsonObject.of("name", "Cellar"));
        TestRoom attic = alice.creates(JsonObject.of("name", "The ATTIC"));
        alice.createsPublicRoom();
        TestRoom invitedTo = bob.creates(JsonObject.of("name", "Attic of Bob"));
        bob.invite(invitedTo, alice).ok();
        bob.setState(invitedTo, "m.room.name", "", JsonObject.of("name", "Secret")).ok();

        assertThat(listed(alice, "room_name_like", "attic")).containsExactly(ids(invitedTo, attic));
        assertThat(listed(alice, "room_name_like", "secret")).isEmpty();
    }

    @BothDatabases
    void severalListsAreAskedTogether(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        alice.says(room, "one");
        alice.says(room, "two");
        JsonObject named =
                list(0, 9, 1).with("required_state", JsonArray.of(JsonArray.of("m.room.name", "")));
        JsonObject created =
                list(0, 9, 2)
                        .with("required_state", JsonArray.of(JsonArray.of("m.room.create", "")));

        SlidingClient.Answer answer =
                new SlidingClient(alice)
                        .wants(
                                JsonObject.of(
                                        "lists", JsonObject.of("named", named, "created", created)))
                        .asks();

        assertThat(answer.lists().keys()).containsExactlyInAnyOrder("named", "created");
        assertThat(answer.messages(room)).containsExactly("one", "two");
        assertThat(answer.state(room)).containsExactlyInAnyOrder("m.room.name", "m.room.create");
    }

    @BothDatabases
    void invitationsOfIgnoredUsersAreNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.invite(room, bob).ok();
        bob.put(
                        "/user/" + bob + "/account_data/m.ignored_user_list",
                        JsonObject.of(
                                "ignored_users", JsonObject.of(alice.toString(), JsonObject.EMPTY)))
                .ok();

        assertThat(new SlidingClient(bob).asks().count()).isZero();
    }

    @BothDatabases
    void roomsFromWhichSomebodyWasSentAwayStay(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom kicked = alice.createsRoomWith(bob);
        TestRoom banned = alice.createsRoomWith(bob);
        TestRoom never = alice.createsPublicRoom();
        alice.kick(kicked, bob).ok();
        alice.ban(banned, bob).ok();
        alice.ban(never, bob).ok();

        assertThat(new SlidingClient(bob).asks().listed()).containsExactly(ids(banned, kicked));

        bob.forget(kicked).ok();
        assertThat(new SlidingClient(bob).asks().listed()).containsExactly(ids(banned));
    }

    @BothDatabases
    @Configured("exclude_rooms_from_sync: ['!hidden:test']")
    void nobodyIsShownExcludedRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        assertThat(new SlidingClient(alice).asks().listed()).containsExactly(ids(room));
    }

    private static TestRoom space(TestUser user) {
        return user.creates(JsonObject.of("creation_content", JsonObject.of("type", "m.space")));
    }

    private static void link(TestUser user, TestRoom space, TestRoom room, JsonObject content) {
        user.setState(space, "m.space.child", room.toString(), content).ok();
    }

    private static List<String> listed(TestUser user, String filter, Object value) {
        return client(user, filter, value).asks().listed();
    }

    private static SlidingClient client(TestUser user, String filter, Object value) {
        return client(user, JsonObject.of(filter, Json.of(value)));
    }

    private static SlidingClient client(TestUser user, JsonObject filters) {
        return new SlidingClient(user).wantsList(list(0, 9, 1).with("filters", filters));
    }

    private static String[] ids(TestRoom... rooms) {
        return java.util.Arrays.stream(rooms).map(TestRoom::toString).toArray(String[]::new);
    }

    /// Its rooms were taken for subscribed ones.
    @BothDatabases
    void aListWithoutANameIsAListAllTheSame(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).ok();
        JsonObject typing =
                JsonObject.of("enabled", true, "lists", JsonArray.of(""), "rooms", JsonArray.EMPTY);
        SlidingClient client =
                new SlidingClient(alice)
                        .wants(
                                JsonObject.of(
                                        "lists",
                                        JsonObject.of("", list(0, 9, 1)),
                                        "extensions",
                                        JsonObject.of("typing", typing)));

        assertThat(client.asks().extension("typing").object("rooms").orElseThrow().keys())
                .containsExactly(room.toString());
    }
}
