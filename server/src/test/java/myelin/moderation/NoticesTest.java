package myelin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;

/// What the server tells single users.
final class NoticesTest {

    private static final String NOTICES =
            "server_notices: {system_mxid_localpart: notices, system_mxid_display_name: The Server,"
                    + " room_name: From the server}";
    private static final String PATH = "/_synapse/admin/v1/send_server_notice";

    private static TestAnswer tell(TestUser admin, TestUser user, String text) {
        return admin.post(PATH, notice(user, text));
    }

    private static JsonObject notice(Object user, String text) {
        return JsonObject.of(
                "user_id",
                user.toString(),
                "content",
                JsonObject.of("msgtype", "m.text", "body", text));
    }

    private static List<String> invites(TestSync sync) {
        return sync.find("rooms", "invite")
                .map(JsonObject.class::cast)
                .map(JsonObject::keys)
                .orElse(List.of());
    }

    private static TestRoom invite(TestUser user) {
        return new TestRoom(RoomId.parse(invites(user.sync()).getFirst()));
    }

    @BothDatabases
    @Configured(NOTICES)
    void aNoticeComesIntoARoomOfItsOwn(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");

        String event = tell(admin, alice, "mind the gap").text("event_id").orElseThrow();
        TestRoom room = invite(alice);
        alice.join(room).ok();

        TestSync sync = alice.sync();
        assertThat(sync.timeline(room).getLast().string("event_id")).isNotEmpty();
        assertThat(sync.messages(room)).containsExactly("mind the gap");
        assertThat(alice.get("/rooms/" + room + "/event/" + event).text("sender"))
                .contains("@notices:test");
        assertThat(alice.state(room, "m.room.name"))
                .isEqualTo(JsonObject.of("name", "From the server"));
        assertThat(alice.state(room, "m.room.member", "@notices:test").string("displayname"))
                .contains("The Server");
        assertThat(alice.get("/user/" + alice + "/rooms/" + room + "/tags").ok())
                .isEqualTo(
                        JsonObject.of("tags", JsonObject.of("m.server_notice", JsonObject.EMPTY)));
        alice.send(room, "m.room.message", JsonObject.of("msgtype", "m.text", "body", "why?"))
                .isForbidden();
    }

    @BothDatabases
    @Configured(NOTICES)
    void allNoticesOfAUserComeIntoOneRoom(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        tell(admin, alice, "one").ok();
        tell(admin, bob, "other").ok();
        TestRoom room = invite(alice);
        alice.join(room).ok();

        tell(admin, alice, "two").ok();

        assertThat(alice.sync().messages(room)).containsExactly("one", "two");
        assertThat(invite(bob)).isNotEqualTo(room);
    }

    /// Who is told something must be able to read it.
    @BothDatabases
    @Configured(NOTICES)
    void theInvitationCannotBeTurnedDown(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        tell(admin, alice, "hello").ok();
        TestRoom room = invite(alice);

        alice.leave(room).isError(403, "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM");
        alice.setState(
                        room,
                        "m.room.member",
                        alice.toString(),
                        JsonObject.of("membership", "leave"))
                .isError(403, "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM");
        alice.join(room).ok();
        alice.leave(room).ok();
    }

    @BothDatabases
    @Configured(NOTICES)
    void whoHasLeftIsInvitedAgain(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        tell(admin, alice, "one").ok();
        TestRoom room = invite(alice);
        alice.join(room).ok();
        alice.leave(room).ok();
        alice.forget(room).ok();

        tell(admin, alice, "two").ok();

        assertThat(invite(alice)).isEqualTo(room);
    }

    @BothDatabases
    @Configured(
            "server_notices: {system_mxid_localpart: notices, auto_join: true, room_topic: News,"
                    + " room_avatar_url: 'mxc://test/a', system_mxid_avatar_url: 'mxc://test/b'}")
    void usersMayBeTakenIntoTheRoom(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");

        tell(admin, alice, "hello").ok();

        TestSync sync = alice.sync();
        TestRoom room =
                new TestRoom(
                        RoomId.parse(
                                ((JsonObject) sync.find("rooms", "join").orElseThrow())
                                        .keys()
                                        .iterator()
                                        .next()));
        assertThat(sync.messages(room)).containsExactly("hello");
        assertThat(alice.state(room, "m.room.topic").string("topic")).contains("News");
        assertThat(alice.state(room, "m.room.avatar"))
                .isEqualTo(JsonObject.of("url", "mxc://test/a"));
        assertThat(alice.state(room, "m.room.member", "@notices:test").string("avatar_url"))
                .contains("mxc://test/b");
    }

    @BothDatabases
    @Configured(NOTICES)
    void theRoomFollowsTheConfiguration(TestServer server, TestDatabase database) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        tell(admin, alice, "one").ok();
        TestRoom room = invite(alice);
        alice.join(room).ok();

        try (TestServer renamed =
                TestServer.on(
                        database, NOTICES.replace("From the", "By the").replace("The S", "A S"))) {
            tell(admin.at(renamed), alice.at(renamed), "two").ok();

            assertThat(alice.at(renamed).state(room, "m.room.name").string("name"))
                    .contains("By the server");
            assertThat(
                            alice.at(renamed)
                                    .state(room, "m.room.member", "@notices:test")
                                    .string("displayname"))
                    .contains("A Server");
        }
    }

    /// Nodes that told somebody the very first notice at the same moment made two rooms.
    @BothDatabases
    @Configured(NOTICES)
    void twoNodesTellAUserInOneRoom(TestServer server, TestDatabase database) throws Exception {
        TestUser admin = server.admin("admin");
        try (TestServer other = TestServer.on(database, NOTICES)) {
            // Rooms that one user makes in the same millisecond would be one.
            other.clock().advance(Duration.ofSeconds(1));
            for (int i = 0; i < 10; i++) {
                TestUser user = server.user("user" + i);
                FutureTask<TestAnswer> there =
                        new FutureTask<>(() -> tell(admin.at(other), user, "one"));
                Thread.startVirtualThread(there);
                tell(admin, user, "two").ok();
                there.get().ok();

                TestRoom room = invite(user);
                assertThat(invites(user.sync())).hasSize(1);
                user.join(room).ok();
                assertThat(user.sync().messages(room)).containsExactlyInAnyOrder("one", "two");
                assertThat(
                                server.homeserver()
                                        .rooms()
                                        .members()
                                        .roomsOf(UserId.parse("@notices:test"))
                                        .values())
                        .filteredOn(member -> member.membership() == Membership.JOIN)
                        .hasSize(i + 1);
            }
        }
    }

    @BothDatabases
    @Configured({NOTICES, "encryption_enabled_by_default_for_room_type: all"})
    void theRoomIsNeverEncrypted(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");

        tell(admin, alice, "hello").ok();
        TestRoom room = invite(alice);
        alice.join(room).ok();

        alice.get("/rooms/" + room + "/state/m.room.encryption").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    @Configured(NOTICES)
    void aRequestThatIsRepeatedTellsOnce(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");

        TestAnswer first = admin.put(PATH + "/1", notice(alice, "hello"));
        assertThat(admin.put(PATH + "/1", notice(alice, "hello")).ok()).isEqualTo(first.ok());

        TestRoom room = invite(alice);
        alice.join(room).ok();
        assertThat(alice.sync().messages(room)).containsExactly("hello");
    }

    @BothDatabases
    @Configured(NOTICES)
    void otherEventsMayBeSent(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        JsonObject wanted =
                JsonObject.of(
                        "user_id",
                        alice.toString(),
                        "type",
                        "org.example",
                        "state_key",
                        "x",
                        "content",
                        JsonObject.of("a", 1));

        admin.post(PATH, wanted).ok();
        admin.post(PATH, wanted.without("type", "state_key")).isError(400, "M_BAD_JSON");

        TestRoom room = invite(alice);
        alice.join(room).ok();
        assertThat(alice.state(room, "org.example", "x")).isEqualTo(JsonObject.of("a", 1));
    }

    @BothDatabases
    @Configured(NOTICES)
    void onlyAdministratorsTellOnlyUsersOfTheServer(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");

        alice.post(PATH, notice(alice, "hello")).isForbidden();
        admin.post(PATH, notice("@bob:elsewhere", "hello")).isError(400, "M_UNKNOWN");
        admin.post(PATH, notice("@nobody:test", "hello")).isError(404, "M_NOT_FOUND");
        admin.post(PATH, JsonObject.of("user_id", alice.toString()))
                .isError(400, "M_MISSING_PARAM");
    }

    @BothDatabases
    void thereAreNoneWhereNobodySpeaks(TestServer server) {
        TestUser admin = server.admin("admin");

        tell(admin, admin, "hello").isError(400, "M_UNKNOWN");
    }

    @BothDatabases
    @Configured(NOTICES)
    void nobodyBecomesOrInvitesWhoSpeaks(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        server.post(
                        "/_matrix/client/v3/register",
                        JsonObject.of(
                                "username", "notices",
                                "password", "correct horse",
                                "auth", JsonObject.of("type", "m.login.dummy")))
                .isError(400, "M_EXCLUSIVE");
        alice.post("/rooms/" + room + "/invite", JsonObject.of("user_id", Json.of("@notices:test")))
                .isForbidden();
    }
}
