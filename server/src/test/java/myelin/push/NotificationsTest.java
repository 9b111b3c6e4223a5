package myelin.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// What a user has been notified of.
final class NotificationsTest {

    private static TestAnswer notifications(TestUser user, String parameters) {
        TestAnswer answer = user.get("/notifications" + parameters);
        answer.ok();
        return answer;
    }

    private static List<String> bodies(TestAnswer answer) {
        return answer.list("notifications").stream()
                .flatMap(it -> it.object("event").stream())
                .flatMap(it -> it.object("content").stream())
                .flatMap(it -> it.string("body").stream())
                .toList();
    }

    private static JsonObject mention(TestUser user, String body) {
        return JsonObject.of(
                "msgtype",
                "m.text",
                "body",
                body,
                "m.mentions",
                JsonObject.of("user_ids", List.of(user.id())));
    }

    @BothDatabases
    void whatNotifiesIsListedNewestFirst(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestRoom other = alice.createsRoomWith(bob);
        alice.says(room, "one");
        alice.says(other, "two");
        bob.says(room, "own");
        alice.send(
                        room,
                        "m.room.message",
                        JsonObject.of("msgtype", "m.notice", "body", "notices don't notify"))
                .ok();
        String redacted = alice.says(room, "redacted");
        alice.redact(room, redacted).ok();

        assertThat(bodies(notifications(bob, ""))).containsExactly("two", "one");
        assertThat(bodies(notifications(alice, ""))).containsExactly("own");
        JsonObject first = notifications(bob, "").list("notifications").getFirst();
        assertThat(first.string("room_id")).contains(other.toString());
        assertThat(first.array("actions").orElseThrow().toString()).contains("notify");
        assertThat(first.integer("ts")).contains(server.clock().millis());
        assertThat(first.bool("read")).contains(false);
    }

    @BothDatabases
    void notificationsArePaged(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        for (int i = 0; i < 5; i++) {
            alice.says(room, "m" + i);
        }

        TestAnswer first = notifications(bob, "?limit=2");
        assertThat(bodies(first)).containsExactly("m4", "m3");
        TestAnswer second =
                notifications(bob, "?limit=2&from=" + first.text("next_token").orElseThrow());
        assertThat(bodies(second)).containsExactly("m2", "m1");
        TestAnswer third =
                notifications(bob, "?limit=2&from=" + second.text("next_token").orElseThrow());
        assertThat(bodies(third)).containsExactly("m0");
        assertThat(third.text("next_token")).isEmpty();
        bob.get("/notifications?from=x").isError(400, "M_INVALID_PARAM");
        bob.get("/notifications?limit=-1").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void whatIsReadIsMarked(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String one = alice.says(room, "one");
        alice.says(room, "two");
        bob.post("/rooms/" + room + "/receipt/m.read/" + one).ok();

        assertThat(
                        notifications(bob, "").list("notifications").stream()
                                .map(it -> it.bool("read").orElseThrow()))
                .containsExactly(false, true);
    }

    @BothDatabases
    void onlyWhatStandsOutIsListedIfOneAsks(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "plain");
        alice.says(room, mention(bob, "for you"));

        assertThat(bodies(notifications(bob, "?only=highlight"))).containsExactly("for you");
    }

    @BothDatabases
    void anInvitationNotifies(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("invite", List.of(bob.id())));
        alice.says(room, "not to be seen");

        List<JsonObject> listed = notifications(bob, "").list("notifications");
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().object("event").flatMap(it -> it.string("type")))
                .contains("m.room.member");
    }

    /// What was said while the user was not there notified nobody.
    @BothDatabases
    void onlyMembersAreNotified(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "before");
        bob.join(room).ok();
        alice.says(room, "during");
        bob.leave(room).ok();
        alice.says(room, "between");
        assertThat(bodies(notifications(bob, ""))).isEmpty();
        bob.join(room).ok();
        alice.says(room, "again");

        assertThat(bodies(notifications(bob, ""))).containsExactly("again", "during");
        assertThat(bodies(notifications(server.user("carol"), ""))).isEmpty();
    }

    @BothDatabases
    void nobodyHasAPusher(TestServer server) {
        assertThat(server.user("alice").get("/pushers").ok())
                .isEqualTo(JsonObject.of("pushers", List.of()));
    }

    @BothDatabases
    void theIgnoredDoNotNotify(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.put(
                        "/user/" + bob + "/account_data/m.ignored_user_list",
                        JsonObject.of(
                                "ignored_users",
                                JsonObject.of(alice.id().value(), JsonObject.EMPTY)))
                .ok();
        alice.says(room, "noise");

        assertThat(bodies(notifications(bob, ""))).isEmpty();
        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }
}
