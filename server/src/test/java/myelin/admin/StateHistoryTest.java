package myelin.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.rooms.Receipt;

class StateHistoryTest {

    private static final UserId CAROL = UserId.parse("@carol:elsewhere.example");

    private static TestAnswer ask(TestUser boss, TestRoom room, String query) {
        return boss.get(
                "/_synapse/admin/v1/rooms/" + TestUser.encoded(room) + "/state_history" + query);
    }

    private static void topic(TestUser user, TestRoom room, String topic) {
        user.setState(room, "m.room.topic", "", JsonObject.of("topic", topic)).ok();
    }

    @BothDatabases
    void eachChangeIsToldWithWhatMadeIt(TestServer server) {
        TestUser boss = server.admin("boss");
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        topic(alice, room, "one");
        topic(alice, room, "two");

        List<JsonObject> changes = ask(boss, room, "?type=m.room.topic").list("changes");

        assertThat(changes)
                .extracting(change -> change.object("content").orElseThrow().string("topic").get())
                .containsExactly("two", "one");
        JsonObject newest = changes.getFirst();
        assertThat(newest.string("by")).contains("event");
        assertThat(newest.string("sender")).contains(alice.id().value());
        assertThat(newest.string("cause")).isEqualTo(newest.string("event_id"));
        assertThat(newest.string("replaces_event_id"))
                .isEqualTo(changes.getLast().string("event_id"));
        assertThat(changes.getLast().string("replaces_event_id")).isEmpty();
    }

    @BothDatabases
    void pagesFollowEachOther(TestServer server) {
        TestUser boss = server.admin("boss");
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        topic(alice, room, "one");
        alice.says(room, "no change");
        topic(alice, room, "two");
        List<JsonObject> all = ask(boss, room, "").list("changes");

        String query = "?limit=1";
        List<JsonObject> paged = new ArrayList<>();
        while (!query.isEmpty()) {
            TestAnswer page = ask(boss, room, query);
            paged.addAll(page.list("changes"));
            query =
                    page.json()
                            .integer("next_token")
                            .map(next -> "?limit=1&from=" + next)
                            .orElse("");
        }

        assertThat(all).hasSizeGreaterThan(6).isEqualTo(paged);
        assertThat(ask(boss, room, "?state_key=" + alice).list("changes")).hasSize(1);
    }

    /// A moderator of another server changes the topic while he is deposed here. His server tells us
    /// late, and what it made of the topic is taken back.
    @BothDatabases
    void whatResolutionTakesBackIsToldAsThat(TestServer server) {
        TestUser boss = server.admin("boss");
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.of("preset", "public_chat", "room_version", "11"));
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        Pdu join = there.make(List.of(there.newest()), RemoteRoom.member(CAROL, CAROL, "join"));
        accept(server, join);
        promote(alice, room, 50);
        topic(alice, room, "ours");
        there.catchUp(server.homeserver().rooms());
        Pdu start = there.newest();
        Pdu theirs = there.make(List.of(start), topic(CAROL, "theirs"));
        accept(server, theirs);
        Pdu demotion = there.make(List.of(start), levels(alice, 0));
        Pdu merge =
                there.make(
                        List.of(demotion),
                        Draft.message(
                                alice.id(), EventType.M_ROOM_MESSAGE, JsonObject.of("body", "x")));
        accept(server, demotion);
        accept(server, merge);

        JsonObject newest = ask(boss, room, "?type=m.room.topic").list("changes").getFirst();

        assertThat(newest.string("by")).contains("resolution");
        assertThat(newest.value("reverted")).contains(Json.of(true));
        assertThat(newest.string("replaces_event_id")).contains(theirs.eventId().value());
        assertThat(newest.object("content")).contains(JsonObject.of("topic", "ours"));
        assertThat(newest.string("cause")).contains(demotion.eventId().value());
        assertThat(alice.state(room, "m.room.topic").string("topic")).contains("ours");
    }

    private static Draft topic(UserId user, String topic) {
        return Draft.state(user, EventType.M_ROOM_TOPIC, "", JsonObject.of("topic", topic));
    }

    private static void promote(TestUser alice, TestRoom room, int level) {
        alice.setState(room, EventType.M_ROOM_POWER_LEVELS, "", levels(alice, level).content())
                .ok();
    }

    private static Draft levels(TestUser alice, int level) {
        return Draft.state(
                alice.id(),
                EventType.M_ROOM_POWER_LEVELS,
                "",
                JsonObject.of(
                        "users", JsonObject.of(alice.id().value(), 100, CAROL.value(), level)));
    }

    private static void accept(TestServer server, Pdu pdu) {
        assertThat(server.homeserver().rooms().receiver().receive(pdu))
                .isInstanceOf(Receipt.Accepted.class);
    }

    @BothDatabases
    void badQuestionsAreRefused(TestServer server) {
        TestUser boss = server.admin("boss");
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        ask(boss, room, "?limit=0").isError(400, "M_INVALID_PARAM");
        ask(boss, room, "?from=x").isError(400, "M_INVALID_PARAM");
        boss.get("/_synapse/admin/v1/rooms/!none:test/state_history").isError(404, "M_NOT_FOUND");
        alice.get("/_synapse/admin/v1/rooms/" + TestUser.encoded(room) + "/state_history")
                .isError(403, "M_FORBIDDEN");
    }
}
