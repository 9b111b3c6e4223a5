package myelin.admin;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Rooms that an administrator closes.
final class RoomBlockTest {

    private static String path(TestRoom room) {
        return "/_synapse/admin/v1/rooms/" + room + "/block";
    }

    @BothDatabases
    void nobodyEntersABlockedRoom(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        assertThat(admin.put(path(room), JsonObject.of("block", true)).ok())
                .isEqualTo(JsonObject.of("block", true));
        assertThat(admin.get(path(room)).ok())
                .isEqualTo(JsonObject.of("block", true, "user_id", admin.id()));
        bob.join(room).isForbidden();
        bob.knock(room).isForbidden();
        alice.invite(room, bob).isForbidden();
        bob.setState(room, "m.room.member", bob.toString(), JsonObject.of("membership", "join"))
                .isForbidden();
        alice.says(room, "still here");

        admin.put(path(room), JsonObject.of("block", false)).ok();
        assertThat(admin.get(path(room)).ok()).isEqualTo(JsonObject.of("block", false));
        bob.join(room).ok();
    }

    /// Knocking by a state event went around the block.
    @BothDatabases
    void nobodyKnocksAtABlockedRoom(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", "knock")).ok();
        JsonObject knock = JsonObject.of("membership", "knock");
        admin.put(path(room), JsonObject.of("block", true)).ok();

        bob.knock(room).isForbidden();
        bob.setState(room, "m.room.member", bob.toString(), knock).isForbidden();

        admin.put(path(room), JsonObject.of("block", false)).ok();
        bob.setState(room, "m.room.member", bob.toString(), knock).ok();
    }

    @BothDatabases
    void onlyAdministratorsBlock(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.put(path(room), JsonObject.of("block", true)).isForbidden();
        alice.get(path(room)).isForbidden();
        TestUser admin = server.admin("admin");
        admin.put(path(room), JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
        admin.put(path(room), JsonObject.of("block", 1)).isError(400, "M_BAD_JSON");
        admin.get("/_synapse/admin/v1/rooms/nonsense/block").isError(400, "M_INVALID_PARAM");
    }
}
