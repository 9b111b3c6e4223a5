package myelin.slidingsync;

import static myelin.slidingsync.SlidingClient.list;
import static myelin.slidingsync.SlidingClient.state;
import static myelin.slidingsync.SlidingClient.subscription;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Whom sliding sync tells what.
final class SlidingRightsTest {

    private static final JsonObject EVERYTHING = subscription(50, state("*", "*"));

    @BothDatabases
    void aStrangerIsToldNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.showsHistory(room, "world_readable");

        new SlidingClient(bob).subscribes(room, EVERYTHING).asks().isEmpty();
    }

    @BothDatabases
    void whoHasLeftSeesNothingThatCameAfter(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "before");
        bob.leave(room).ok();
        alice.says(room, "after");
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "Secret")).ok();

        SlidingClient.Answer answer = new SlidingClient(bob).subscribes(room, EVERYTHING).asks();

        assertThat(answer.messages(room)).contains("before").doesNotContain("after");
        assertThat(answer.state(room)).contains("m.room.create").doesNotContain("m.room.name");
        assertThat(answer.room(room).has("name")).isFalse();
        assertThat(answer.room(room).has("joined_count")).isFalse();
        assertThat(answer.room(room).has("heroes")).isFalse();
    }

    @BothDatabases
    void whoIsBannedSeesNothingThatCameAfter(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(bob).wantsList(list(0, 9, 9)).extendedBy("typing");
        client.asks();
        alice.ban(room, bob).ok();
        alice.says(room, "after");
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "Secret")).ok();
        alice.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).ok();

        SlidingClient.Answer answer = client.asks();

        assertThat(answer.messages(room)).doesNotContain("after");
        assertThat(answer.room(room).has("name")).isFalse();
        assertThat(answer.extension("typing", room)).isEmpty();
        client.asks().isEmpty();
    }

    /// The newest change of a membership was taken for the end of the stay, and the room was shown as it was then.
    @BothDatabases
    void whoIsLetInAgainSeesNothingOfTheTimeBetween(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient before =
                new SlidingClient(bob)
                        .wants(
                                JsonObject.of(
                                        "lists",
                                        JsonObject.of(
                                                "all",
                                                list(0, 9, 9)
                                                        .with(
                                                                "required_state",
                                                                List.of(state("*", "*"))))));
        before.asks();
        alice.says(room, "then");
        alice.ban(room, bob).ok();
        before.asks();
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "Secret")).ok();
        alice.says(room, "secret");
        server.user("carol").join(room).ok();
        alice.unban(room, bob).ok();

        SlidingClient.Answer first = new SlidingClient(bob).subscribes(room, EVERYTHING).asks();
        SlidingClient.Answer next = before.asks();

        assertThat(first.messages(room)).containsExactly("then");
        assertThat(first.state(room))
                .contains("m.room.create", "m.room.member @bob:test")
                .doesNotContain("m.room.name", "m.room.member @carol:test");
        assertThat(first.room(room).has("name")).isFalse();
        assertThat(membership(first.timeline(room).getLast())).isEqualTo("leave");
        assertThat(next.state(room)).containsExactly("m.room.member @bob:test");
        assertThat(next.timeline(room)).hasSize(1);
        assertThat(membership(next.timeline(room).getFirst())).isEqualTo("leave");
        before.asks().isEmpty();
        assertThat(
                        new SlidingClient(bob)
                                .wantsList(
                                        list(0, 9, 1)
                                                .with(
                                                        "filters",
                                                        JsonObject.of("room_name_like", "secret")))
                                .asks()
                                .count())
                .isZero();
    }

    private static String membership(JsonObject member) {
        return member.object("content").flatMap(it -> it.string("membership")).orElseThrow();
    }

    @BothDatabases
    void whoJoinsDoesNotSeeWhatWasBeforeWhereThatIsHidden(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.showsHistory(room, "joined");
        alice.says(room, "before");
        bob.join(room).ok();
        alice.says(room, "after");

        assertThat(new SlidingClient(bob).subscribes(room, EVERYTHING).asks().messages(room))
                .contains("after")
                .doesNotContain("before");
    }

    @BothDatabases
    void whoIsInvitedSeesNoMessages(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "among us");
        alice.invite(room, bob).ok();

        SlidingClient.Answer answer = new SlidingClient(bob).subscribes(room, EVERYTHING).asks();

        assertThat(answer.room(room).has("timeline")).isFalse();
        assertThat(answer.room(room).has("required_state")).isFalse();
        assertThat(answer.room(room).has("invite_state")).isTrue();
    }

    @BothDatabases
    void whoKnocksSeesNoMessages(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", "knock")).ok();
        alice.says(room, "among us");
        bob.knock(room).ok();

        SlidingClient.Answer answer = new SlidingClient(bob).subscribes(room, EVERYTHING).asks();

        assertThat(answer.room(room).has("timeline")).isFalse();
        assertThat(answer.room(room).has("invite_state")).isTrue();
    }

    @BothDatabases
    void whoWasNeverInTheRoomIsToldNothingOfABan(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.ban(room, bob).ok();

        new SlidingClient(bob).subscribes(room, EVERYTHING).asks().isEmpty();
    }

    /// Filters told who had left whether a room was encrypted since.
    @BothDatabases
    void whoWasSentAwayLearnsNotThatTheRoomIsEncryptedNow(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom before = alice.createsRoomWith(bob);
        encrypt(alice, before);
        alice.kick(before, bob).ok();
        TestRoom after = alice.createsRoomWith(bob);
        alice.kick(after, bob).ok();
        encrypt(alice, after);
        JsonObject encrypted =
                SlidingClient.list(0, 9, 1).with("filters", JsonObject.of("is_encrypted", true));

        assertThat(new SlidingClient(bob).wantsList(encrypted).asks().listed())
                .containsExactly(before.toString());
    }

    private static void encrypt(TestUser user, TestRoom room) {
        user.setState(
                        room,
                        "m.room.encryption",
                        "",
                        JsonObject.of("algorithm", "m.megolm.v1.aes-sha2"))
                .ok();
    }

    @BothDatabases
    void aForgottenRoomIsGone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.leave(room).ok();
        bob.forget(room).ok();

        new SlidingClient(bob).subscribes(room, EVERYTHING).asks().isEmpty();
    }

    @BothDatabases
    void messagesOfIgnoredUsersAreLeftOut(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.put(
                        "/user/" + alice + "/account_data/m.ignored_user_list",
                        JsonObject.of(
                                "ignored_users", JsonObject.of(bob.toString(), JsonObject.EMPTY)))
                .ok();
        alice.says(room, "mine");
        bob.says(room, "his");

        assertThat(new SlidingClient(alice).wantsList(list(0, 9, 9)).asks().messages(room))
                .containsExactly("mine");
    }

    @BothDatabases
    void aGuestSeesTheRoomsThatLetGuestsIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser guest = server.guest();
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "m.room.guest_access", "", JsonObject.of("guest_access", "can_join"))
                .ok();
        guest.join(room).ok();
        alice.says(room, "welcome");

        assertThat(new SlidingClient(guest).asks().messages(room)).containsExactly("welcome");
    }

    @BothDatabases
    void nobodyAsksWithoutAToken(TestServer server) {
        server.post(SlidingClient.PATH, JsonObject.EMPTY).isError(401, "M_MISSING_TOKEN");
        server.post("/_matrix/client/v4/sync", JsonObject.EMPTY).isError(401, "M_MISSING_TOKEN");
    }

    @BothDatabases
    void othersPrivateReceiptsAreNotTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        SlidingClient client = new SlidingClient(alice).extendedBy("receipts");
        client.asks();
        String event = alice.says(room, "hello");
        client.asks();

        bob.post("/rooms/" + room + "/receipt/m.read.private/" + event).ok();

        assertThat(client.asks().extension("receipts", room)).isEmpty();
    }
}
