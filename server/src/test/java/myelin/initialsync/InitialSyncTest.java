package myelin.initialsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// What clients asked for before there was `/sync`.
final class InitialSyncTest {

    private static final String NO_PRESENCE = "presence: {enabled: false}";

    private static List<String> bodies(List<JsonObject> events) {
        return events.stream()
                .flatMap(event -> event.object("content").stream())
                .flatMap(content -> content.string("body").stream())
                .toList();
    }

    private static Optional<JsonObject> room(TestAnswer answer, TestRoom room) {
        answer.ok();
        return answer.list("rooms").stream()
                .filter(it -> it.string("room_id").equals(Optional.of(room.toString())))
                .findFirst();
    }

    private static List<String> messages(JsonObject room) {
        return bodies(room.object("messages").orElseThrow().array("chunk").orElseThrow().objects());
    }

    @BothDatabases
    void allRoomsAreShownAtFirst(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom in = alice.createsRoomWith(bob);
        alice.says(in, "one");
        alice.says(in, "two");
        TestRoom invited = alice.creates(JsonObject.of("invite", List.of(bob.id())));
        TestRoom left = alice.createsRoomWith(bob);
        alice.says(left, "before");
        bob.leave(left).ok();
        alice.says(left, "after");

        TestAnswer answer = bob.get("/initialSync?limit=1");
        JsonObject shown = room(answer, in).orElseThrow();
        assertThat(shown.string("membership")).contains("join");
        assertThat(shown.string("visibility")).contains("private");
        assertThat(messages(shown)).containsExactly("two");
        assertThat(shown.array("state").orElseThrow().isEmpty()).isFalse();
        JsonObject invitation = room(answer, invited).orElseThrow();
        assertThat(invitation.string("membership")).contains("invite");
        assertThat(invitation.string("inviter")).contains(alice.toString());
        assertThat(invitation.has("invite")).isTrue();
        assertThat(invitation.has("state")).isFalse();
        assertThat(room(answer, left)).isEmpty();
        JsonObject archived =
                room(bob.get("/initialSync?archived=true&limit=2"), left).orElseThrow();
        assertThat(archived.string("membership")).contains("leave");
        assertThat(messages(archived)).containsExactly("before");
    }

    @BothDatabases
    void oneRoomIsShownToThoseWhoMayReadIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "before");
        bob.leave(room).ok();
        alice.says(room, "after");

        TestAnswer now = alice.get("/rooms/" + room + "/initialSync");
        assertThat(now.text("membership")).contains("join");
        assertThat(messages(now.ok())).endsWith("before", "after");
        assertThat(now.list("presence")).isNotNull();
        TestAnswer then = bob.get("/rooms/" + room + "/initialSync");
        assertThat(then.text("membership")).contains("leave");
        assertThat(messages(then.ok())).containsExactly("before");
        carol.get("/rooms/" + room + "/initialSync").isForbidden();
        server.guest().get("/rooms/" + room + "/initialSync").isForbidden();
        alice.ban(room, bob).ok();
        alice.get("/rooms/" + room + "/initialSync?limit=-1").isError(400, "M_INVALID_PARAM");
    }

    /// As long as nothing else had happened on the server, who had left was taken for somebody who is there.
    @BothDatabases
    void whoHasLeftIsToldNothingOfThoseWhoAreThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = bob.says(room, "bye");
        alice.post("/rooms/" + room + "/receipt/m.read/" + event).ok();
        assertThat(bob.get("/rooms/" + room + "/initialSync").list("receipts")).hasSize(1);
        bob.leave(room).ok();

        TestAnswer view = bob.get("/rooms/" + room + "/initialSync");

        assertThat(messages(view.ok())).containsExactly("bye");
        assertThat(view.list("receipts")).isEmpty();
        assertThat(view.list("presence")).isEmpty();
    }

    @BothDatabases
    void whoLooksIntoARoomIsNoMember(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom("world_readable");
        alice.says(room, "hello");
        TestUser guest = server.guest();

        TestAnswer view = guest.get("/rooms/" + room + "/initialSync");
        assertThat(messages(view.ok())).containsExactly("hello");
        assertThat(view.text("membership")).isEmpty();
    }

    private static TestAnswer events(TestUser user, String parameters) {
        return user.get("/events?timeout=0" + parameters);
    }

    @BothDatabases
    @Configured(NO_PRESENCE)
    void whatIsNewIsStreamed(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String start = bob.get("/initialSync").text("end").orElseThrow();
        assertThat(events(bob, "&from=" + start).list("chunk")).isEmpty();
        alice.says(room, "one");
        alice.says(room, "two");
        alice.says(room, "three");
        TestRoom other = alice.createsPublicRoom();
        alice.says(other, "not for bob");
        alice.invite(other, bob).ok();

        TestAnswer first = events(bob, "&limit=2&from=" + start);
        assertThat(bodies(first.list("chunk"))).containsExactly("one", "two");
        TestAnswer second = events(bob, "&from=" + first.text("end").orElseThrow());
        assertThat(bodies(second.list("chunk"))).containsExactly("three");
        assertThat(second.list("chunk").getLast().string("type")).contains("m.room.member");
        assertThat(events(bob, "&from=" + second.text("end").orElseThrow()).list("chunk"))
                .isEmpty();
        events(bob, "&from=x").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    @Configured(NO_PRESENCE)
    void onlyReadableRoomsAreLookedInto(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser guest = server.guest();
        TestRoom open = alice.createsPublicRoom("world_readable");
        TestRoom closed = alice.createsPublicRoom();
        String start = alice.sync().next();
        alice.says(open, "open");
        alice.says(closed, "closed");

        for (TestUser stranger : List.of(bob, guest)) {
            assertThat(
                            bodies(
                                    events(stranger, "&room_id=" + open + "&from=" + start)
                                            .list("chunk")))
                    .containsExactly("open");
            events(stranger, "&room_id=" + closed + "&from=" + start).isForbidden();
            events(stranger, "&room_id=!no:test&from=" + start).isForbidden();
        }
        assertThat(bodies(events(alice, "&room_id=" + closed + "&from=" + start).list("chunk")))
                .containsExactly("closed");
        events(guest, "").isError(400, "M_MISSING_PARAM");
    }

    @BothDatabases
    @Configured(NO_PRESENCE)
    void whoWaitsIsToldAtOnce(TestServer server) throws Exception {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String start = bob.sync().next();
        var answer = new FutureTask<>(() -> bob.get("/events?timeout=30000&from=" + start));
        Thread waiting = Thread.startVirtualThread(answer);
        while (waiting.getState() != Thread.State.TIMED_WAITING && !answer.isDone()) {
            Thread.onSpinWait();
        }
        alice.says(room, "hello");

        assertThat(bodies(answer.get(10, TimeUnit.SECONDS).list("chunk"))).containsExactly("hello");
    }

    @BothDatabases
    void anEventIsFoundByItsIdAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");

        assertThat(alice.get("/events/" + event).text("content", "body")).contains("hello");
        bob.get("/events/" + event).isError(404, "M_NOT_FOUND");
        alice.get("/events/$unknown").isError(404, "M_NOT_FOUND");
    }
}
