package myelin.rooms;

import static myelin.TestUser.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.crypto.EventHashes;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.events.EventRange;
import myelin.events.StoredEvent;

/// What clients do in rooms, in rooms of every version: the old ones live on, and nothing else makes them any more.
final class EveryVersionTest {

    private static final Pattern OPAQUE = Pattern.compile("\\$[A-Za-z0-9_-]+:test");
    private static final Pattern STANDARD = Pattern.compile("\\$[A-Za-z0-9+/]{43}");
    private static final Pattern URL_SAFE = Pattern.compile("\\$[A-Za-z0-9_-]{43}");

    private static TestRoom room(TestUser creator, RoomVersion version) {
        return creator.creates(
                JsonObject.of("preset", "public_chat", "room_version", version.id()));
    }

    private static Pattern ids(RoomVersion version) {
        if (version.rules().has(Rule.EVENT_ID_IN_EVENT)) {
            return OPAQUE;
        }
        return version.rules().has(Rule.URL_SAFE_EVENT_ID) ? URL_SAFE : STANDARD;
    }

    /// A message whose id has what stands for something else in a path, where ids of the version may have that.
    private static String saysAwkwardly(TestUser user, TestRoom room, RoomVersion version) {
        String event = user.says(room, "hello");
        while (ids(version) == STANDARD && !(event.contains("/") && event.contains("+"))) {
            event = user.says(room, "hello");
        }
        return event;
    }

    @BothDatabases
    void anEventIdOfAnyVersionIsAPartOfAPath(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            bob.join(room).ok();
            String event = saysAwkwardly(alice, room, version);
            String path = "/rooms/" + room;
            assertThat(event).as(version.id()).matches(ids(version));

            assertThat(bob.get(path + "/event/" + encoded(event)).ok().string("event_id"))
                    .contains(event);
            assertThat(bob.get(path + "/context/" + encoded(event)).text("event", "event_id"))
                    .contains(event);
            server.pass(Duration.ofMinutes(1));
            String reply = bob.relates(room, "m.reference", event, "b");
            assertThat(related(bob, room, event)).containsExactly(reply);
            TestSync before = alice.sync();
            bob.post(path + "/receipt/m.read/" + encoded(event)).ok();
            assertThat(alice.sync(before).ephemeral(room, "m.receipt"))
                    .hasValueSatisfying(receipt -> assertThat(receipt.has(event)).isTrue());
            bob.post(path + "/read_markers", JsonObject.of("m.fully_read", event)).ok();
            assertThat(
                            bob.get("/user/" + bob + path + "/account_data/m.fully_read")
                                    .ok()
                                    .string("event_id"))
                    .contains(event);
            bob.post(path + "/report/" + encoded(event), JsonObject.of("reason", "rude")).ok();
            assertThat(
                            bob.get(
                                            "/_matrix/client/v1"
                                                    + path
                                                    + "/timestamp_to_event?dir=b&ts="
                                                    + Long.MAX_VALUE / 1_000_000)
                                    .ok()
                                    .string("event_id"))
                    .contains(reply);
            alice.redact(room, event).ok();
            assertThat(
                            bob.get(path + "/event/" + encoded(event))
                                    .text("unsigned", "redacted_because", "redacts"))
                    .contains(event);
        }
    }

    private static List<String> related(TestUser user, TestRoom room, String event) {
        String path = "/_matrix/client/v1/rooms/" + room + "/relations/" + encoded(event);
        return user.get(path).list("chunk").stream()
                .flatMap(found -> found.string("event_id").stream())
                .toList();
    }

    @BothDatabases
    void membersComeAndGo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room =
                    alice.creates(
                            JsonObject.of("preset", "private_chat", "room_version", version.id()));
            List<String> seen = new ArrayList<>();
            bob.join(room).isForbidden();
            alice.invite(room, bob).ok();
            seen.add(alice.membership(room, bob));
            assertThat(bob.sync().find("rooms", "invite", room.toString())).isPresent();
            bob.join(room).ok();
            seen.add(alice.membership(room, bob));
            bob.leave(room).ok();
            seen.add(alice.membership(room, bob));
            alice.invite(room, bob).ok();
            bob.join(room).ok();
            bob.kick(room, alice).isForbidden();
            alice.kick(room, bob).ok();
            seen.add(alice.membership(room, bob));
            alice.ban(room, bob).ok();
            seen.add(alice.membership(room, bob));
            alice.invite(room, bob).isForbidden();
            alice.unban(room, bob).ok();
            seen.add(alice.membership(room, bob));

            assertThat(seen)
                    .as(version.id())
                    .containsExactly("invite", "join", "leave", "leave", "ban", "leave");
        }
    }

    /// "If sender's domain doesn't match `state_key`, reject. Otherwise, allow": until version 5 aliases need no power,
    /// and no power is enough for those of another server.
    @BothDatabases
    void untilVersionFiveAliasesAreForTheMembersOfTheirServer(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser stranger = server.user("stranger");
        JsonObject aliases = JsonObject.of("aliases", List.of("#hall:test"), "more", "than that");
        for (RoomVersion version : RoomVersion.stable()) {
            boolean special = version.rules().has(Rule.ALIASES_AUTH_RULE);
            TestRoom room = room(alice, version);
            bob.join(room).ok();

            int ofBob = bob.setState(room, "m.room.aliases", "test", aliases).status();
            int elsewhere = alice.setState(room, "m.room.aliases", "other", aliases).status();
            assertThat(ofBob).as(version.id()).isEqualTo(special ? 200 : 403);
            assertThat(elsewhere).as(version.id()).isEqualTo(special ? 403 : 200);
            stranger.setState(room, "m.room.aliases", "test", aliases).isForbidden();
            alice.ban(room, bob).ok();
            bob.setState(room, "m.room.aliases", "test", JsonObject.EMPTY).isForbidden();
        }
    }

    @BothDatabases
    void anAliasInTheDirectoryMakesNoEvent(TestServer server) {
        TestUser alice = server.user("alice");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            String alias = "#hall" + version + ":test";
            alice.put("/directory/room/" + encoded(alias), JsonObject.of("room_id", room.id()))
                    .ok();
            alice.setState(room, "m.room.canonical_alias", "", JsonObject.of("alias", alias)).ok();

            assertThat(server.user("bob" + version).post("/join/" + encoded(alias)).ok())
                    .isEqualTo(JsonObject.of("room_id", room.id()));
            alice.get("/rooms/" + room + "/state/m.room.aliases/test").isError(404, "M_NOT_FOUND");
        }
    }

    /// What a redaction leaves: `aliases` until version 5, the whole content of a create event since 11.
    @BothDatabases
    void aRedactionLeavesWhatTheVersionProtects(TestServer server) {
        TestUser alice = server.user("alice");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            JsonObject aliases = JsonObject.of("aliases", List.of("#hall:test"), "more", "text");
            JsonObject levels =
                    alice.state(room, "m.room.power_levels").with("invite", 50).with("more", 1);

            JsonObject rest = redacted(alice, room, "m.room.aliases", "test", aliases);
            JsonObject power = redacted(alice, room, "m.room.power_levels", "", levels);

            assertThat(rest)
                    .as(version.id())
                    .isEqualTo(
                            version.rules().has(Rule.KEEP_ALIASES)
                                    ? aliases.without("more")
                                    : JsonObject.EMPTY);
            assertThat(power.has("more")).isFalse();
            assertThat(power.has("invite"))
                    .as(version.id())
                    .isEqualTo(version.rules().has(Rule.UPDATED_REDACTIONS));
        }
    }

    private static JsonObject redacted(
            TestUser user, TestRoom room, String type, String key, JsonObject content) {
        String event =
                user.setState(room, type, key, content).ok().string("event_id").orElseThrow();
        user.redact(room, event).ok();
        return user.state(room, type, key);
    }

    @BothDatabases
    void membersRedactTheirOwnAndModeratorsTheRest(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            bob.join(room).ok();
            String ofAlice = alice.says(room, "of alice");
            String own = bob.says(room, "own");
            String other = bob.says(room, "other");
            bob.redact(room, ofAlice).isForbidden();
            bob.redact(room, own).ok();
            alice.redact(room, other).ok();
            alice.redact(room, eventOf(alice, room, "m.room.create")).isForbidden();

            assertThat(bob.sync().messages(room)).as(version.id()).containsExactly("of alice");
        }
    }

    private static String eventOf(TestUser user, TestRoom room, String type) {
        return user.getList("/rooms/" + room + "/state").stream()
                .filter(event -> event.string("type").equals(Optional.of(type)))
                .flatMap(event -> event.string("event_id").stream())
                .findFirst()
                .orElseThrow();
    }

    /// "power levels can optionally be represented in string format", until version 9.
    @BothDatabases
    void untilVersionNineALevelMayBeText(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            bob.join(room).ok();
            carol.join(room).ok();
            JsonObject levels =
                    JsonObject.of(
                            "users", users(version, alice).with(bob.toString(), "50"),
                            "events", JsonObject.of("m.room.name", "050"),
                            "kick", " +50 ");
            if (version.rules().has(Rule.INTEGER_POWER_LEVELS)) {
                alice.setState(room, "m.room.power_levels", "", levels).isError(400, "M_BAD_JSON");
                continue;
            }
            alice.setState(room, "m.room.power_levels", "", levels).ok();
            alice.setState(room, "m.room.power_levels", "", levels.with("ban", "fifty"))
                    .isError(400, "M_BAD_JSON");

            JsonObject name = JsonObject.of("name", "Hall");
            carol.setState(room, "m.room.name", "", name).isForbidden();
            bob.setState(room, "m.room.name", "", name).ok();
            carol.kick(room, bob).isForbidden();
            bob.kick(room, carol).ok();
            assertThat(alice.state(room, "m.room.power_levels")).isEqualTo(levels);
        }
    }

    private static JsonObject users(RoomVersion version, TestUser creator) {
        return version.rules().has(Rule.PRIVILEGED_CREATORS)
                ? JsonObject.EMPTY
                : JsonObject.of(creator.toString(), 100);
    }

    @BothDatabases
    void levelsInTextAreNumbersInTheRoomThatReplacesTheirs(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (String to : List.of("6", "12")) {
            for (RoomVersion from : List.of(RoomVersion.V1, RoomVersion.V3, RoomVersion.V5)) {
                TestRoom old = room(alice, from);
                JsonObject users = JsonObject.of(alice.toString(), "100", bob.toString(), "50");
                alice.setState(old, "m.room.power_levels", "", JsonObject.of("users", users)).ok();
                JsonObject aliases = JsonObject.of("aliases", List.of("#hall:test"));
                alice.setState(old, "m.room.aliases", "test", aliases).ok();
                alice.setState(old, "m.room.name", "", JsonObject.of("name", "Hall")).ok();

                TestRoom next = upgraded(alice, old, to);

                JsonObject create = alice.state(next, "m.room.create");
                assertThat(create.string("room_version")).contains(to);
                assertThat(create.object("predecessor").orElseThrow().string("room_id"))
                        .contains(old.toString());
                assertThat(alice.state(next, "m.room.name").string("name")).contains("Hall");
                assertThat(alice.state(next, "m.room.power_levels").object("users"))
                        .hasValueSatisfying(
                                found -> assertThat(found.integer(bob.toString())).contains(50L));
                assertThat(alice.state(old, "m.room.tombstone").string("replacement_room"))
                        .contains(next.toString());
                bob.join(next).ok();
                bob.says(next, "here we are");
            }
        }
    }

    private static TestRoom upgraded(TestUser user, TestRoom old, String version) {
        JsonObject body = JsonObject.of("new_version", version);
        JsonObject answer = user.post("/rooms/" + old + "/upgrade", body).ok();
        return new TestRoom(RoomId.parse(answer.string("replacement_room").orElseThrow()));
    }

    /// Since version 6 nobody may raise a notification level above his own.
    @BothDatabases
    void untilVersionFiveNotificationLevelsAreNotProtected(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            bob.join(room).ok();
            JsonObject levels =
                    JsonObject.of(
                            "users", users(version, alice).with(bob.toString(), 50),
                            "events", JsonObject.of("m.room.power_levels", 50),
                            "notifications", JsonObject.of("room", 50));
            alice.setState(room, "m.room.power_levels", "", levels).ok();

            JsonObject raised = levels.with("notifications", JsonObject.of("room", 75));
            int status = bob.setState(room, "m.room.power_levels", "", raised).status();

            assertThat(status)
                    .as(version.id())
                    .isEqualTo(version.rules().has(Rule.LIMIT_NOTIFICATIONS_LEVELS) ? 403 : 200);
        }
    }

    @BothDatabases
    void aJoinRuleThatTheVersionDoesNotKnowLetsNobodyIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom allowed = alice.createsRoomWith(bob);
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            JsonObject membership =
                    JsonObject.of("type", "m.room_membership", "room_id", allowed.id());
            JsonObject restricted =
                    JsonObject.of("join_rule", "restricted", "allow", List.of(membership));
            alice.setState(room, "m.room.join_rules", "", restricted).ok();
            int join = bob.join(room).status();
            TestRoom other = room(alice, version);
            alice.setState(other, "m.room.join_rules", "", JsonObject.of("join_rule", "knock"))
                    .ok();
            int knock = bob.knock(other).status();

            assertThat(join)
                    .as("join in %s", version)
                    .isEqualTo(version.rules().has(Rule.RESTRICTED_JOIN_RULE) ? 200 : 403);
            assertThat(knock)
                    .as("knock in %s", version)
                    .isEqualTo(version.rules().has(Rule.KNOCKING) ? 200 : 403);
        }
    }

    @BothDatabases
    void aRoomForThisServerAloneSaysSo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room =
                    alice.creates(
                            JsonObject.of(
                                    "preset",
                                    "public_chat",
                                    "room_version",
                                    version.id(),
                                    "creation_content",
                                    JsonObject.of("m.federate", false)));
            bob.join(room).ok();
            JsonObject create = alice.state(room, "m.room.create");

            assertThat(create.bool("m.federate")).contains(false);
            assertThat(create.string("room_version")).contains(version.id());
            assertThat(create.string("creator").isPresent())
                    .as(version.id())
                    .isEqualTo(!version.rules().has(Rule.CREATOR_IS_SENDER));
        }
    }

    @BothDatabases
    void whoCameLateAndWhoLeftSeeWhatTheyMay(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (RoomVersion version : RoomVersion.stable()) {
            TestRoom room = room(alice, version);
            alice.showsHistory(room, "joined");
            String early = saysAwkwardly(alice, room, version);
            bob.join(room).ok();
            alice.says(room, "now");
            String at = bob.sync().next();
            bob.leave(room).ok();
            alice.setState(room, "m.room.name", "", JsonObject.of("name", "Hall")).ok();
            String late = alice.says(room, "later");
            String path = "/rooms/" + room;

            for (String hidden : List.of(early, late)) {
                bob.get(path + "/event/" + encoded(hidden)).isError(404, "M_NOT_FOUND");
            }
            assertThat(alice.get(path + "/members?at=" + encoded(at)).list("chunk"))
                    .as(version.id())
                    .hasSize(2)
                    .allMatch(EveryVersionTest::isJoin);
            bob.get(path + "/state/m.room.name/").isError(404, "M_NOT_FOUND");
            assertThat(bob.getList(path + "/state"))
                    .noneMatch(event -> event.string("type").equals(Optional.of("m.room.name")));
        }
    }

    private static boolean isJoin(JsonObject member) {
        return member.object("content")
                .flatMap(content -> content.string("membership"))
                .equals(Optional.of("join"));
    }

    /// What was written once is read for ever: the same events under the same ids, which still are their hashes.
    @BothDatabases
    void afterARestartEachRoomIsAsItWas(TestDatabase database) {
        record Read(TestRoom room, List<Pdu> events, List<JsonObject> state, JsonObject messages) {}
        List<Read> before = new ArrayList<>();
        TestUser alice;
        try (TestServer server = TestServer.on(database)) {
            alice = server.user("alice");
            for (RoomVersion version : RoomVersion.stable()) {
                TestRoom room = room(alice, version);
                saysAwkwardly(alice, room, version);
                alice.redact(room, alice.says(room, "secret")).ok();
                before.add(
                        new Read(
                                room,
                                events(server, room),
                                alice.getList("/rooms/" + room + "/state"),
                                messages(alice, room)));
            }
        }
        try (TestServer server = TestServer.on(database)) {
            TestUser again = alice.at(server);
            for (Read read : before) {
                List<Pdu> events = events(server, read.room());
                assertThat(events).isEqualTo(read.events());
                assertThat(again.getList("/rooms/" + read.room() + "/state"))
                        .isEqualTo(read.state());
                assertThat(messages(again, read.room())).isEqualTo(read.messages());
                for (Pdu event : events) {
                    assertThat(EventHashes.eventId(event.json(), event.version()))
                            .isEqualTo(event.eventId());
                }
                String next = again.says(read.room(), "and on we go");
                assertThat(server.homeserver().rooms().events().known(EventId.parse(next)))
                        .hasValueSatisfying(it ->
                                assertThat(it.pdu().prevEvents())
                                        .containsExactly(events.getLast().eventId()));
            }
        }
    }

    private static List<Pdu> events(TestServer server, TestRoom room) {
        return server
                .homeserver()
                .rooms()
                .events()
                .inRoom(room.id(), EventRange.forwardFrom(0, Long.MAX_VALUE, 1_000))
                .stream()
                .map(StoredEvent::pdu)
                .toList();
    }

    private static JsonObject messages(TestUser user, TestRoom room) {
        return user.get("/rooms/" + room + "/messages?dir=b&limit=100").ok();
    }
}
