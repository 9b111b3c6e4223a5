package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static myelin.slidingsync.SlidingClient.state;
import static myelin.slidingsync.SlidingClient.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What sliding sync tells of rooms.
final class SlidingSyncTest {

    @BothDatabases
    @Configured("experimental_features: {msc3575_enabled: false}")
    void slidingSyncCanBeSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");

        for (String path : List.of(SlidingClient.PATH, "/_matrix/client/v4/sync")) {
            alice.post(path, JsonObject.EMPTY).isError(404, "M_UNRECOGNIZED");
        }
        assertThat(
                        server.get("/_matrix/client/versions")
                                .ok()
                                .object("unstable_features")
                                .orElseThrow()
                                .has("org.matrix.simplified_msc3575"))
                .isFalse();
    }

    @BothDatabases
    void theServerSaysThatItCan(TestServer server) {
        assertThat(server.get("/_matrix/client/versions").ok().object("unstable_features"))
                .hasValueSatisfying(features ->
                        assertThat(features.bool("org.matrix.simplified_msc3575")).contains(true));
    }

    @BothDatabases
    void theFirstAnswerTellsOfARoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("preset", "public_chat", "name", "The attic"));
        alice.says(room, "hello");

        SlidingClient.Answer answer = new SlidingClient(alice).asks();

        assertThat(answer.room(room).string("name")).contains("The attic");
        assertThat(answer.isInitial(room)).isTrue();
        assertThat(answer.messages(room)).containsExactly("hello");
        assertThat(answer.is(room, "limited")).isTrue();
        assertThat(answer.number(room, "num_live")).isZero();
        assertThat(answer.number(room, "joined_count")).isEqualTo(1);
        assertThat(answer.number(room, "invited_count")).isZero();
        assertThat(answer.number(room, "notification_count")).isZero();
    }

    @BothDatabases
    void laterOnesTellWhatHasChanged(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "The attic"));
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 9, 10));
        client.asks();

        alice.says(room, "one");
        alice.says(room, "two");
        SlidingClient.Answer answer = client.asks();

        assertThat(answer.messages(room)).containsExactly("one", "two");
        assertThat(answer.number(room, "num_live")).isEqualTo(2);
        assertThat(answer.isInitial(room)).isFalse();
        assertThat(answer.is(room, "limited")).isFalse();
        assertThat(answer.room(room).has("name")).isFalse();
        assertThat(answer.room(room).has("joined_count")).isFalse();
        client.asks().isEmpty();
    }

    @BothDatabases
    void whatIsLeftOutCanBePagedFrom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice);
        client.asks();
        alice.says(room, "one");
        alice.says(room, "two");

        SlidingClient.Answer answer = client.asks();
        String before = answer.room(room).string("prev_batch").orElseThrow();

        assertThat(answer.messages(room)).containsExactly("two");
        assertThat(answer.is(room, "limited")).isTrue();
        assertThat(bodies(alice, room, before)).startsWith("one");
    }

    @BothDatabases
    void theTokenIsAPlaceInTimelines(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        String pos = new SlidingClient(alice).asks().pos();
        alice.says(room, "two");

        assertThat(bodies(alice, room, pos)).startsWith("one");
    }

    private static List<String> bodies(TestUser user, TestRoom room, String from) {
        return TestAnswer.bodies(
                user.get("/rooms/" + room + "/messages?dir=b&from=" + from).list("chunk"));
    }

    @BothDatabases
    void itWaitsForNews(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(alice);
        client.asks();
        SlidingClient.Pending pending = client.waits();

        bob.says(room, "ping");

        assertThat(pending.answer().messages(room)).containsExactly("ping");
    }

    @BothDatabases
    void moreOfTheTimelineComesWhenItIsWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        alice.says(room, "two");
        alice.says(room, "three");
        SlidingClient client = new SlidingClient(alice);
        assertThat(client.asks().messages(room)).containsExactly("three");

        SlidingClient.Answer answer = client.wantsList(list(0, 9, 3)).asks();

        assertThat(answer.messages(room)).containsExactly("one", "two", "three");
        assertThat(answer.is(room, "unstable_expanded_timeline")).isTrue();
        assertThat(answer.isInitial(room)).isFalse();
        assertThat(answer.number(room, "num_live")).isZero();
        client.asks().isEmpty();
    }

    /// A client that shows less for a while, and more again, has the older events still.
    @BothDatabases
    void whatWasToldOfATimelineIsNotToldAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 9, 5));
        client.asks();
        alice.says(room, "two");
        client.wantsList(list(0, 9, 1)).asks();

        client.wantsList(list(0, 9, 5)).asks().isEmpty();
    }

    @BothDatabases
    void afterAGapItIsToldAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice).wantsList(list(0, 9, 3));
        client.asks();
        alice.says(room, "one");
        alice.says(room, "two");
        client.wantsList(list(0, 9, 1)).asks();

        SlidingClient.Answer answer = client.wantsList(list(0, 9, 2)).asks();

        assertThat(answer.messages(room)).containsExactly("one", "two");
        assertThat(answer.is(room, "unstable_expanded_timeline")).isTrue();
    }

    @BothDatabases
    void onlyWhatBringsARoomUpMovesItsStamp(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        SlidingClient client = new SlidingClient(alice);
        long first = client.asks().number(room, "bump_stamp");

        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "calm")).ok();
        assertThat(client.asks().room(room).has("bump_stamp")).isFalse();
        alice.says(room, "two");

        assertThat(client.asks().number(room, "bump_stamp")).isGreaterThan(first);
        assertThat(new SlidingClient(alice).asks().number(room, "bump_stamp")).isGreaterThan(first);
    }

    @BothDatabases
    void roomsWithoutANameTellWhoIsThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        JsonObject hero =
                new SlidingClient(alice)
                        .asks()
                        .room(room)
                        .array("heroes")
                        .orElseThrow()
                        .objects()
                        .getFirst();

        assertThat(hero.string("user_id")).contains(bob.toString());
        assertThat(hero.string("displayname")).contains("bob");
    }

    @BothDatabases
    void membersAreCountedAnewWhenTheyChange(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice);
        client.asks();

        bob.join(room).ok();

        assertThat(client.asks().number(room, "joined_count")).isEqualTo(2);
    }

    @BothDatabases
    void aRoomTellsThatItIsADirectChat(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice);
        assertThat(client.asks().is(room, "is_dm")).isFalse();

        alice.put(
                        "/user/" + alice + "/account_data/m.direct",
                        JsonObject.of("@bob:test", JsonArray.of(room.toString())))
                .ok();

        assertThat(client.asks().is(room, "is_dm")).isTrue();
        client.asks().isEmpty();
    }

    @BothDatabases
    void unreadEventsAreCounted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(alice);
        client.asks();

        String event = bob.says(room, "hello alice");
        assertThat(client.asks().number(room, "notification_count")).isEqualTo(1);
        alice.post("/rooms/" + room + "/receipt/m.read/" + event).ok();

        assertThat(client.asks().number(room, "notification_count")).isZero();
        client.asks().isEmpty();
    }

    @BothDatabases
    void aSubscriptionTellsOfARoomThatNoListShows(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.createsPublicRoom();
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client =
                new SlidingClient(alice)
                        .subscribes(old, subscription(1, state("m.room.create", "")));

        SlidingClient.Answer answer = client.asks();

        assertThat(answer.state(old)).containsExactly("m.room.create");
        assertThat(answer.find(room)).isEmpty();
        assertThat(answer.json().has("lists")).isFalse();
    }

    @BothDatabases
    void whoJoinsAgainIsToldEverythingAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(bob);
        client.asks();
        bob.leave(room).ok();
        alice.says(room, "without you");
        bob.join(room).ok();

        assertThat(client.asks().isInitial(room)).isTrue();
    }

    @BothDatabases
    void anInvitationTellsWhatItIsTo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("name", "The attic"));
        SlidingClient client = new SlidingClient(bob);
        client.asks();

        alice.invite(room, bob).ok();
        SlidingClient.Answer answer = client.asks();

        assertThat(answer.room(room).array("invite_state").orElseThrow().objects())
                .anySatisfy(event ->
                        assertThat(event.object("content").orElseThrow().string("name"))
                                .contains("The attic"));
        assertThat(answer.room(room).has("timeline")).isFalse();
        assertThat(answer.room(room).has("joined_count")).isFalse();
        client.asks().isEmpty();
    }

    @BothDatabases
    void leavingARoomIsToldOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(bob).wantsState(state("m.room.member", "$ME"));
        client.asks();
        bob.leave(room).ok();

        SlidingClient.Answer answer = client.asks();

        assertThat(answer.state(room)).containsExactly("m.room.member " + bob);
        assertThat(answer.listed()).containsExactly(room.toString());
        SlidingClient.Answer later = client.asks();
        later.isEmpty();
        assertThat(later.count()).isZero();
        assertThat(new SlidingClient(bob).asks().find(room)).isEmpty();
    }

    @BothDatabases
    void anInvitationThatIsRefusedIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.invite(room, bob).ok();
        SlidingClient client = new SlidingClient(bob).wantsState(state("*", "*"));
        client.asks();
        bob.leave(room).ok();
        alice.says(room, "after that");

        SlidingClient.Answer answer = client.asks();

        assertThat(answer.state(room)).containsExactly("m.room.member " + bob);
        assertThat(answer.messages(room)).doesNotContain("after that");
        assertThat(answer.find(room).flatMap(it -> it.string("name"))).isEmpty();
        assertThat(Optional.of(answer.count())).contains(1L);
    }

    @BothDatabases
    void roomsOutOfSightAreToldWhenTheyComeBack(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject wanted = subscription(10);
        SlidingClient client = new SlidingClient(alice).subscribes(room, wanted);
        client.asks();
        alice.says(room, "one");
        client.wants(JsonObject.of("lists", JsonObject.of("none", list(5, 6, 1)))).asks().isEmpty();
        alice.says(room, "two");
        client.asks().isEmpty();

        SlidingClient.Answer answer = client.subscribes(room, wanted).asks();

        assertThat(answer.messages(room)).containsExactly("one", "two");
        assertThat(answer.isInitial(room)).isFalse();
    }

    /// A request that asked for no room at all went on, and nobody noted what the client had missed.
    @BothDatabases
    void whoLooksAtNoRoomIsToldLaterWhatWasSaidMeanwhile(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        SlidingClient client = new SlidingClient(alice).subscribes(room, subscription(10));
        client.asks();
        alice.says(room, "one");
        client.wants(JsonObject.EMPTY).asks().isEmpty();

        SlidingClient.Answer answer = client.subscribes(room, subscription(10)).asks();

        assertThat(answer.messages(room)).containsExactly("one");
    }
}
