package myelin.creation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;

/// `upgrade`: one room goes on in another.
final class UpgradeTest {

    private static TestAnswer upgrade(TestUser user, TestRoom room, JsonObject body) {
        return user.post("/rooms/" + room + "/upgrade", body);
    }

    private static TestRoom upgraded(TestUser user, TestRoom room, String version) {
        return upgraded(user, room, JsonObject.of("new_version", version));
    }

    private static TestRoom upgraded(TestUser user, TestRoom room, JsonObject body) {
        JsonObject answer = upgrade(user, room, body).ok();
        return new TestRoom(RoomId.parse(answer.string("replacement_room").orElseThrow()));
    }

    private static JsonObject inVersion(String version) {
        return JsonObject.of("room_version", version, "preset", "public_chat");
    }

    private static void setLevels(TestUser user, TestRoom room, JsonObject users) {
        JsonObject levels = user.state(room, "m.room.power_levels");
        user.setState(room, "m.room.power_levels", "", levels.with("users", users)).ok();
    }

    @BothDatabases
    void bothRoomsNameEachOther(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.creates(inVersion("10"));
        String last = alice.says(old, "the end");

        TestRoom next = upgraded(alice, old, "11");

        assertThat(alice.state(old, "m.room.tombstone"))
                .isEqualTo(
                        JsonObject.of(
                                "body",
                                "This room has been replaced",
                                "replacement_room",
                                next.id()));
        assertThat(alice.state(next, "m.room.create"))
                .isEqualTo(
                        JsonObject.of(
                                "room_version",
                                "11",
                                "predecessor",
                                JsonObject.of("room_id", old.id(), "event_id", last)));
    }

    @BothDatabases
    void sinceVersionTwelveThePredecessorIsTheRoomAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.creates(inVersion("11"));

        TestRoom next = upgraded(alice, old, "12");

        assertThat(alice.state(next, "m.room.create").object("predecessor"))
                .contains(JsonObject.of("room_id", old.id()));
    }

    @BothDatabases
    void whatDescribesTheRoomMovesAlong(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.creates(inVersion("10").with("name", "Hall").with("topic", "Talk"));
        List<String> types =
                List.of(
                        "m.room.name",
                        "m.room.topic",
                        "m.room.join_rules",
                        "m.room.history_visibility",
                        "m.room.guest_access",
                        "m.room.encryption",
                        "m.room.server_acl",
                        "m.room.avatar");
        alice.setState(
                        old,
                        "m.room.encryption",
                        "",
                        JsonObject.of("algorithm", "m.megolm.v1.aes-sha2"))
                .ok();
        alice.setState(old, "m.room.server_acl", "", JsonObject.of("allow", List.of("*"))).ok();
        alice.setState(old, "m.room.avatar", "", JsonObject.of("url", "mxc://test/a")).ok();
        alice.setState(old, "m.room.guest_access", "", JsonObject.of("guest_access", "can_join"))
                .ok();
        alice.showsHistory(old, "joined");
        alice.setState(old, "org.example.colour", "", JsonObject.of("is", "red")).ok();

        TestRoom next = upgraded(alice, old, "12");

        for (String type : types) {
            assertThat(alice.state(next, type)).isEqualTo(alice.state(old, type));
        }
        alice.get("/rooms/" + next + "/state/org.example.colour/").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void aPrivateRoomDoesNotOpenItselfToGuests(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.creates(inVersion("10"));

        TestRoom next = upgraded(alice, old, "11");

        alice.get("/rooms/" + next + "/state/m.room.guest_access/").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void aSpaceTakesItsRoomsAndItsParentsAlong(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject link = JsonObject.of("via", List.of("test"));
        TestRoom old =
                alice.creates(
                        JsonObject.of(
                                "room_version",
                                "10",
                                "creation_content",
                                JsonObject.of("type", "m.space", "m.federate", false)));
        alice.setState(old, "m.space.child", "!child:test", link).ok();
        alice.setState(old, "m.space.child", "!gone:test", JsonObject.EMPTY).ok();
        alice.setState(old, "m.space.parent", "!parent:test", link).ok();

        TestRoom next = upgraded(alice, old, "12");

        JsonObject create = alice.state(next, "m.room.create");
        assertThat(create.string("type")).contains("m.space");
        assertThat(create.bool("m.federate")).contains(false);
        assertThat(alice.state(next, "m.space.child", "!child:test")).isEqualTo(link);
        assertThat(alice.state(next, "m.space.parent", "!parent:test")).isEqualTo(link);
        alice.get("/rooms/" + next + "/state/m.space.child/!gone:test").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void whoIsBannedStaysSo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser eve = server.user("eve");
        TestRoom old = alice.createsRoomWith(eve);
        alice.post("/rooms/" + old + "/ban", JsonObject.of("user_id", eve.id(), "reason", "spam"))
                .ok();

        TestRoom next = upgraded(alice, old, "11");

        assertThat(alice.state(next, "m.room.member", eve.toString()))
                .isEqualTo(JsonObject.of("membership", "ban", "reason", "spam"));
        eve.join(next).isForbidden();
    }

    /// Who may only just upgrade is given more power while the new room is made, and loses it again.
    @BothDatabases
    void aModeratorUpgradesAndStaysAModerator(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser eve = server.user("eve");
        TestRoom old = alice.creates(inVersion("10"));
        bob.join(old).ok();
        eve.join(old).ok();
        alice.ban(old, eve).ok();
        JsonObject levels =
                JsonObject.of(
                        "users", JsonObject.of(alice.toString(), 100, bob.toString(), 50),
                        "events", JsonObject.of("m.room.tombstone", 50, "m.room.name", 100),
                        "ban", 75);
        alice.setState(old, "m.room.power_levels", "", levels).ok();
        alice.setState(old, "m.room.name", "", JsonObject.of("name", "Hall")).ok();

        TestRoom next = upgraded(bob, old, "11");

        assertThat(bob.state(next, "m.room.power_levels")).isEqualTo(levels);
        assertThat(bob.state(next, "m.room.name").string("name")).contains("Hall");
        assertThat(bob.membership(next, eve)).isEqualTo("ban");
    }

    @BothDatabases
    void creatorsOfTheNewRoomAreNotNamedInItsLevels(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom old = alice.creates(inVersion("11"));
        bob.join(old).ok();
        setLevels(
                alice,
                old,
                JsonObject.of(alice.toString(), 100, bob.toString(), 100, carol.toString(), 50));

        TestRoom next =
                upgraded(
                        alice,
                        old,
                        JsonObject.of(
                                "new_version", "12", "additional_creators", List.of(bob.id())));

        assertThat(alice.state(next, "m.room.create").array("additional_creators"))
                .hasValueSatisfying(
                        creators -> assertThat(creators.strings()).containsExactly("@bob:test"));
        assertThat(alice.state(next, "m.room.power_levels").object("users"))
                .contains(JsonObject.of(carol.toString(), 50));
    }

    @BothDatabases
    void additionalCreatorsMustBeUsersAndMeanNothingBeforeVersionTwelve(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.createsPublicRoom();

        upgrade(
                        alice,
                        old,
                        JsonObject.of(
                                "new_version", "12", "additional_creators", List.of("nobody")))
                .isError(400, "M_BAD_JSON");
        TestRoom next =
                upgraded(
                        alice,
                        old,
                        JsonObject.of(
                                "new_version", "11", "additional_creators", List.of("@bob:test")));

        assertThat(alice.state(next, "m.room.create").has("additional_creators")).isFalse();
    }

    @BothDatabases
    void aCreatorKeepsThePowerInAnOlderVersion(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.createsPublicRoom();

        TestRoom next = upgraded(alice, old, "11");

        assertThat(alice.state(next, "m.room.power_levels").object("users"))
                .contains(JsonObject.of(alice.toString(), 150));
        alice.setState(next, "m.room.name", "", JsonObject.of("name", "Hall")).ok();
    }

    @BothDatabases
    void inTheOldRoomOnlyModeratorsTalkAndInvite(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom old = alice.createsRoomWith(bob);

        TestRoom next = upgraded(alice, old, "11");

        JsonObject levels = alice.state(old, "m.room.power_levels");
        assertThat(levels.integer("events_default")).contains(50L);
        assertThat(levels.integer("invite")).contains(50L);
        bob.send(old, "m.room.message", JsonObject.of("msgtype", "m.text", "body", "hi"))
                .isForbidden();
        bob.join(next).ok();
        bob.says(next, "hi");
    }

    @BothDatabases
    void aliasesAndThePlaceInTheDirectoryMove(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old =
                alice.creates(
                        inVersion("11")
                                .with("room_alias_name", "hall")
                                .with("visibility", "public"));
        alice.put("/directory/room/%23lobby:test", JsonObject.of("room_id", old.id())).ok();
        alice.setState(
                        old,
                        "m.room.canonical_alias",
                        "",
                        JsonObject.of("alias", "#hall:test", "alt_aliases", List.of("#lobby:test")))
                .ok();

        TestRoom next = upgraded(alice, old, "12");

        for (String alias : List.of("%23hall:test", "%23lobby:test")) {
            assertThat(alice.get("/directory/room/" + alias).ok().string("room_id"))
                    .contains(next.toString());
        }
        assertThat(alice.state(old, "m.room.canonical_alias")).isEqualTo(JsonObject.EMPTY);
        assertThat(alice.state(next, "m.room.canonical_alias"))
                .isEqualTo(
                        JsonObject.of(
                                "alias", "#hall:test", "alt_aliases", List.of("#lobby:test")));
        assertThat(alice.get("/publicRooms").list("chunk"))
                .extracting(entry -> entry.string("room_id"))
                .containsExactly(Optional.of(next.toString()));
    }

    @BothDatabases
    void onlyWhoMayCloseARoomUpgradesIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser stranger = server.user("stranger");
        TestRoom room = alice.createsRoomWith(bob);
        JsonObject body = JsonObject.of("new_version", "12");

        upgrade(bob, room, body).isForbidden();
        upgrade(stranger, room, body).isForbidden();
        alice.leave(room).ok();
        upgrade(alice, room, body).isForbidden();
        upgrade(alice, new TestRoom(RoomId.parse("!no:test")), body).isError(404, "M_NOT_FOUND");
        assertThat(bob.get("/rooms/" + room + "/state/m.room.tombstone/").status()).isEqualTo(404);
    }

    @BothDatabases
    void anUnknownVersionIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        upgrade(alice, room, JsonObject.of("new_version", "steam"))
                .isError(400, "M_UNSUPPORTED_ROOM_VERSION");
        upgrade(alice, room, JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
    }

    @BothDatabases
    void whoAsksTwiceGetsTheSameRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom old = alice.creates(inVersion("11"));

        TestRoom next = upgraded(alice, old, "12");

        assertThat(upgraded(alice, old, "12")).isEqualTo(next);
        assertThat(upgraded(alice, old, "11")).isNotEqualTo(next);
    }
}
