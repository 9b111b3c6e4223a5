package myelin.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Single events: what is around them, which is at a time, and what was redacted of them.
final class ContextTest {

    private static TestAnswer context(TestUser user, TestRoom room, String event) {
        return user.get("/rooms/" + room + "/context/" + event);
    }

    private static List<String> bodies(TestAnswer answer, String part) {
        return answer.list(part).stream()
                .flatMap(event -> event.object("content").stream())
                .flatMap(content -> content.string("body").stream())
                .toList();
    }

    private static List<String> sayMany(TestUser user, TestRoom room, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(user.says(room, "m" + i));
        }
        return ids;
    }

    @BothDatabases
    void whatIsAroundAnEventIsShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        List<String> said = sayMany(alice, room, 7);

        TestAnswer answer = context(alice, room, said.get(3) + "?limit=5");
        answer.ok();
        assertThat(bodies(answer, "events_before")).containsExactly("m2", "m1");
        assertThat(answer.text("event", "event_id")).contains(said.get(3));
        assertThat(bodies(answer, "events_after")).containsExactly("m4", "m5", "m6");
        assertThat(TestSync.keys(answer.list("state")))
                .contains("m.room.create", "m.room.member " + alice);
        TestAnswer older =
                alice.get(
                        "/rooms/"
                                + room
                                + "/messages?dir=b&limit=1&from="
                                + answer.text("start").orElseThrow());
        assertThat(bodies(older, "chunk")).containsExactly("m0");
        String newest = alice.says(room, "new");
        TestAnswer newer =
                alice.get(
                        "/rooms/"
                                + room
                                + "/messages?dir=f&limit=5&from="
                                + answer.text("end").orElseThrow());
        assertThat(newer.list("chunk")).hasSize(1);
        assertThat(newer.list("chunk").getFirst().string("event_id")).contains(newest);
    }

    @BothDatabases
    void aContextOfNothingIsTheEventAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        List<String> said = sayMany(alice, room, 3);

        TestAnswer answer = context(alice, room, said.get(1) + "?limit=0");
        assertThat(answer.list("events_before")).isEmpty();
        assertThat(answer.list("events_after")).isEmpty();
        TestAnswer newer =
                alice.get(
                        "/rooms/"
                                + room
                                + "/messages?dir=f&from="
                                + answer.text("end").orElseThrow());
        assertThat(bodies(newer, "chunk")).containsExactly("m2");
        TestAnswer older =
                alice.get(
                        "/rooms/"
                                + room
                                + "/messages?dir=b&limit=1&from="
                                + answer.text("start").orElseThrow());
        assertThat(bodies(older, "chunk")).containsExactly("m0");
    }

    @BothDatabases
    void aContextIsFiltered(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        alice.says(room, "one");
        bob.says(room, "two");
        String event = alice.says(room, "three");
        String filter =
                TestUser.encoded(
                        JsonObject.of("senders", List.of(alice.id()), "lazy_load_members", true));

        TestAnswer answer = context(alice, room, event + "?filter=" + filter);
        assertThat(bodies(answer, "events_before")).startsWith("one").doesNotContain("two");
        assertThat(TestSync.keys(answer.list("state")))
                .contains("m.room.member " + alice)
                .doesNotContain("m.room.member " + carol);
    }

    @BothDatabases
    void aContextIsForThoseWhoMaySeeTheEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        List<String> said = sayMany(alice, room, 2);
        bob.leave(room).ok();
        String after = alice.says(room, "after");

        assertThat(bodies(context(bob, room, said.get(1)), "events_after")).isEmpty();
        context(bob, room, after).isError(404, "M_NOT_FOUND");
        context(server.user("carol"), room, said.get(1)).isError(404, "M_NOT_FOUND");
        context(alice, room, "$unknown").isError(404, "M_NOT_FOUND");
        context(alice, room, said.get(1) + "?limit=-1").isError(400, "M_INVALID_PARAM");
        context(alice, room, said.get(1) + "?filter=x").isError(400, "M_NOT_JSON");
    }

    private static TestAnswer atTime(TestUser user, TestRoom room, long ts, String dir) {
        return user.get(
                "/_matrix/client/v1/rooms/"
                        + room
                        + "/timestamp_to_event?ts="
                        + ts
                        + "&dir="
                        + dir);
    }

    @BothDatabases
    void anEventIsFoundByItsTime(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        server.clock().advance(Duration.ofMinutes(1));
        String one = alice.says(room, "one");
        long time = server.clock().millis();
        server.clock().advance(Duration.ofMinutes(1));
        String two = alice.says(room, "two");

        assertThat(atTime(alice, room, time, "f").text("event_id")).contains(one);
        assertThat(atTime(alice, room, time, "b").text("event_id")).contains(one);
        assertThat(atTime(alice, room, time, "f").number("origin_server_ts")).isEqualTo(time);
        assertThat(atTime(alice, room, time + 1, "f").text("event_id")).contains(two);
        assertThat(atTime(alice, room, time + 1, "b").text("event_id")).contains(one);
        atTime(alice, room, time + 60_001, "f").isError(404, "M_NOT_FOUND");
        atTime(alice, room, 0, "b").isError(404, "M_NOT_FOUND");
        atTime(alice, room, 0, "x").isError(400, "M_INVALID_PARAM");
        atTime(server.user("bob"), room, time, "f").isForbidden();
    }

    @BothDatabases
    void onlyWhatOneMaySeeIsFoundByItsTime(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("joined");
        long created = server.clock().millis();
        server.clock().advance(Duration.ofMinutes(1));
        for (int i = 0; i < 120; i++) {
            alice.says(room, "before");
        }
        server.clock().advance(Duration.ofMinutes(1));
        bob.join(room).ok();

        TestAnswer found = atTime(bob, room, created + 1, "f");
        assertThat(found.number("origin_server_ts")).isEqualTo(server.clock().millis());
    }

    private static TestAnswer unredacted(TestUser user, TestRoom room, String event) {
        return user.get(
                "/rooms/"
                        + room
                        + "/event/"
                        + event
                        + "?fi.mau.msc2815.include_unredacted_content=true");
    }

    @BothDatabases
    @Configured("experimental_features: {msc2815_enabled: true}")
    void moderatorsSeeWhatWasRedacted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = bob.says(room, "secret");
        bob.redact(room, event).ok();

        assertThat(unredacted(alice, room, event).text("content", "body")).contains("secret");
        assertThat(unredacted(alice, room, event).find("unsigned", "redacted_because")).isPresent();
        assertThat(alice.get("/rooms/" + room + "/event/" + event).find("content", "body"))
                .isEmpty();
        unredacted(bob, room, event).isForbidden();
        unredacted(server.user("carol"), room, event).isForbidden();
    }

    @BothDatabases
    void redactedIsRedactedUnlessTheServerSaysOtherwise(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "secret");
        alice.redact(room, event).ok();

        assertThat(unredacted(alice, room, event).find("content", "body"))
                .isEqualTo(Optional.empty());
    }
}
