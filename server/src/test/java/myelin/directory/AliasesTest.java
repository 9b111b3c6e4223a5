package myelin.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.id.RoomId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Aliases, canonical ones, and who may put a room into the public list.
final class AliasesTest {

    private static final String HALL = "/directory/room/%23hall%3Atest";

    private static TestAnswer name(TestUser user, String path, TestRoom room) {
        return user.put(path, JsonObject.of("room_id", room.id()));
    }

    @BothDatabases
    void anAliasLeadsToItsRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        name(alice, HALL, room).ok();

        assertThat(server.get("/_matrix/client/v3" + HALL).ok())
                .isEqualTo(JsonObject.of("room_id", room.id(), "servers", JsonArray.of("test")));
        assertThat(alice.get("/rooms/" + room + "/aliases").ok())
                .isEqualTo(JsonObject.of("aliases", List.of("#hall:test")));
    }

    /// Where the list of aliases was before v1.1 of the specification.
    @BothDatabases
    void aliasesAreListedUnderTheNameOfTheProposalToo(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        name(alice, HALL, room).ok();
        String path = "/_matrix/client/unstable/org.matrix.msc2432/rooms/" + room + "/aliases";

        assertThat(alice.get(path).ok()).isEqualTo(JsonObject.of("aliases", List.of("#hall:test")));
        server.user("bob").get(path).isForbidden();
        assertThat(
                        server.get("/_matrix/client/versions")
                                .find("unstable_features", "org.matrix.msc2432"))
                .contains(Json.of(true));
    }

    /// They are of now, and there is no older list: who had left was told how the room is called since.
    @BothDatabases
    void aliasesAreForThoseWhoAreInTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        String path = "/rooms/" + room + "/aliases";
        bob.get(path).ok();
        bob.leave(room).ok();
        alice.invite(room, carol).ok();

        bob.get(path).isForbidden();
        carol.get(path).isForbidden();
        alice.showsHistory(room, "world_readable");
        bob.get(path).ok();
        server.user("dave").get(path).ok();
    }

    @BothDatabases
    void anAliasThatIsTakenIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        name(alice, HALL, alice.createsPublicRoom()).ok();

        name(alice, HALL, alice.createsPublicRoom()).isError(409, "M_UNKNOWN");
    }

    @BothDatabases
    void anAliasThatIsNotThereIsNotFound(TestServer server) {
        TestUser alice = server.user("alice");

        alice.get(HALL).isError(404, "M_NOT_FOUND");
        alice.delete(HALL).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void badAliasesAreRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        name(alice, "/directory/room/hall", room).isError(400, "M_INVALID_PARAM");
        name(alice, "/directory/room/%23hall%3Aelsewhere", room).isError(400, "M_INVALID_PARAM");
        alice.put(HALL, JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
        alice.put(HALL, JsonObject.of("room_id", "hall")).isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void onlyMembersNameARoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        name(bob, HALL, alice.createsPublicRoom()).isForbidden();
    }

    /// Whoever need not be in a room could name one that is not there, and take the name from others.
    @BothDatabases
    @Configured("require_membership_for_aliases: false")
    void aRoomThatIsNotThereGetsNoName(TestServer server) {
        TestRoom nowhere = new TestRoom(RoomId.parse("!nowhere:test"));
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        name(alice, HALL, nowhere).isError(400, "M_UNKNOWN");
        alice.get(HALL).isError(404, "M_NOT_FOUND");
        name(bob, HALL, alice.createsPublicRoom()).ok();
    }

    @BothDatabases
    void administratorsNameRoomsThatAreThere(TestServer server) {
        TestUser boss = server.admin("boss");

        name(boss, HALL, new TestRoom(RoomId.parse("!nowhere:test"))).isError(400, "M_UNKNOWN");
        name(boss, HALL, server.user("alice").createsPublicRoom()).ok();
    }

    @BothDatabases
    @Configured("alias_creation_rules: [{user_id: '@alice:*', action: allow}]")
    void theServerSaysWhoMayNameRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        name(bob, HALL, room).isForbidden();
        name(alice, HALL, room).ok();
        bob.post("/createRoom", JsonObject.of("room_alias_name", "bobs")).isForbidden();
    }

    @BothDatabases
    void anAliasIsDeletedByWhoMadeItAndByModerators(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        name(bob, HALL, room).ok();

        carol.delete(HALL).isForbidden();
        bob.delete(HALL).ok();
        name(bob, HALL, room).ok();
        alice.delete(HALL).ok();

        alice.get(HALL).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void aDeletedAliasIsNoLongerCanonical(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room =
                alice.creates(JsonObject.of("room_alias_name", "hall", "preset", "public_chat"));

        alice.delete(HALL).ok();

        assertThat(alice.state(room, "m.room.canonical_alias")).isEqualTo(JsonObject.EMPTY);
    }

    @BothDatabases
    void aCanonicalAliasMustLeadToTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        name(alice, HALL, alice.createsPublicRoom()).ok();

        canonical(alice, room, JsonObject.of("alias", "#hall:test")).isError(400, "M_BAD_ALIAS");
        canonical(alice, room, JsonObject.of("alias", "#none:test")).isError(400, "M_BAD_ALIAS");
        canonical(alice, room, JsonObject.of("alt_aliases", List.of("#none:test")))
                .isError(400, "M_BAD_ALIAS");
        canonical(alice, room, JsonObject.of("alias", "hall")).isError(400, "M_INVALID_PARAM");
        canonical(alice, room, JsonObject.EMPTY).ok();
    }

    private static TestAnswer canonical(TestUser user, TestRoom room, JsonObject content) {
        return user.setState(room, "m.room.canonical_alias", "", content);
    }

    @BothDatabases
    void aCanonicalAliasThatWasThereBeforeMayStay(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        name(alice, HALL, room).ok();
        JsonObject content = JsonObject.of("alias", "#hall:test");
        canonical(alice, room, content).ok();
        TestUser bob = server.user("bob");
        bob.join(room).ok();

        canonical(alice, room, content.with("note", "still")).ok();
    }

    @BothDatabases
    void moderatorsPublishARoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String path = "/directory/list/room/" + room;

        bob.put(path, JsonObject.of("visibility", "public")).isForbidden();
        alice.put(path, JsonObject.of("visibility", "public")).ok();

        assertThat(bob.get(path).ok()).isEqualTo(JsonObject.of("visibility", "public"));
        alice.put(path, JsonObject.of("visibility", "private")).ok();
        assertThat(bob.get(path).ok()).isEqualTo(JsonObject.of("visibility", "private"));
    }

    @BothDatabases
    void aVisibilityIsPublicOrPrivate(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.put("/directory/list/room/" + room, JsonObject.of("visibility", "secret"))
                .isError(400, "M_INVALID_PARAM");
        alice.get("/directory/list/room/!nowhere:test").isError(404, "M_NOT_FOUND");
    }
}
