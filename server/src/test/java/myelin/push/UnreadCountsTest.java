package myelin.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// What is unread by the push rules, as `/sync` tells it: notifications and highlights.
final class UnreadCountsTest {

    private static final JsonObject BY_THREAD =
            JsonObject.of(
                    "room",
                    JsonObject.of("timeline", JsonObject.of("unread_thread_notifications", true)));

    private static void reads(TestUser user, TestRoom room, String event) {
        user.post("/rooms/" + room + "/receipt/m.read/" + event).ok();
    }

    private static JsonObject mention(TestUser user) {
        JsonObject users = JsonObject.of("user_ids", List.of(user.id()));
        return JsonObject.of("msgtype", "m.text", "body", "you there?", "m.mentions", users);
    }

    private static JsonObject inThread(String root, JsonObject content) {
        return content.with(
                "m.relates_to", JsonObject.of("rel_type", "m.thread", "event_id", root));
    }

    @BothDatabases
    void messagesOfOthersAreUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "one");
        alice.says(room, "two");

        assertThat(bob.sync().unread(room)).isEqualTo("2 0");
    }

    @BothDatabases
    void ownMessagesAreNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");

        assertThat(alice.sync().unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    void whatWasBeforeTheJoinIsNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        bob.join(room).ok();

        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    void aMentionHighlights(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, mention(bob));
        alice.says(room, "two");

        assertThat(bob.sync().unread(room)).isEqualTo("2 1");
    }

    @BothDatabases
    void aMentionOfTheRoomHighlightsWhenItMay(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        JsonObject all =
                JsonObject.of("msgtype", "m.text", "body", "@room")
                        .with("m.mentions", JsonObject.of("room", true));
        alice.says(room, all);
        TestSync ofBob = bob.sync();
        bob.says(room, all);

        assertThat(ofBob.unread(room)).isEqualTo("1 1");
        assertThat(alice.sync().unread(room)).isEqualTo("1 0");
    }

    /// Whoever looked later counted by the power that the sender has by then.
    @BothDatabases
    void aMentionOfTheRoomHighlightsByThePowerThatItsSenderHadThen(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        JsonObject levels = alice.state(room, "m.room.power_levels");
        JsonObject all =
                JsonObject.of("msgtype", "m.text", "body", "@room")
                        .with("m.mentions", JsonObject.of("room", true));
        JsonObject raised = levels.with("users", JsonObject.of(bob.toString(), 50));
        bob.says(room, all);
        alice.setState(room, "m.room.power_levels", "", raised).ok();
        bob.says(room, all);
        alice.setState(room, "m.room.power_levels", "", levels).ok();
        bob.says(room, all);

        assertThat(alice.sync().unread(room)).isEqualTo("3 1");
        assertThat(carol.sync().unread(room)).isEqualTo("3 1");
    }

    @BothDatabases
    void aReceiptReadsUpToItsEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String first = alice.says(room, "one");
        alice.says(room, mention(bob));
        reads(bob, room, first);

        assertThat(bob.sync().unread(room)).isEqualTo("1 1");
    }

    @BothDatabases
    void aPrivateReceiptReadsToo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "one");
        TestSync before = bob.sync();

        bob.post("/rooms/" + room + "/receipt/m.read.private/" + event).ok();

        assertThat(bob.sync(before).unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    void countsGoOnAfterAReceipt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        reads(bob, room, alice.says(room, "one"));
        TestSync read = bob.sync();
        alice.says(room, "two");
        alice.says(room, "three");

        assertThat(bob.sync(read).unread(room)).isEqualTo("2 0");
    }

    @BothDatabases
    void changesOfMembershipAreNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        server.user("carol").join(room).ok();
        alice.setState(room, "m.room.name", "", JsonObject.of("name", "x")).ok();

        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    void aRedactedMessageIsNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.redact(room, alice.says(room, "oops")).ok();

        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    void aMessageThatIsRedactedAfterItWasCountedIsNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "oops");
        alice.says(room, "stays");
        TestSync before = bob.sync();
        alice.redact(room, event).ok();

        assertThat(before.unread(room)).isEqualTo("2 0");
        assertThat(bob.sync(before).unread(room)).isEqualTo("1 0");
    }

    @BothDatabases
    void threadsAreCountedApartForWhoWantsThat(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        alice.says(room, inThread(root, mention(bob)));
        alice.says(room, inThread(root, JsonObject.of("msgtype", "m.text", "body", "x")));

        assertThat(bob.sync().unread(room)).isEqualTo("3 1");
        TestSync apart = bob.sync(BY_THREAD);
        assertThat(apart.unread(room)).isEqualTo("1 0");
        assertThat(threads(apart, room))
                .isEqualTo(
                        JsonObject.of(
                                root,
                                JsonObject.of("notification_count", 2, "highlight_count", 1)));
    }

    private static JsonObject threads(TestSync sync, TestRoom room) {
        return sync.joined(room)
                .flatMap(it -> it.object("unread_thread_notifications"))
                .orElse(JsonObject.EMPTY);
    }

    @BothDatabases
    void aReceiptOfAThreadReadsTheThreadAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String reply = alice.says(room, inThread(root, mention(bob)));
        JsonObject thread = JsonObject.of("thread_id", root);
        bob.post("/rooms/" + room + "/receipt/m.read/" + reply, thread).ok();

        TestSync apart = bob.sync(BY_THREAD);

        assertThat(apart.unread(room)).isEqualTo("1 0");
        assertThat(threads(apart, room)).isEqualTo(JsonObject.EMPTY);
    }

    /// The count began at the newest member event, which every change of the name or picture is.
    @BothDatabases
    void aChangeOfNameReadsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "one");
        alice.says(room, mention(bob));
        String answer = alice.says(room, inThread(root, mention(alice)));
        bob.put("/profile/" + bob + "/displayname", JsonObject.of("displayname", "Robert")).ok();
        server.awaitIdle();
        alice.says(room, "three");

        bob.post("/rooms/" + room + "/receipt/m.read/" + answer, JsonObject.of("thread_id", root))
                .ok();

        assertThat(bob.sync().unread(room)).isEqualTo("3 1");
    }

    /// What had been counted before was counted on as if nobody had left.
    @BothDatabases
    void whatWasSaidWhileTheUserWasAwayIsNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "one");
        assertThat(bob.sync().unread(room)).isEqualTo("1 0");
        bob.leave(room).ok();
        alice.says(room, "two");
        bob.join(room).ok();
        bob.put("/profile/" + bob + "/displayname", JsonObject.of("displayname", "Robert")).ok();
        server.awaitIdle();
        alice.says(room, "three");

        assertThat(bob.sync().unread(room)).isEqualTo("1 0");
    }

    @BothDatabases
    void aReceiptWithoutThreadReadsAllThreads(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        reads(bob, room, alice.says(room, inThread(root, mention(bob))));

        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    void whoMutesARoomHasNothingUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.put("/pushrules/global/room/" + room, JsonObject.of("actions", List.of())).ok();
        alice.says(room, "one");

        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }

    /// MSC4306: in a thread only what somebody has subscribed to notifies.
    @BothDatabases
    @Configured("experimental_features: {msc4306_enabled: true}")
    void aThreadNotifiesWhoHasSubscribed(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", "in it");
        alice.send(room, "m.room.message", inThread(root, content)).ok();
        assertThat(bob.sync().unread(room)).isEqualTo("1 0");

        bob.put(
                        "/_matrix/client/unstable/io.element.msc4306/rooms/%s/thread/%s/subscription"
                                .formatted(room, root),
                        JsonObject.EMPTY)
                .ok();
        alice.send(room, "m.room.message", inThread(root, content)).ok();
        assertThat(bob.sync().unread(room)).isEqualTo("2 0");
    }

    /// MSC3664.
    @BothDatabases
    @Configured("experimental_features: {msc3664_enabled: true}")
    void aReplyToTheUserHighlights(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String question = bob.says(room, "does it work?");
        JsonObject reply =
                JsonObject.of(
                        "msgtype",
                        "m.text",
                        "body",
                        "it does",
                        "m.relates_to",
                        JsonObject.of("m.in_reply_to", JsonObject.of("event_id", question)));
        alice.send(room, "m.room.message", reply).ok();

        assertThat(bob.sync().unread(room)).isEqualTo("1 1");
    }

    /// MSC4210: nobody looks for names in the text.
    @BothDatabases
    @Configured("experimental_features: {msc4210_enabled: true, msc3381_polls_enabled: true}")
    void flagsDecideWhichRulesThereAre(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "bob?");
        assertThat(bob.sync().unread(room)).isEqualTo("1 0");
        alice.send(room, "org.matrix.msc3381.poll.start", JsonObject.EMPTY).ok();
        assertThat(bob.sync().unread(room)).isEqualTo("2 0");
    }

    /// What does not notify counts as unread all the same, but for notices, edits and reactions.
    @BothDatabases
    @Configured("experimental_features: {msc2654_enabled: true}")
    void unreadMessagesAreCountedApartFromNotifications(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String one = alice.says(room, "one");
        JsonObject mute = JsonObject.of("actions", List.of());
        bob.put("/pushrules/global/room/" + TestUser.encoded(room), mute).ok();
        alice.says(room, "two");
        alice.send(room, "m.room.encrypted", JsonObject.of("algorithm", "a")).ok();
        alice.setState(room, "m.room.topic", "", JsonObject.of("topic", "t")).ok();
        alice.says(room, JsonObject.of("msgtype", "m.notice", "body", "notice"));
        JsonObject replace = JsonObject.of("rel_type", "m.replace", "event_id", one);
        alice.says(room, JsonObject.of("msgtype", "m.text", "body", "*", "m.relates_to", replace));
        bob.says(room, "own");

        assertThat(unreadMessages(bob.sync(), room)).isEqualTo(4);
        bob.post("/rooms/" + room + "/receipt/m.read/" + one).ok();
        assertThat(unreadMessages(bob.sync(), room)).isEqualTo(3);
    }

    private static long unreadMessages(TestSync sync, TestRoom room) {
        return sync.joined(room)
                .flatMap(it -> it.integer("org.matrix.msc2654.unread_count"))
                .orElseThrow();
    }
}
