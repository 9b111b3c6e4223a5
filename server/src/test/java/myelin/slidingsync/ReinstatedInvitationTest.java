package myelin.slidingsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.RemoteRoom;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.rooms.Receipt;

/// A moderator of another server takes an invitation back while he is deposed here. His server tells us late, and
/// the invitation stands again: by some event of the room that is not the invited user's, and was shown instead of
/// the invitation.
final class ReinstatedInvitationTest {

    private static final UserId CAROL = UserId.parse("@carol:elsewhere.example");

    private record Scene(TestRoom room, TestUser bob, String before) {}

    private static Scene scene(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("preset", "public_chat", "room_version", "11"));
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        accept(
                server,
                there.make(List.of(there.newest()), RemoteRoom.member(CAROL, CAROL, "join")));
        alice.setState(room, EventType.M_ROOM_POWER_LEVELS, "", levels(alice, 50).content()).ok();
        alice.invite(room, bob).ok();
        there.catchUp(server.homeserver().rooms());
        Pdu start = there.newest();
        accept(server, there.make(List.of(start), RemoteRoom.member(CAROL, bob.id(), "leave")));
        String before = bob.get("/initialSync").text("end").orElseThrow();
        Pdu demotion = there.make(List.of(start), levels(alice, 0));
        Draft message =
                Draft.message(alice.id(), EventType.M_ROOM_MESSAGE, JsonObject.of("body", "x"));
        Pdu merge = there.make(List.of(demotion), message);
        accept(server, demotion);
        accept(server, merge);
        return new Scene(room, bob, before);
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

    private static void isInvitation(JsonObject event, TestUser invited) {
        assertThat(event.string("type")).contains("m.room.member");
        assertThat(event.string("state_key")).contains(invited.toString());
        assertThat(event.object("content").flatMap(it -> it.string("membership")))
                .contains("invite");
    }

    @BothDatabases
    void initialSyncShowsTheInvitation(TestServer server) {
        Scene scene = scene(server);

        JsonObject shown = scene.bob().get("/initialSync").list("rooms").getFirst();

        assertThat(shown.string("membership")).contains("invite");
        isInvitation(shown.object("invite").orElseThrow(), scene.bob());
    }

    @BothDatabases
    @Configured("presence: {enabled: false}")
    void theStreamOfEventsBringsTheInvitationOnce(TestServer server) {
        Scene scene = scene(server);

        TestAnswer news = scene.bob().get("/events?timeout=0&limit=1&from=" + scene.before());

        assertThat(news.list("chunk")).hasSize(1);
        isInvitation(news.list("chunk").getFirst(), scene.bob());
        String end = news.text("end").orElseThrow();
        assertThat(scene.bob().get("/events?timeout=0&from=" + end).list("chunk")).isEmpty();
    }

    @BothDatabases
    void slidingSyncShowsTheInvitation(TestServer server) {
        Scene scene = scene(server);

        JsonObject shown = new SlidingClient(scene.bob()).asks().room(scene.room());

        isInvitation(
                shown.array("invite_state").map(JsonArray::objects).orElseThrow().getLast(),
                scene.bob());
    }
}
