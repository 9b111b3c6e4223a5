package myelin.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.RemoteRoom;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.rooms.Receipt;

/// Events that relate to those of other rooms. Clients are refused who send such, but what else a join says is theirs,
/// and other servers do as they like.
final class ForeignParentsTest {

    private static final UserId CAROL = UserId.parse("@carol:elsewhere.example");

    private static JsonObject inThread(String root) {
        return JsonObject.of(
                "msgtype",
                "m.text",
                "body",
                "in it",
                "m.relates_to",
                JsonObject.of("rel_type", "m.thread", "event_id", root));
    }

    private static List<String> threads(TestUser user, TestRoom room) {
        return RelationsTest.ids(user.get("/_matrix/client/v1/rooms/" + room + "/threads"));
    }

    @BothDatabases
    void aJoinBringsNoThreadFromAnotherRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom here = alice.createsRoomWith(bob);
        TestRoom there = alice.createsPublicRoom();
        String root = alice.says(here, "root");
        alice.says(here, inThread(root));

        bob.post("/join/" + there, inThread(root)).ok();

        assertThat(threads(alice, there)).isEmpty();
        assertThat(threads(alice, here)).containsExactly(root);
        assertThat(
                        RelationsTest.ids(
                                alice.get(
                                        "/_matrix/client/v1/rooms/" + here + "/relations/" + root)))
                .hasSize(1);
    }

    /// When the answer came it could not be known that the root is of another room.
    @BothDatabases
    void aThreadWhoseRootTurnsOutToBeElsewhereIsNotListed(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom here = alice.createsPublicRoom();
        TestRoom there = alice.createsPublicRoom();
        RemoteRoom hereOutside = joined(server, here);
        RemoteRoom thereOutside = joined(server, there);
        Pdu root =
                hereOutside.make(
                        List.of(hereOutside.newest()), message(JsonObject.of("body", "root")));
        JsonObject answer = inThread(root.eventId().value());
        accept(server, thereOutside.make(List.of(thereOutside.newest()), message(answer)));
        accept(server, root);
        accept(server, hereOutside.make(List.of(root), message(answer)));

        assertThat(threads(alice, here)).containsExactly(root.eventId().value());
        assertThat(threads(alice, there)).isEmpty();
        assertThat(
                        RelationsTest.ids(
                                alice.get(
                                        "/_matrix/client/v1/rooms/"
                                                + there
                                                + "/threads?include=participated")))
                .isEmpty();
    }

    /// Asked for the thread in a room where it is not, the server remembered that nobody follows it.
    @BothDatabases
    @Configured("experimental_features: {msc4306_enabled: true}")
    void whoFollowsAThreadHearsOfItWhateverIsSaidOfItElsewhere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom here = alice.createsRoomWith(bob);
        TestRoom there = alice.createsRoomWith(bob);
        String root = alice.says(here, "root");
        alice.says(here, inThread(root));
        bob.put(
                        "/_matrix/client/unstable/io.element.msc4306/rooms/%s/thread/%s/subscription"
                                .formatted(here, root),
                        JsonObject.EMPTY)
                .ok();
        server.user("dave").post("/join/" + there, inThread(root)).ok();
        JsonObject onlyThere = JsonObject.of("room", JsonObject.of("rooms", List.of(there.id())));
        assertThat(bob.sync(onlyThere).unread(there)).isEqualTo("0 0");

        assertThat(bob.sync().unread(here)).isEqualTo("2 0");
    }

    private static RemoteRoom joined(TestServer server, TestRoom room) {
        RemoteRoom outside = RemoteRoom.of(server.homeserver().rooms(), room.id());
        accept(
                server,
                outside.make(List.of(outside.newest()), RemoteRoom.member(CAROL, CAROL, "join")));
        return outside;
    }

    private static Draft message(JsonObject content) {
        return Draft.message(CAROL, EventType.M_ROOM_MESSAGE, content);
    }

    private static void accept(TestServer server, Pdu pdu) {
        assertThat(server.homeserver().rooms().receiver().receive(pdu))
                .isInstanceOf(Receipt.Accepted.class);
    }
}
