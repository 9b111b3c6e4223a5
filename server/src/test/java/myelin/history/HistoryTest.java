package myelin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Who reads what of a room: state, members, events, by the history visibility and the membership.
final class HistoryTest {

    private static List<String> messages(TestUser user, TestRoom room) {
        return user.get("/rooms/" + room + "/messages?dir=f&limit=100").list("chunk").stream()
                .flatMap(event -> event.object("content").stream())
                .flatMap(content -> content.string("body").stream())
                .toList();
    }

    @BothDatabases
    void aSharedHistoryIsForAllWhoJoin(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("shared");
        alice.says(room, "before");
        bob.join(room).ok();
        bob.leave(room).ok();
        alice.says(room, "after");

        assertThat(messages(bob, room)).containsExactly("before");
    }

    @BothDatabases
    void aHistoryForTheJoinedBeginsWithTheJoin(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("joined");
        alice.says(room, "before");
        alice.invite(room, bob).ok();
        alice.says(room, "invited");
        bob.join(room).ok();
        alice.says(room, "joined");
        bob.leave(room).ok();
        alice.says(room, "left");
        bob.join(room).ok();

        assertThat(messages(bob, room)).containsExactly("joined");
    }

    @BothDatabases
    void aHistoryForTheInvitedBeginsWithTheInvitation(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("invited");
        alice.says(room, "before");
        alice.invite(room, bob).ok();
        alice.says(room, "invited");
        bob.join(room).ok();

        assertThat(messages(bob, room)).containsExactly("invited");
    }

    @BothDatabases
    void aWorldReadableHistoryIsForEverybody(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser guest = server.guest();
        TestRoom room = alice.createsPublicRoom("world_readable");
        String event = alice.says(room, "hello");

        for (TestUser stranger : List.of(bob, guest)) {
            assertThat(messages(stranger, room)).containsExactly("hello");
            stranger.get("/rooms/" + room + "/event/" + event).ok();
            assertThat(states(stranger, room)).contains("m.room.create");
            stranger.get("/rooms/" + room + "/members").ok();
            assertThat(stranger.state(room, "m.room.join_rules").string("join_rule"))
                    .contains("public");
        }
    }

    @BothDatabases
    void whatWasSaidBeforeTheHistoryWasOpenedStaysHidden(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("joined");
        alice.says(room, "secret");
        alice.showsHistory(room, "shared");
        alice.says(room, "open");
        bob.join(room).ok();

        assertThat(messages(bob, room)).containsExactly("open");
    }

    @BothDatabases
    void whatWasWorldReadableStaysSoForMembers(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("world_readable");
        alice.says(room, "open");
        alice.showsHistory(room, "joined");
        alice.says(room, "secret");
        bob.join(room).ok();

        assertThat(messages(bob, room)).containsExactly("open");
    }

    @BothDatabases
    void strangersReadNothingOfARoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");

        bob.get("/rooms/" + room + "/state").isForbidden();
        bob.get("/rooms/" + room + "/state/m.room.name").isForbidden();
        bob.get("/rooms/" + room + "/members").isForbidden();
        bob.get("/rooms/" + room + "/joined_members").isForbidden();
        bob.get("/rooms/" + room + "/aliases").isForbidden();
        bob.get("/rooms/" + room + "/event/" + event).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void theInvitedReadNothingYet(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.invite(room, bob).ok();

        bob.get("/rooms/" + room + "/state").isForbidden();
        bob.get("/rooms/" + room + "/messages?dir=b").isForbidden();
    }

    @BothDatabases
    void aRoomThatIsNotThereIsForbidden(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get("/rooms/!nowhere:test/state").isForbidden();
        alice.get("/rooms/!nowhere:test/members").isForbidden();
        alice.get("/rooms/!nowhere:test/joined_members").isForbidden();
        alice.get("/rooms/!nowhere:test/event/$x").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void whoLeftReadsTheStateAsItWasThen(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "then")).ok();
        bob.leave(room).ok();
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "now")).ok();
        server.user("carol").join(room).ok();

        assertThat(bob.state(room, "m.room.name").string("name")).contains("then");
        assertThat(TestSync.keys(bob.get("/rooms/" + room + "/members").list("chunk")))
                .containsExactlyInAnyOrder("m.room.member @alice:test", "m.room.member @bob:test");
        assertThat(alice.state(room, "m.room.name").string("name")).contains("now");
    }

    @BothDatabases
    void theWholeStateIsAListOfEvents(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        assertThat(states(alice, room))
                .containsExactlyInAnyOrder(
                        "m.room.create",
                        "m.room.member @alice:test",
                        "m.room.power_levels",
                        "m.room.join_rules",
                        "m.room.history_visibility");
    }

    private static List<String> states(TestUser user, TestRoom room) {
        return TestSync.keys(user.getList("/rooms/" + room + "/state"));
    }

    @BothDatabases
    void aStateEventCanBeReadWhole(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        TestAnswer answer = alice.get("/rooms/" + room + "/state/m.room.create/?format=event");

        assertThat(answer.text("sender")).contains(alice.toString());
        assertThat(answer.text("content", "room_version")).contains("12");
    }

    @BothDatabases
    void stateThatIsNotThereIsNotFound(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get("/rooms/" + alice.createsPublicRoom() + "/state/org.example/key")
                .isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void membersCanBeChosenByTheirMembership(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        alice.invite(room, carol).ok();
        bob.leave(room).ok();
        String members = "/rooms/" + room + "/members";

        assertThat(TestSync.keys(alice.get(members + "?membership=invite").list("chunk")))
                .containsExactly("m.room.member @carol:test");
        assertThat(TestSync.keys(alice.get(members + "?not_membership=leave").list("chunk")))
                .containsExactlyInAnyOrder(
                        "m.room.member @alice:test", "m.room.member @carol:test");
        alice.get(members + "?membership=friend").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void membersCanBeReadAsTheyWere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        TestSync then = alice.sync();
        bob.join(room).ok();
        String members = "/rooms/" + room + "/members?at=";

        assertThat(TestSync.keys(alice.get(members + then.next()).list("chunk")))
                .containsExactly("m.room.member @alice:test");
        alice.get(members + "then").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void joinedMembersHaveNamesAndPictures(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.leave(room).ok();

        TestAnswer answer = alice.get("/rooms/" + room + "/joined_members");

        assertThat(answer.text("joined", alice.toString(), "display_name")).contains("alice");
        assertThat(answer.find("joined", bob.toString())).isEmpty();
        bob.get("/rooms/" + room + "/joined_members").isForbidden();
    }

    @BothDatabases
    void anEventIsReadByItsId(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");

        TestAnswer answer = bob.get("/rooms/" + room + "/event/" + event);

        assertThat(answer.text("content", "body")).contains("hello");
        assertThat(answer.text("unsigned", "membership")).contains("join");
    }

    @BothDatabases
    void anEventOfAnotherRoomIsNotFound(TestServer server) {
        TestUser alice = server.user("alice");
        String event = alice.says(alice.createsPublicRoom(), "hello");
        TestRoom room = alice.createsPublicRoom();

        alice.get("/rooms/" + room + "/event/" + event).isError(404, "M_NOT_FOUND");
        alice.get("/rooms/" + room + "/event/$nothing").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void stateSaysWhatItReplaces(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String first =
                alice.setState(room, "m.room.name", "", JsonObject.of("name", "one"))
                        .text("event_id")
                        .orElseThrow();
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "two")).ok();
        server.clock().advance(Duration.ofSeconds(2));

        TestAnswer event = alice.get("/rooms/" + room + "/state/m.room.name/?format=event");

        assertThat(event.text("unsigned", "replaces_state")).contains(first);
        assertThat(event.text("unsigned", "prev_content", "name")).contains("one");
        assertThat(event.number("unsigned", "age")).isEqualTo(2000);
    }

    @BothDatabases
    void whatAnErasedUserSaidIsHiddenFromThoseWhoWereNotThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        String event = bob.says(room, "regretted");
        bob.erasesHimself();
        carol.join(room).ok();

        assertThat(content(alice, room, event).flatMap(it -> it.string("body")))
                .contains("regretted");
        assertThat(content(carol, room, event)).contains(JsonObject.EMPTY);
        assertThat(messages(carol, room)).isEmpty();
        assertThat(carol.sync().messages(room)).isEmpty();
        assertThat(messages(alice, room)).containsExactly("regretted");
    }

    private static Optional<JsonObject> content(TestUser user, TestRoom room, String event) {
        return user.get("/rooms/" + room + "/event/" + event).ok().object("content");
    }
}
