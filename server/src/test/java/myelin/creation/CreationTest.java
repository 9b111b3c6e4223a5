package myelin.creation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// `createRoom`, with everything that it takes.
final class CreationTest {

    @BothDatabases
    void theFirstEventsComeInTheOrderOfTheSpec(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "room_alias_name", "hall",
                                "name", "Hall",
                                "topic", "Talk",
                                "invite", List.of(bob.id()),
                                "initial_state",
                                        List.of(
                                                JsonObject.of(
                                                        "type",
                                                        "org.example.colour",
                                                        "content",
                                                        JsonObject.of("is", "red")))));

        assertThat(TestSync.keys(alice.sync(timeline(50)).timeline(room)))
                .containsExactly(
                        "m.room.create",
                        "m.room.member @alice:test",
                        "m.room.power_levels",
                        "m.room.canonical_alias",
                        "m.room.join_rules",
                        "m.room.history_visibility",
                        "m.room.guest_access",
                        "org.example.colour",
                        "m.room.name",
                        "m.room.topic",
                        "m.room.member @bob:test");
    }

    @BothDatabases
    void aRoomMayBringMuchState(TestServer server) {
        TestUser alice = server.user("alice");
        List<JsonObject> state =
                IntStream.range(0, 40)
                        .mapToObj(i ->
                                JsonObject.of(
                                        "type",
                                        "org.example.pictures",
                                        "state_key",
                                        String.valueOf(i),
                                        "content",
                                        JsonObject.of("text", "x".repeat(60_000))))
                        .toList();

        TestRoom room = alice.creates(JsonObject.of("initial_state", state));

        assertThat(alice.get("/rooms/" + room + "/state/org.example.pictures/39").status())
                .isEqualTo(200);
    }

    static JsonObject timeline(int limit) {
        return JsonObject.of("room", JsonObject.of("timeline", JsonObject.of("limit", limit)));
    }

    @BothDatabases
    void roomsOfAllVersionsSinceTheSixthCanBeMadeAndTalkedIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (String version : List.of("6", "7", "8", "9", "10", "11", "12")) {
            TestRoom room =
                    alice.creates(JsonObject.of("room_version", version, "preset", "public_chat"));
            bob.join(room).ok();
            bob.says(room, "in version " + version);

            assertThat(alice.state(room, "m.room.create").string("room_version")).contains(version);
        }
    }

    @BothDatabases
    void aRoomIsOfVersionTwelveUnlessTheClientSaysOtherwise(TestServer server) {
        TestUser alice = server.user("alice");

        JsonObject create = alice.state(alice.createsPublicRoom(), "m.room.create");

        assertThat(create).isEqualTo(JsonObject.of("room_version", "12"));
    }

    @BothDatabases
    @Configured("default_room_version: '10'")
    void theDefaultVersionIsThatOfTheConfiguration(TestServer server) {
        TestUser alice = server.user("alice");

        JsonObject create = alice.state(alice.createsPublicRoom(), "m.room.create");

        assertThat(create).isEqualTo(JsonObject.of("creator", alice.id(), "room_version", "10"));
    }

    @BothDatabases
    void anUnknownVersionIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/createRoom", JsonObject.of("room_version", "13.7"))
                .isError(400, "M_UNSUPPORTED_ROOM_VERSION");
    }

    @BothDatabases
    void anUnknownPresetIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/createRoom", JsonObject.of("preset", "secret_chat"))
                .isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void aPrivateRoomIsForTheInvitedAndTheirGuests(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("preset", "private_chat"));

        assertThat(alice.state(room, "m.room.join_rules").string("join_rule")).contains("invite");
        assertThat(alice.state(room, "m.room.guest_access").string("guest_access"))
                .contains("can_join");
        assertThat(alice.state(room, "m.room.history_visibility").string("history_visibility"))
                .contains("shared");
    }

    @BothDatabases
    void aPublicRoomIsForAllButGuests(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        assertThat(alice.state(room, "m.room.join_rules").string("join_rule")).contains("public");
        alice.get("/rooms/" + room + "/state/m.room.guest_access").isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void withoutAPresetTheVisibilityDecides(TestServer server) {
        TestUser alice = server.user("alice");

        TestRoom shown = alice.creates(JsonObject.of("visibility", "public"));
        TestRoom hidden = alice.creates(JsonObject.EMPTY);

        assertThat(alice.state(shown, "m.room.join_rules").string("join_rule")).contains("public");
        assertThat(alice.state(hidden, "m.room.join_rules").string("join_rule")).contains("invite");
        assertThat(visibility(alice, shown)).contains("public");
        assertThat(visibility(alice, hidden)).contains("private");
    }

    private static Optional<String> visibility(TestUser user, TestRoom room) {
        return user.get("/directory/list/room/" + room).ok().string("visibility");
    }

    @BothDatabases
    @Configured("room_list_publication_rules: []")
    void aRoomThatMayNotBePublishedIsMadeAllTheSame(TestServer server) {
        TestUser alice = server.user("alice");

        TestRoom room = alice.creates(JsonObject.of("visibility", "public"));

        assertThat(visibility(alice, room)).contains("private");
    }

    @BothDatabases
    void powerLevelsInTheInitialStateAreTheRoomsWhateverElseIsWanted(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject levels = JsonObject.of("events_default", 7);
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "power_level_content_override",
                                JsonObject.of("events_default", 10),
                                "initial_state",
                                List.of(
                                        JsonObject.of(
                                                "type",
                                                "m.room.power_levels",
                                                "content",
                                                levels))));

        assertThat(alice.state(room, "m.room.power_levels")).isEqualTo(levels);
    }

    @BothDatabases
    void aCreatorMustNotGiveAwayAllPower(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject users = JsonObject.of("users", JsonObject.of("@bob:test", 100));

        alice.post(
                        "/createRoom",
                        JsonObject.of("room_version", "11", "power_level_content_override", users))
                .isError(400, "M_INVALID_PARAM");
        alice.post(
                        "/createRoom",
                        JsonObject.of("room_version", "12", "power_level_content_override", users))
                .ok();
    }

    @BothDatabases
    void additionalCreatorsMustBeUsers(TestServer server) {
        TestUser alice = server.user("alice");
        for (Object creators :
                List.of("@bob:test", List.of(1), List.of("bob"), List.of("@bob:do$main"))) {
            JsonObject content = JsonObject.of("additional_creators", creators);

            alice.post("/createRoom", JsonObject.of("creation_content", content))
                    .isError(400, "M_INVALID_PARAM");
        }
    }

    @BothDatabases
    void anAliasIsOneWord(TestServer server) {
        TestUser alice = server.user("alice");
        for (String name : List.of("", "a b", "a:b", "a\tb", "#a")) {
            alice.post("/createRoom", JsonObject.of("room_alias_name", name))
                    .isError(400, "M_INVALID_PARAM");
        }
    }

    @BothDatabases
    void inATrustedRoomTheInvitedArePowerfulUpToVersionEleven(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "room_version", "11",
                                "preset", "trusted_private_chat",
                                "invite", List.of(bob.id())));

        assertThat(alice.state(room, "m.room.power_levels").object("users"))
                .contains(JsonObject.of(alice.id().value(), 100, bob.id().value(), 100));
    }

    @BothDatabases
    void inATrustedRoomOfVersionTwelveTheInvitedAreCreators(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset", "trusted_private_chat", "invite", List.of(bob.id())));
        bob.join(room).ok();

        assertThat(alice.state(room, "m.room.create").array("additional_creators"))
                .contains(JsonArray.of(bob.id()));
        bob.setState(room, "m.room.tombstone", "", JsonObject.of("replacement_room", "!next:test"))
                .ok();
    }

    @BothDatabases
    void theCreatorOfVersionTwelveHasNoPowerLevelBecauseItHasAllPower(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        JsonObject levels = alice.state(room, "m.room.power_levels");

        assertThat(levels.object("users")).contains(JsonObject.EMPTY);
        assertThat(levels.object("events").flatMap(it -> it.integer("m.room.tombstone")))
                .contains(150L);
    }

    @BothDatabases
    void thePowerLevelsOfTheClientReplaceThoseOfThePreset(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject override =
                JsonObject.of("events_default", 10, "events", JsonObject.of("m.room.message", 20));
        TestRoom room = alice.creates(JsonObject.of("power_level_content_override", override));

        JsonObject levels = alice.state(room, "m.room.power_levels");

        assertThat(levels.integer("events_default")).contains(10L);
        assertThat(levels.object("events")).contains(JsonObject.of("m.room.message", 20));
        assertThat(levels.integer("state_default")).contains(50L);
    }

    @BothDatabases
    void powerLevelsOfVersionTwelveMustNotNameACreator(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject override = JsonObject.of("users", JsonObject.of(alice.id().value(), 100));

        alice.post(
                        "/createRoom",
                        JsonObject.of(
                                "room_version", "12", "power_level_content_override", override))
                .isError(400, "M_BAD_JSON");
    }

    /// A client older than version 12, which has to name the creator of a room when it gives power to
    /// others, could not make such rooms.
    @BothDatabases
    void aClientThatLeavesTheVersionToTheServerMayNameTheCreator(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject users = JsonObject.of(alice.id().value(), 101, "@bob:test", 50);
        JsonObject levels = JsonObject.of("users", users);
        TestRoom first = alice.creates(JsonObject.of("power_level_content_override", levels));
        TestRoom second =
                alice.creates(
                        JsonObject.of(
                                "initial_state",
                                List.of(
                                        JsonObject.of(
                                                "type",
                                                "m.room.power_levels",
                                                "content",
                                                levels))));

        assertThat(alice.state(first, "m.room.power_levels").object("users"))
                .contains(JsonObject.of("@bob:test", 50));
        assertThat(alice.state(second, "m.room.power_levels").object("users"))
                .contains(JsonObject.of("@bob:test", 50));
    }

    @BothDatabases
    @Configured(
            "default_power_level_content_override:"
                    + " {private_chat: {users: {'@alice:test': 90, '@bob:test': 50}}}")
    void creatorsWhomTheConfigurationNamesAreLeftOut(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("room_version", "12"));

        assertThat(alice.state(room, "m.room.power_levels").object("users"))
                .contains(JsonObject.of("@bob:test", 50));
    }

    @BothDatabases
    void powerLevelsThatAreNoNumbersAreRefused(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject override = JsonObject.of("events_default", "10");

        alice.post("/createRoom", JsonObject.of("power_level_content_override", override))
                .isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void theInitialStateReplacesThatOfThePreset(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject rules =
                JsonObject.of(
                        "type",
                        "m.room.join_rules",
                        "content",
                        JsonObject.of("join_rule", "knock"));
        TestRoom room = alice.creates(JsonObject.of("initial_state", List.of(rules)));

        assertThat(alice.state(room, "m.room.join_rules").string("join_rule")).contains("knock");
    }

    @BothDatabases
    void theNameOfTheRequestWinsOverTheInitialState(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject name =
                JsonObject.of("type", "m.room.name", "content", JsonObject.of("name", "Old"));
        TestRoom room = alice.creates(JsonObject.of("name", "New", "initial_state", List.of(name)));

        assertThat(alice.state(room, "m.room.name").string("name")).contains("New");
    }

    private static JsonObject first(String type, String key, JsonObject content) {
        JsonObject event = JsonObject.of("type", type, "state_key", key, "content", content);
        return JsonObject.of("initial_state", List.of(event));
    }

    private static JsonObject firstMember(Object user, String membership) {
        return first("m.room.member", user.toString(), JsonObject.of("membership", membership));
    }

    /// They were a way around all that inviting asks for, and reached those who want no invitations.
    @BothDatabases
    void invitationsInTheInitialStateAreInvitations(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        bob.put(
                        "/user/" + bob + "/account_data/m.invite_permission_config",
                        JsonObject.of("default_action", "block"))
                .ok();

        alice.post("/createRoom", firstMember(bob, "invite")).isError(403, "M_INVITE_BLOCKED");
        alice.post("/createRoom", firstMember("@dave:elsewhere", "invite")).isForbidden();
        alice.post("/createRoom", firstMember("nobody", "invite")).isError(400, "M_INVALID_PARAM");
        TestRoom room = alice.creates(firstMember(carol, "invite"));
        assertThat(alice.state(room, "m.room.member", carol.toString()).string("displayname"))
                .contains("carol");
        carol.join(room).ok();
    }

    @BothDatabases
    @Configured("block_non_admin_invites: true")
    void whoMayNotInviteMayNotDoSoInTheInitialState(TestServer server) {
        TestUser bob = server.user("bob");

        server.user("alice").post("/createRoom", firstMember(bob, "invite")).isForbidden();
        server.admin("boss").creates(firstMember(bob, "invite"));
    }

    @BothDatabases
    void theInitialStateMayBanUsers(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        TestRoom room = alice.creates(firstMember(bob, "ban").with("preset", "public_chat"));

        bob.join(room).isForbidden();
        alice.post("/createRoom", firstMember(bob, "join")).isForbidden();
    }

    /// A new room could call itself by the alias of any other.
    @BothDatabases
    void aRoomMayBeginOnlyWithItsOwnAlias(TestServer server) {
        TestUser alice = server.user("alice");
        alice.creates(JsonObject.of("room_alias_name", "hall"));
        JsonObject hall = JsonObject.of("alias", "#hall:test");
        JsonObject yard = JsonObject.of("alias", "#yard:test");

        alice.post("/createRoom", first("m.room.canonical_alias", "", hall))
                .isError(400, "M_BAD_ALIAS");
        alice.post(
                        "/createRoom",
                        first(
                                        "m.room.canonical_alias",
                                        "",
                                        yard.with("alt_aliases", List.of("#hall:test")))
                                .with("room_alias_name", "yard"))
                .isError(400, "M_BAD_ALIAS");
        alice.post("/createRoom", first("m.room.canonical_alias", "", JsonObject.of("alias", "x")))
                .isError(400, "M_INVALID_PARAM");
        TestRoom room =
                alice.creates(
                        first("m.room.canonical_alias", "", yard).with("room_alias_name", "yard"));
        assertThat(alice.state(room, "m.room.canonical_alias")).isEqualTo(yard);
    }

    @BothDatabases
    void theFirstEventsOfARoomRelateToNothing(TestServer server) {
        TestUser alice = server.user("alice");
        String elsewhere = alice.says(alice.createsPublicRoom(), "hello");
        JsonObject relation = JsonObject.of("rel_type", "m.thread", "event_id", elsewhere);

        alice.post(
                        "/createRoom",
                        first("org.example.x", "", JsonObject.of("m.relates_to", relation)))
                .isError(400, "M_UNKNOWN");
    }

    @BothDatabases
    void theContentOfTheCreateEventIsTheClientsButForTheVersion(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "creation_content",
                                JsonObject.of("type", "m.space", "room_version", "1")));

        assertThat(alice.state(room, "m.room.create"))
                .isEqualTo(JsonObject.of("type", "m.space", "room_version", "12"));
    }

    @BothDatabases
    void anAliasThatIsTakenMakesNoRoom(TestServer server) {
        TestUser alice = server.user("alice");
        alice.creates(JsonObject.of("room_alias_name", "hall"));

        alice.post("/createRoom", JsonObject.of("room_alias_name", "hall"))
                .isError(400, "M_ROOM_IN_USE");

        assertThat(joined(alice)).hasSize(1);
    }

    static List<String> joined(TestUser user) {
        return user.get("/joined_rooms").ok().array("joined_rooms").orElseThrow().strings();
    }

    @BothDatabases
    void theAliasLeadsToTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("room_alias_name", "hall"));

        TestAnswer answer = server.get("/_matrix/client/v3/directory/room/%23hall%3Atest");

        assertThat(answer.text("room_id")).contains(room.toString());
        assertThat(alice.state(room, "m.room.canonical_alias").string("alias"))
                .contains("#hall:test");
    }

    @BothDatabases
    void anAliasIsGivenWithoutSigilAndServer(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/createRoom", JsonObject.of("room_alias_name", "#hall:test"))
                .isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void theInvitedToldThatTheRoomIsForTheTwo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(JsonObject.of("invite", List.of(bob.id()), "is_direct", true));

        JsonObject member = alice.state(room, "m.room.member", bob.toString());

        assertThat(member.bool("is_direct")).contains(true);
        assertThat(member.string("membership")).contains("invite");
    }

    @BothDatabases
    void whoIsInvitedTwiceIsInvitedOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(JsonObject.of("invite", List.of(bob.id(), bob.id(), alice.id())));

        assertThat(alice.membership(room, bob)).isEqualTo("invite");
        assertThat(alice.membership(room, alice)).isEqualTo("join");
    }

    @BothDatabases
    void anInvitationOfNobodyIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/createRoom", JsonObject.of("invite", List.of("bob")))
                .isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void aBodyOfWrongTypesIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/createRoom", JsonObject.of("name", 7)).isError(400, "M_BAD_JSON");
        alice.post("/createRoom", JsonObject.of("initial_state", "x")).isError(400, "M_BAD_JSON");
        alice.post("/createRoom", JsonObject.of("creation_content", "x"))
                .isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void guestsMakeNoRooms(TestServer server) {
        server.guest()
                .post("/createRoom", JsonObject.EMPTY)
                .isError(403, "M_GUEST_ACCESS_FORBIDDEN");
    }

    @BothDatabases
    @Configured("rc_room_creation: {per_second: 0.1, burst_count: 1}")
    void whoMakesManyRoomsHasToWait(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();

        alice.post("/createRoom", JsonObject.EMPTY).isError(429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    @Configured("encryption_enabled_by_default_for_room_type: invite")
    void privateRoomsAreEncryptedWhereTheServerWantsThat(TestServer server) {
        TestUser alice = server.user("alice");

        TestRoom room = alice.creates(JsonObject.of("preset", "private_chat"));

        assertThat(alice.state(room, "m.room.encryption").string("algorithm"))
                .contains("m.megolm.v1.aes-sha2");
    }

    private static JsonObject invitation(TestUser creator, TestUser invited, Object reason) {
        TestRoom room =
                creator.creates(
                        JsonObject.of(
                                "invite",
                                List.of(invited.id()),
                                "uk.timedout.msc4491.invite_reason",
                                reason));
        return creator.state(room, "m.room.member", invited.toString());
    }

    /// MSC4491.
    @BothDatabases
    @Configured("experimental_features: {msc4491_enabled: true}")
    void whoMakesARoomSaysWhyHeInvites(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        assertThat(invitation(alice, bob, "let's talk").string("reason")).contains("let's talk");
        assertThat(invitation(alice, bob, 7).has("reason")).isFalse();
        assertThat(invitation(alice, bob, "").has("reason")).isFalse();
    }

    @BothDatabases
    void whoMakesARoomSaysNotWhyHeInvitesWhereThatIsSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        assertThat(invitation(alice, bob, "let's talk").has("reason")).isFalse();
        assertThat(invitation(alice, bob, 7).has("reason")).isFalse();
    }

    @BothDatabases
    void roomsMadeAtTheSameInstantAreDifferent(TestServer server) {
        TestUser alice = server.user("alice");

        assertThat(alice.createsPublicRoom()).isNotEqualTo(alice.createsPublicRoom());
    }

    @BothDatabases
    void contentThatCannotBeSignedIsRefused(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject half = JsonObject.of("x", new myelin.core.json.JsonDecimal("0.5"));

        alice.post("/createRoom", JsonObject.of("creation_content", half))
                .isError(400, "M_BAD_JSON");
    }
}
