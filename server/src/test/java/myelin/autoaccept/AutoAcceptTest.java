package myelin.autoaccept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.RemoteRoom;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;

/// Who enters rooms without being asked.
final class AutoAcceptTest {

    private static final String ALL = "auto_accept_invites: {enabled: true}";
    private static final UserId CAROL = UserId.parse("@carol:elsewhere.example");

    private static TestRoom invites(TestServer server, TestUser inviter, TestUser... invited) {
        return invites(server, false, inviter, invited);
    }

    private static TestRoom invites(
            TestServer server, boolean direct, TestUser inviter, TestUser... invited) {
        TestRoom room =
                inviter.creates(
                        JsonObject.of(
                                "invite",
                                List.of(invited).stream().map(TestUser::id).toList(),
                                "is_direct",
                                direct));
        server.awaitIdle();
        return room;
    }

    private static Optional<JsonObject> directChats(TestUser user) {
        TestAnswer answer = user.get("/user/" + user + "/account_data/m.direct");
        return answer.status() == 200 ? Optional.of(answer.json()) : Optional.empty();
    }

    @BothDatabases
    void nobodyEntersUnasked(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        TestRoom room = invites(server, true, alice, bob);

        assertThat(alice.membership(room, bob)).isEqualTo("invite");
        assertThat(directChats(bob)).isEmpty();
    }

    @BothDatabases
    @Configured(ALL)
    void whoIsInvitedIsIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        bob.put("/profile/" + bob + "/displayname", JsonObject.of("displayname", "Bob")).ok();

        TestRoom room = invites(server, alice, bob);

        JsonObject member = alice.state(room, "m.room.member", bob.toString());
        assertThat(member.string("membership")).contains("join");
        assertThat(member.string("displayname")).contains("Bob");
        assertThat(directChats(bob)).isEmpty();
        bob.leave(room).ok();
        alice.invite(room, bob).ok();
        server.awaitIdle();
        assertThat(alice.membership(room, bob)).isEqualTo("join");
    }

    @BothDatabases
    @Configured(ALL)
    void aDirectChatIsNotedAsSuch(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        TestRoom one = invites(server, true, alice, bob);
        TestRoom two = invites(server, true, alice, bob);

        assertThat(alice.membership(two, bob)).isEqualTo("join");
        assertThat(directChats(bob))
                .contains(JsonObject.of(alice.toString(), List.of(one.id(), two.id())));
    }

    @BothDatabases
    @Configured("auto_accept_invites: {enabled: true, only_for_direct_messages: true}")
    void otherRoomsMayWaitForAnAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        assertThat(alice.membership(invites(server, alice, bob), bob)).isEqualTo("invite");
        assertThat(alice.membership(invites(server, true, alice, bob), bob)).isEqualTo("join");
    }

    @BothDatabases
    @Configured("auto_accept_invites: {enabled: true, only_from_local_users: true}")
    void invitationsFromElsewhereMayWaitForAnAnswer(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        assertThat(invitedFromElsewhere(server, alice, bob)).isEqualTo("invite");
        assertThat(alice.membership(invites(server, alice, bob), bob)).isEqualTo("join");
    }

    @BothDatabases
    @Configured(ALL)
    void invitationsFromElsewhereCountToo(TestServer server) {
        assertThat(invitedFromElsewhere(server, server.user("alice"), server.user("bob")))
                .isEqualTo("join");
    }

    private static String invitedFromElsewhere(TestServer server, TestUser alice, TestUser bob) {
        JsonObject all = JsonObject.of("invite", 0);
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset", "public_chat", "power_level_content_override", all));
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        Pdu joins = there.make(List.of(there.newest()), RemoteRoom.member(CAROL, CAROL, "join"));
        Pdu invites = there.make(List.of(joins), RemoteRoom.member(CAROL, bob.id(), "invite"));
        server.homeserver().rooms().receiver().receive(List.of(joins, invites));
        server.awaitIdle();
        return alice.membership(room, bob);
    }

    @BothDatabases
    @Configured(ALL)
    void whoMayNotOrDoesNotWantToIsLeftAlone(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser suspended = server.user("suspended");
        TestUser locked = server.user("locked");
        TestUser unwilling = server.user("unwilling");
        String path = "/_matrix/client/v1/admin/";
        admin.put(path + "suspend/" + suspended, JsonObject.of("suspended", true)).ok();
        admin.put(path + "lock/" + locked, JsonObject.of("locked", true)).ok();
        unwilling.ignores(alice);

        TestRoom room = invites(server, alice, suspended, locked, unwilling);

        for (TestUser user : List.of(suspended, locked, unwilling)) {
            assertThat(alice.membership(room, user)).as("%s", user).isEqualTo("invite");
        }
    }
}
