package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static myelin.slidingsync.SlidingClient.state;
import static myelin.slidingsync.SlidingClient.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Which state sliding sync tells.
final class SlidingStateTest {

    @BothDatabases
    void onlyTheStateThatIsWantedIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        SlidingClient client =
                new SlidingClient(alice)
                        .wantsState(
                                state("m.room.name", ""),
                                state("m.room.topic", ""),
                                state("m.room.member", "$ME"));
        assertThat(client.asks().state(room))
                .containsExactlyInAnyOrder("m.room.name", "m.room.member " + alice);

        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "dust")).ok();
        alice.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", "public")).ok();

        assertThat(client.asks().state(room)).containsExactly("m.room.topic");
    }

    @BothDatabases
    void allKeysOfATypeCanBeWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "org.test.seat", "1", JsonObject.EMPTY).ok();
        alice.setState(room, "org.test.seat", "2", JsonObject.EMPTY).ok();
        SlidingClient client = new SlidingClient(alice).wantsState(state("org.test.seat", "*"));

        assertThat(client.asks().state(room))
                .containsExactlyInAnyOrder("org.test.seat 1", "org.test.seat 2");
        alice.setState(room, "org.test.seat", "3", JsonObject.EMPTY).ok();
        assertThat(client.asks().state(room)).containsExactly("org.test.seat 3");
    }

    @BothDatabases
    void aKeyOfAllTypesCanBeWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "org.test.seat", "1", JsonObject.EMPTY).ok();

        assertThat(new SlidingClient(alice).wantsState(state("*", "1")).asks().state(room))
                .containsExactly("org.test.seat 1");
    }

    @BothDatabases
    void allStateIsAllState(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        assertThat(new SlidingClient(alice).wantsState(state("*", "*")).asks().state(room))
                .contains("m.room.create", "m.room.member " + alice, "m.room.member " + bob);
    }

    @BothDatabases
    void membersComeWithTheTimeline(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        bob.says(room, "hello");
        SlidingClient client = new SlidingClient(alice).wantsState(state("m.room.member", "$LAZY"));
        assertThat(client.asks().state(room)).containsExactly("m.room.member " + bob);

        carol.says(room, "I am here, too");
        assertThat(client.asks().state(room)).containsExactly("m.room.member " + carol);
        bob.says(room, "welcome");
        assertThat(client.asks().state(room)).isEmpty();
    }

    /// Otherwise a client that repeats its question would never learn who speaks.
    @BothDatabases
    void membersOfALostAnswerComeAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "hello");
        SlidingClient client = new SlidingClient(alice).wantsState(state("m.room.member", "$LAZY"));
        client.asks();
        bob.says(room, "hello");

        assertThat(client.asksInVain().state(room)).containsExactly("m.room.member " + bob);
        assertThat(client.asks().state(room)).containsExactly("m.room.member " + bob);
    }

    @BothDatabases
    void membersWhoChangeAreToldWhereThereIsNoGap(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client =
                new SlidingClient(alice)
                        .subscribes(room, subscription(9, state("m.room.member", "$LAZY")));
        client.asks();

        bob.leave(room).ok();

        assertThat(client.asks().state(room)).containsExactly("m.room.member " + bob);
    }

    @BothDatabases
    void stateThatIsWantedLaterIsToldThen(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        SlidingClient client = new SlidingClient(alice).wantsState(state("m.room.name", ""));
        client.asks();
        client.wantsState(state("m.room.name", ""), state("m.room.create", ""));

        SlidingClient.Answer answer = client.asks();

        assertThat(answer.state(room)).containsExactly("m.room.create");
        assertThat(answer.isInitial(room)).isFalse();
        client.asks().isEmpty();
    }

    /// What was not wanted for a while, and has changed meanwhile, must not count as known.
    @BothDatabases
    void stateThatIsWantedAgainIsToldAgainIfItHasChanged(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        SlidingClient client =
                new SlidingClient(alice)
                        .wantsState(state("m.room.name", ""), state("m.room.create", ""));
        client.asks();
        client.wantsState(state("m.room.create", "")).asks();
        client.wantsState(state("m.room.name", ""), state("m.room.create", "")).asks().isEmpty();
        client.wantsState(state("m.room.create", ""));
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "Cellar")).ok();
        assertThat(client.asks().state(room)).isEmpty();

        SlidingClient.Answer answer = client.wantsState(state("m.room.name", "")).asks();

        assertThat(answer.state(room)).containsExactly("m.room.name");
    }

    @BothDatabases
    void aNewNameIsToldEvenIfTheStateIsNotWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        SlidingClient client = new SlidingClient(alice);
        client.asks();

        alice.setState(room, "m.room.name", "", JsonObject.of("name", "Cellar")).ok();
        alice.setState(room, "m.room.avatar", "", JsonObject.of("url", "mxc://test/a")).ok();

        SlidingClient.Answer answer = client.asks();
        assertThat(answer.room(room).string("name")).contains("Cellar");
        assertThat(answer.room(room).string("avatar")).contains("mxc://test/a");
    }

    @BothDatabases
    void aRoomWithoutTimelineTellsItsState(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject wanted =
                list(0, 9, 0).with("required_state", JsonArray.of(state("m.room.create", "")));

        SlidingClient.Answer answer = new SlidingClient(alice).wantsList(wanted).asks();

        assertThat(answer.state(room)).containsExactly("m.room.create");
        assertThat(answer.room(room).has("timeline")).isFalse();
        assertThat(answer.room(room).has("prev_batch")).isFalse();
    }
}
