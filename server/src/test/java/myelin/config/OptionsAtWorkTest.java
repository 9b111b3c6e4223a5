package myelin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Options whose effect lies between packages.
class OptionsAtWorkTest {
    private static final String OFTEN = "{per_second: 1000000, burst_count: 1000000}";

    private static boolean isThere(TestUser user, String alias) {
        return user.get("/joined_rooms")
                .ok()
                .array("joined_rooms")
                .orElseThrow()
                .strings()
                .contains(room(user, alias));
    }

    private static String room(TestUser user, String alias) {
        return user.get("/directory/room/" + TestUser.encoded(alias))
                .ok()
                .string("room_id")
                .orElseThrow();
    }

    @BothDatabases
    @Configured("auto_join_rooms: ['#hall:test']")
    void theFirstUserMakesTheRoomThatAllEnter(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        assertThat(isThere(alice, "#hall:test")).isTrue();
        assertThat(isThere(bob, "#hall:test")).isTrue();
    }

    /// MSC3890.
    @BothDatabases
    @Configured("experimental_features: {msc3391_enabled: true, msc3890_enabled: true}")
    void whatSilencesADeviceGoesWithIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser phone = alice.onNewDevice();
        JsonObject silenced = JsonObject.of("is_silenced", true);
        alice.put(silencing(alice, alice), silenced).ok();
        alice.put(silencing(alice, phone), silenced).ok();
        TestSync before = alice.sync();

        phone.post("/logout").ok();

        alice.get(silencing(alice, phone)).isError(404, "M_NOT_FOUND");
        alice.get(silencing(alice, alice)).ok();
        assertThat(alice.sync(before).list("account_data", "events"))
                .containsExactly(
                        JsonObject.of(
                                "type", silencing(phone.device()), "content", JsonObject.EMPTY));
    }

    private static String silencing(TestUser user, TestUser onDevice) {
        return "/user/" + user + "/account_data/" + silencing(onDevice.device());
    }

    private static String silencing(String device) {
        return "org.matrix.msc3890.local_notification_settings." + device;
    }

    @BothDatabases
    @Configured({"auto_join_rooms: ['#hall:test']", "autocreate_auto_join_rooms: false"})
    void aRoomThatIsNotThereCostsNobodyTheAccount(TestServer server) {
        TestUser alice = server.user("alice");

        assertThat(alice.get("/joined_rooms").ok())
                .isEqualTo(JsonObject.of("joined_rooms", List.of()));
    }

    @BothDatabases
    @Configured({
        "auto_join_rooms: ['#hall:test']",
        "autocreate_auto_join_room_preset: private_chat",
        "auto_join_mxid_localpart: host"
    })
    void theHostInvitesIntoAClosedRoom(TestServer server) {
        TestUser host = server.user("host");
        TestUser alice = server.user("alice");

        assertThat(isThere(host, "#hall:test")).isTrue();
        assertThat(isThere(alice, "#hall:test")).isTrue();
    }

    @BothDatabases
    @Configured({
        "auto_join_rooms: ['#hall:test']",
        "auto_join_rooms_for_guests: false",
        "allow_guest_access: true"
    })
    void guestsStayOutsideWhenTheyShould(TestServer server) {
        server.user("alice");

        assertThat(server.guest().sync().find("rooms")).isEmpty();
    }

    @BothDatabases
    @Configured("allow_per_room_profiles: false")
    void aNameIsTheSameInAllRoomsWhenItShould(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject other = JsonObject.of("membership", "join", "displayname", "The Queen");

        alice.setState(room, "m.room.member", alice.toString(), other).ok();

        assertThat(alice.state(room, "m.room.member", alice.toString()).string("displayname"))
                .isEqualTo(Optional.of("alice"));
    }

    @BothDatabases
    void aNameMayBeAnotherInARoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject other = JsonObject.of("membership", "join", "displayname", "The Queen");

        alice.setState(room, "m.room.member", alice.toString(), other).ok();

        assertThat(alice.state(room, "m.room.member", alice.toString()).string("displayname"))
                .isEqualTo(Optional.of("The Queen"));
    }

    @BothDatabases
    @Configured({"rc_message: {per_second: 0.001, burst_count: 3}", "rc_admin_redaction: " + OFTEN})
    void moderatorsHaveALimitOfTheirOwn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String spam = bob.says(room, "spam");
        String more = bob.says(room, "more spam");
        String own = alice.says(room, "hello");
        alice.says(room, "hello again");
        alice.says(room, "hello once more");

        alice.redact(room, spam).ok();
        alice.redact(room, more).ok();
        alice.redact(room, own).isError(429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    @Configured("push: {enabled: false}")
    void nothingIsUnreadWithoutNotifications(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "hello");

        assertThat(bob.sync().unread(room)).isEqualTo("0 0");
    }

    @BothDatabases
    @Configured("presence: {enabled: untracked}")
    void whoIsThereIsNotNotedFromSyncing(TestServer server) {
        TestUser alice = server.user("alice");

        alice.sync();

        assertThat(alice.get("/presence/" + alice + "/status").text("presence"))
                .isEqualTo(Optional.of("offline"));
    }

    @BothDatabases
    @Configured("presence: {include_offline_users_on_sync: true}")
    void whoIsAwayIsNamedInAFirstSync(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);
        JsonObject away = JsonObject.of("presence", "offline", "status_msg", "asleep");
        bob.put("/presence/" + bob + "/status", away).ok();

        assertThat(alice.sync().list("presence", "events"))
                .anyMatch(event -> event.string("sender").equals(Optional.of(bob.toString())));
    }
}
