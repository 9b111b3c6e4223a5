package myelin.slidingsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

/// Sliding sync in the form in which MSC4186 was accepted.
final class AcceptedFormTest {

    private static final String PATH = "/_matrix/client/v4/sync";

    private static final JsonObject ALL = JsonObject.of("include", JsonArray.of(JsonObject.EMPTY));

    private static JsonObject list(int timelineLimit, JsonObject requiredState) {
        return JsonObject.of(
                "timeline_limit",
                timelineLimit,
                "required_state",
                requiredState,
                "range",
                JsonArray.of(0, 19));
    }

    private static JsonObject body(JsonObject list) {
        return JsonObject.of("lists", JsonObject.of("all", list));
    }

    private static JsonObject asked(TestUser user, JsonObject body) {
        return user.post(PATH, body).ok();
    }

    private static JsonObject later(TestUser user, JsonObject body, JsonObject before) {
        return asked(user, body.with("pos", before.string("pos").orElseThrow()));
    }

    private static JsonObject room(JsonObject answer, TestRoom room) {
        return answer.object("rooms").orElseThrow().object(room.toString()).orElseThrow();
    }

    private static List<String> state(JsonObject answer, TestRoom room) {
        return TestSync.keys(
                room(answer, room).array("required_state").orElse(JsonArray.EMPTY).objects());
    }

    @BothDatabases
    void aRoomTellsWhatListsShowItAndWhatTheUserIsInIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        alice.says(room, "hello");

        JsonObject answer = asked(alice, body(list(1, JsonObject.EMPTY)));

        assertThat(answer.object("lists"))
                .contains(JsonObject.of("all", JsonObject.of("count", 1)));
        assertThat(room(answer, room).string("membership")).contains("join");
        assertThat(room(answer, room).array("lists")).contains(JsonArray.of("all"));
        assertThat(room(answer, room).string("name")).contains("Attic");
        assertThat(room(answer, room).has("notification_count")).isFalse();
        assertThat(TestAnswer.bodies(room(answer, room).array("timeline").orElseThrow().objects()))
                .containsExactly("hello");
    }

    @BothDatabases
    void stateIsIncludedAndExcluded(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        JsonObject create = JsonObject.of("type", "m.room.create", "state_key", "");
        JsonObject aboutBob = JsonObject.of("state_key", bob.toString());
        JsonObject members = JsonObject.of("type", "m.room.member");

        assertThat(state(asked(alice, body(list(0, ALL))), room))
                .contains("m.room.create", "m.room.member " + alice, "m.room.member " + bob);
        assertThat(
                        state(
                                asked(
                                        alice,
                                        body(list(0, ALL.with("exclude", JsonArray.of(create))))),
                                room))
                .contains("m.room.power_levels")
                .doesNotContain("m.room.create");
        assertThat(
                        state(
                                asked(
                                        alice,
                                        body(
                                                list(
                                                        0,
                                                        JsonObject.of(
                                                                "include",
                                                                JsonArray.of(aboutBob))))),
                                room))
                .containsExactly("m.room.member " + bob);
        assertThat(
                        state(
                                asked(
                                        alice,
                                        body(
                                                list(
                                                        0,
                                                        JsonObject.of(
                                                                "include",
                                                                JsonArray.of(members),
                                                                "exclude",
                                                                JsonArray.of(aboutBob))))),
                                room))
                .containsExactly("m.room.member " + alice);
    }

    @BothDatabases
    void membersComeLazilyWhereThatIsWanted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        bob.says(room, "hello");

        JsonObject answer = asked(alice, body(list(1, ALL.with("lazy_members", true))));

        assertThat(state(answer, room))
                .contains("m.room.create", "m.room.member " + bob)
                .doesNotContain("m.room.member " + carol);
    }

    @BothDatabases
    void aNameThatIsTakenAwayIsNull(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("name", "Attic"));
        JsonObject body = body(list(1, JsonObject.EMPTY));
        JsonObject before = asked(alice, body);

        alice.setState(room, "m.room.name", "", JsonObject.of("name", "")).ok();

        assertThat(room(later(alice, body, before), room).value("name"))
                .contains(JsonNull.INSTANCE);
    }

    @BothDatabases
    void aChatThatIsNotDirectAnyMoreSaysSo(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String direct = "/user/" + alice + "/account_data/m.direct";
        alice.put(direct, JsonObject.of("@bob:test", JsonArray.of(room.toString()))).ok();
        JsonObject body = body(list(1, JsonObject.EMPTY));
        JsonObject before = asked(alice, body);
        assertThat(room(before, room).bool("is_dm")).contains(true);

        alice.put(direct, JsonObject.EMPTY).ok();

        assertThat(room(later(alice, body, before), room).bool("is_dm")).contains(false);
    }

    @BothDatabases
    void moreOfATimelineIsCalledExpanded(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        alice.says(room, "two");
        JsonObject before = asked(alice, body(list(1, JsonObject.EMPTY)));

        JsonObject answer = later(alice, body(list(2, JsonObject.EMPTY)), before);

        assertThat(room(answer, room).bool("expanded_timeline")).contains(true);
    }

    @BothDatabases
    void invitationsAreStripped(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.invite(room, bob).ok();
        JsonObject list = list(1, ALL).with("filters", JsonObject.of("is_invited", true));
        JsonObject before = asked(bob, body(list));

        assertThat(room(before, room).string("membership")).contains("invite");
        assertThat(room(before, room).array("stripped_state")).isPresent();
        assertThat(room(before, room).has("invite_state")).isFalse();

        bob.leave(room).ok();
        JsonObject answer = later(bob, body(list(1, ALL)), before);

        assertThat(room(answer, room).string("membership")).contains("leave");
        assertThat(room(answer, room).array("stripped_state").orElseThrow().objects())
                .singleElement()
                .satisfies(event -> assertThat(event.string("state_key")).contains(bob.toString()));
    }

    @BothDatabases
    void tokensAreRefusedAsInTheOtherForm(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post(PATH, JsonObject.of("pos", "yesterday")).isError(400, "M_UNKNOWN_POS");
        alice.post(PATH, JsonObject.of("set_presence", "bored")).isError(400, "M_INVALID_PARAM");
        alice.post(PATH, JsonObject.of("timeout", "soon")).isError(400, "M_BAD_JSON");
        alice.post(PATH, body(list(1, ALL).with("range", JsonArray.of(3))))
                .isError(400, "M_INVALID_PARAM");
        alice.post(PATH, body(list(1, ALL).without("required_state")))
                .isError(400, "M_MISSING_PARAM");
    }

    /// "The list keys must follow the grammar of opaque identifiers."
    @BothDatabases
    void aListHasAnOpaqueName(TestServer server) {
        TestUser alice = server.user("alice");
        alice.createsPublicRoom();
        JsonObject list = list(1, JsonObject.EMPTY);

        for (String name : List.of("", "two words", "ä", "x".repeat(256))) {
            alice.post(PATH, JsonObject.of("lists", JsonObject.of(name, list)))
                    .isError(400, "M_INVALID_PARAM");
        }
        asked(alice, JsonObject.of("lists", JsonObject.of("a-Z0._~".repeat(36), list)));
    }
}
