package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Joined rooms in `/sync`: timelines, states, gaps, waiting.
final class SyncTest {

    @BothDatabases
    void theFirstAnswerTellsOfTheRoomsOfTheUser(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "hello");

        assertThat(alice.sync().messages(room)).containsExactly("hello");
    }

    @BothDatabases
    void whoHasNoRoomsGetsNone(TestServer server) {
        assertThat(server.user("alice").sync().find("rooms")).isEmpty();
    }

    @BothDatabases
    void onlyWhatIsNewIsTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        TestSync before = alice.sync();
        alice.says(room, "two");
        TestSync after = alice.sync(before);

        assertThat(after.messages(room)).containsExactly("two");
        assertThat(after.isLimited(room)).isFalse();
        assertThat(after.state(room)).isEmpty();
        assertThat(alice.sync(after).isEmpty()).isTrue();
    }

    @BothDatabases
    void theSameQuestionGetsTheSameAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = alice.sync();
        bob.says(room, "hello");

        TestSync once = alice.sync(before);
        TestSync twice = alice.sync(before);

        assertThat(twice).isEqualTo(once);
    }

    @BothDatabases
    void nothingIsAnsweredWhenTheTimeIsOver(TestServer server) {
        TestUser alice = server.user("alice");
        TestSync before = alice.sync();

        assertThat(alice.sync("timeout=1&since=" + before.next()).isEmpty()).isTrue();
    }

    @BothDatabases
    void aTokenThatIsNoneIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get("/sync?since=yesterday").isError(400, "M_INVALID_PARAM");
        alice.get("/sync?timeout=long").isError(400, "M_INVALID_PARAM");
        alice.get("/sync?full_state=perhaps").isError(400, "M_INVALID_PARAM");
        alice.get("/sync?filter=7").isError(400, "M_INVALID_PARAM");
        alice.get("/sync?filter=%7B").isError(400, "M_NOT_JSON");
        alice.get("/sync?filter=%7B%22room%22%3A7%7D").isError(400, "M_BAD_JSON");
        alice.get("/sync?set_presence=asleep").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void aWaitingSyncIsWokenByAMessage(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        TestUser.Pending waiting = bob.waits(bob.sync());
        alice.says(room, "hello");

        assertThat(waiting.answer().messages(room)).containsExactly("hello");
    }

    @BothDatabases
    void aWaitingSyncIsWokenByAnInvitation(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);

        TestUser.Pending waiting = bob.waits(bob.sync());
        alice.invite(room, bob).ok();

        assertThat(waiting.answer().find("rooms", "invite", room.toString())).isPresent();
    }

    @BothDatabases
    void aWaitingSyncIsWokenByTyping(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        TestUser.Pending waiting = bob.waits(bob.sync());
        alice.put("/rooms/" + room + "/typing/" + alice, JsonObject.of("typing", true)).ok();

        assertThat(waiting.answer().ephemeral(room, "m.typing"))
                .contains(JsonObject.of("user_ids", List.of(alice.id())));
    }

    @BothDatabases
    void aWaitingSyncIsWokenByAReceipt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");

        TestUser.Pending waiting = alice.waits(alice.sync());
        bob.post("/rooms/" + room + "/receipt/m.read/" + event).ok();

        assertThat(waiting.answer().ephemeral(room, "m.receipt")).isPresent();
    }

    @BothDatabases
    void aWaitingSyncIsWokenByAccountData(TestServer server) {
        TestUser alice = server.user("alice");

        TestUser.Pending waiting = alice.waits(alice.sync());
        alice.put("/user/" + alice + "/account_data/org.example", JsonObject.of("a", 1)).ok();

        assertThat(TestSync.content(waiting.answer().list("account_data", "events"), "org.example"))
                .contains(JsonObject.of("a", 1));
    }

    @BothDatabases
    void aWaitingSyncSleepsOnWhenOnlyOthersAreConcerned(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestRoom other = alice.createsPublicRoom();

        TestUser.Pending waiting = bob.waits(bob.sync());
        alice.says(other, "not for bob");
        alice.says(room, "for bob");

        TestSync answer = waiting.answer();
        assertThat(answer.messages(room)).containsExactly("for bob");
        assertThat(answer.joined(other)).isEmpty();
    }

    @BothDatabases
    void aGapIsFilledExactlyByPagingBack(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            alice.says(room, "m" + i);
            said.add("m" + i);
        }

        TestSync after = alice.sync(before);
        List<String> missing = pageBack(alice, room, after.previous(room), before.next());

        assertThat(after.isLimited(room)).isTrue();
        assertThat(after.messages(room)).isEqualTo(said.subList(15, 25));
        assertThat(missing).isEqualTo(said.subList(0, 15).reversed());
    }

    private static List<String> pageBack(TestUser user, TestRoom room, String from, String to) {
        List<String> found = new ArrayList<>();
        Optional<String> at = Optional.of(from);
        while (at.isPresent()) {
            TestAnswer page =
                    user.get(
                            "/rooms/"
                                    + room
                                    + "/messages?dir=b&limit=4&from="
                                    + at.get()
                                    + "&to="
                                    + to);
            found.addAll(
                    page.list("chunk").stream()
                            .flatMap(event -> event.object("content").stream())
                            .flatMap(content -> content.string("body").stream())
                            .toList());
            at = page.text("end");
        }
        return found;
    }

    @BothDatabases
    void theStateOfAGapIsToldAsItIsAtItsEnd(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        name(alice, room, "in the gap");
        say(alice, room, 10);

        TestSync after = alice.sync(before);

        assertThat(after.isLimited(room)).isTrue();
        assertThat(TestSync.keys(after.state(room))).containsExactly("m.room.name");
        assertThat(TestSync.content(after.state(room), "m.room.name"))
                .contains(JsonObject.of("name", "in the gap"));
    }

    private static void name(TestUser user, TestRoom room, String name) {
        user.setState(room, "m.room.name", "", JsonObject.of("name", name)).ok();
    }

    private static void say(TestUser user, TestRoom room, int times) {
        for (int i = 0; i < times; i++) {
            user.says(room, "m" + i);
        }
    }

    @BothDatabases
    void stateThatComesInTheTimelineIsNotToldBeside(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        name(alice, room, "first");
        say(alice, room, 9);
        name(alice, room, "second");
        name(alice, room, "third");

        TestSync after = alice.sync(before);

        assertThat(TestSync.content(after.state(room), "m.room.name"))
                .contains(JsonObject.of("name", "first"));
        assertThat(TestSync.keys(after.timeline(room))).contains("m.room.name");
    }

    @BothDatabases
    void theFirstAnswerTellsTheStateBeforeTheTimeline(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        name(alice, room, "old");
        say(alice, room, 9);
        name(alice, room, "new");

        TestSync first = alice.sync();

        assertThat(TestSync.content(first.state(room), "m.room.name"))
                .contains(JsonObject.of("name", "old"));
        assertThat(TestSync.keys(first.state(room)))
                .containsExactlyInAnyOrder(
                        "m.room.create",
                        "m.room.member @alice:test",
                        "m.room.power_levels",
                        "m.room.join_rules",
                        "m.room.history_visibility",
                        "m.room.name");
    }

    @BothDatabases
    void theStateAfterTheTimelineIsToldToWhoWantsThat(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        name(alice, room, "new");
        alice.says(room, "hello");

        TestSync after = alice.sync("use_state_after=true&since=" + before.next());
        List<JsonObject> state =
                after.list("rooms", "join", room.toString(), "state_after", "events");

        assertThat(TestSync.keys(state)).containsExactly("m.room.name");
        assertThat(after.find("rooms", "join", room.toString(), "state")).isEmpty();
    }

    @BothDatabases
    void underItsUnstableNameTheStateAfterHasAnUnstableName(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        TestSync first = alice.sync("org.matrix.msc4222.use_state_after=true");

        assertThat(
                        TestSync.keys(
                                first.list(
                                        "rooms",
                                        "join",
                                        room.toString(),
                                        "org.matrix.msc4222.state_after",
                                        "events")))
                .contains("m.room.create", "m.room.power_levels");
    }

    @BothDatabases
    void fullStateTellsAllStateOfAllRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();

        TestSync after = alice.sync("full_state=true&timeout=30000&since=" + before.next());

        assertThat(TestSync.keys(after.state(room))).contains("m.room.create", "m.room.join_rules");
        assertThat(after.timeline(room)).isEmpty();
    }

    /// matrix-nio keeps the token and forgets the rest.
    @BothDatabases
    void allAccountDataIsToldToWhoWantsAllState(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject colour = JsonObject.of("is", "red");
        alice.put("/user/" + alice + "/account_data/org.example.colour", colour).ok();
        alice.put("/user/" + alice + "/rooms/" + room + "/tags/u.work", JsonObject.EMPTY).ok();
        TestSync before = alice.sync();

        TestSync after = alice.sync("full_state=true&since=" + before.next());

        assertThat(TestSync.content(after.list("account_data", "events"), "org.example.colour"))
                .contains(colour);
        assertThat(TestSync.content(after.list("account_data", "events"), "m.push_rules"))
                .isPresent();
        assertThat(
                        TestSync.content(
                                after.list(
                                        "rooms", "join", room.toString(), "account_data", "events"),
                                "m.tag"))
                .contains(JsonObject.of("tags", JsonObject.of("u.work", JsonObject.EMPTY)));
        assertThat(alice.sync(after).list("account_data", "events")).isEmpty();
    }

    @BothDatabases
    @Configured("experimental_features: {msc3391_enabled: true}")
    void whatWasDeletedIsToldToWhoWantsAllState(TestServer server) {
        TestUser alice = server.user("alice");
        String colour = "/user/" + alice + "/account_data/org.example.colour";
        alice.put(colour, JsonObject.of("is", "red")).ok();
        TestSync before = alice.sync();
        alice.delete("/_matrix/client/unstable/org.matrix.msc3391" + colour).ok();

        TestSync after = alice.sync("full_state=true&since=" + before.next());

        assertThat(TestSync.content(after.list("account_data", "events"), "org.example.colour"))
                .contains(JsonObject.EMPTY);
    }

    @BothDatabases
    void aNewlyJoinedRoomIsToldAsIfItWereTheFirstAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        say(alice, room, 12);
        TestSync before = bob.sync();
        bob.join(room).ok();

        TestSync after = bob.sync(before);

        assertThat(TestSync.keys(after.state(room))).contains("m.room.create");
        assertThat(after.timeline(room)).hasSize(10);
        assertThat(after.isLimited(room)).isTrue();
    }

    @BothDatabases
    void whoLeavesAndComesBackIsToldOfTheRoomAnew(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        bob.leave(room).ok();
        name(alice, room, "changed");
        bob.join(room).ok();

        TestSync after = bob.sync(before);

        assertThat(TestSync.keys(after.timeline(room))).contains("m.room.member @bob:test");
        assertThat(
                        TestSync.content(after.state(room), "m.room.name")
                                .or(() -> TestSync.content(after.timeline(room), "m.room.name")))
                .contains(JsonObject.of("name", "changed"));
    }

    @BothDatabases
    void aChangeOfTheOwnNameIsNoNewJoin(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        alice.put("/profile/" + alice + "/displayname", JsonObject.of("displayname", "Al")).ok();

        TestSync after = alice.sync(before);

        assertThat(TestSync.keys(after.timeline(room)))
                .containsExactly("m.room.member @alice:test");
        assertThat(after.state(room)).isEmpty();
    }

    @BothDatabases
    void aTransactionIdIsShownToTheDeviceThatSentIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser phone = alice.onNewDevice();
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", "hello");
        alice.put("/rooms/" + room + "/send/m.room.message/mine", content).ok();

        assertThat(transaction(alice, room)).contains("mine");
        assertThat(transaction(phone, room)).isEmpty();
        assertThat(transaction(bob, room)).isEmpty();
    }

    private static Optional<String> transaction(TestUser user, TestRoom room) {
        return user.sync()
                .timeline(room)
                .getLast()
                .object("unsigned")
                .flatMap(unsigned -> unsigned.string("transaction_id"));
    }

    @BothDatabases
    void aRedactedMessageIsEmptyAndSaysWhy(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "oops");
        alice.redact(room, event).ok();

        JsonObject message =
                alice.sync().timeline(room).stream()
                        .filter(it -> it.string("event_id").equals(Optional.of(event)))
                        .findFirst()
                        .orElseThrow();

        assertThat(message.object("content")).contains(JsonObject.EMPTY);
        assertThat(
                        message.object("unsigned")
                                .flatMap(it -> it.object("redacted_because"))
                                .flatMap(it -> it.string("type")))
                .contains("m.room.redaction");
    }

    @BothDatabases
    void eventsOfSyncSayTheirAgeAndNotTheirRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "hello");
        server.clock().advance(java.time.Duration.ofSeconds(3));

        JsonObject event = alice.sync().timeline(room).getLast();

        assertThat(event.object("unsigned").flatMap(it -> it.integer("age"))).contains(3000L);
        assertThat(event.has("room_id")).isFalse();
    }

    @BothDatabases
    void messagesOfIgnoredUsersAreNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        ignore(alice, bob);
        bob.says(room, "spam");
        name(alice, room, "quiet");

        assertThat(alice.sync().messages(room)).isEmpty();
        assertThat(TestSync.keys(alice.sync().timeline(room))).contains("m.room.member @bob:test");
    }

    private static void ignore(TestUser user, TestUser other) {
        JsonObject users = JsonObject.of(other.toString(), JsonObject.EMPTY);
        user.put(
                        "/user/" + user + "/account_data/m.ignored_user_list",
                        JsonObject.of("ignored_users", users))
                .ok();
    }

    @BothDatabases
    void invitationsOfIgnoredUsersAreNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        ignore(alice, bob);
        TestRoom room = bob.creates(JsonObject.EMPTY);

        bob.invite(room, alice).ok();

        assertThat(alice.sync().find("rooms")).isEmpty();
    }

    @BothDatabases
    void anInvitationShowsTheFewThingsThatLetOneChoose(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("name", "Hall", "topic", "Talk"));
        alice.invite(room, bob).ok();

        List<JsonObject> state =
                bob.sync().list("rooms", "invite", room.toString(), "invite_state", "events");

        assertThat(TestSync.keys(state))
                .containsExactlyInAnyOrder(
                        "m.room.create",
                        "m.room.join_rules",
                        "m.room.name",
                        "m.room.topic",
                        "m.room.member @alice:test",
                        "m.room.member @bob:test");
        assertThat(state.getFirst().keys())
                .containsExactly("content", "sender", "state_key", "type");
    }

    @BothDatabases
    void anInvitationIsToldOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.invite(alice.creates(JsonObject.EMPTY), bob).ok();

        assertThat(bob.sync(bob.sync()).isEmpty()).isTrue();
    }

    @BothDatabases
    void aKnockIsToldWithTheStateOfTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        JsonObject rules =
                JsonObject.of(
                        "type",
                        "m.room.join_rules",
                        "content",
                        JsonObject.of("join_rule", "knock"));
        TestRoom room =
                alice.creates(JsonObject.of("name", "Hall", "initial_state", List.of(rules)));
        TestSync before = bob.sync();
        bob.knock(room).ok();

        List<JsonObject> state =
                bob.sync(before).list("rooms", "knock", room.toString(), "knock_state", "events");

        assertThat(TestSync.keys(state))
                .containsExactlyInAnyOrder(
                        "m.room.create",
                        "m.room.join_rules",
                        "m.room.name",
                        "m.room.member @bob:test");
    }

    @BothDatabases
    void aRoomThatWasLeftIsToldUpToTheEnd(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        alice.says(room, "last words");
        alice.kick(room, bob).ok();
        alice.says(room, "after");

        TestSync after = bob.sync(before);
        List<JsonObject> timeline =
                after.list("rooms", "leave", room.toString(), "timeline", "events");

        assertThat(TestSync.keys(timeline))
                .containsExactly("m.room.message", "m.room.member @bob:test");
        assertThat(after.joined(room)).isEmpty();
        assertThat(bob.sync(after).isEmpty()).isTrue();
    }

    @BothDatabases
    void aRejectedInvitationIsALeave(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.invite(room, bob).ok();
        TestSync before = bob.sync();
        bob.leave(room).ok();

        TestSync after = bob.sync(before);

        assertThat(
                        TestSync.keys(
                                after.list(
                                        "rooms", "leave", room.toString(), "timeline", "events")))
                .containsExactly("m.room.member @bob:test");
        assertThat(after.list("rooms", "leave", room.toString(), "state", "events")).isEmpty();
    }

    @BothDatabases
    void aBanIsToldToTheBanned(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        alice.ban(room, bob).ok();

        TestSync after = bob.sync(before);

        assertThat(
                        TestSync.keys(
                                after.list(
                                        "rooms", "leave", room.toString(), "timeline", "events")))
                .containsExactly("m.room.member @bob:test");
    }

    @BothDatabases
    void roomsThatWereLeftAreInTheFirstAnswerOnlyOnDemand(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.leave(room).ok();

        JsonObject all = JsonObject.of("room", JsonObject.of("include_leave", true));

        assertThat(bob.sync().find("rooms")).isEmpty();
        assertThat(bob.sync(all).find("rooms", "leave", room.toString())).isPresent();
    }

    @BothDatabases
    void aRoomThatWasJoinedAndLeftBetweenTwoAnswersIsALeave(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = bob.sync();
        bob.join(room).ok();
        bob.leave(room).ok();

        assertThat(bob.sync(before).find("rooms", "leave", room.toString())).isPresent();
    }
}
