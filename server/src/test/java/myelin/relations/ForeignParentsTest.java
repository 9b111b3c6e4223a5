package myelin.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Events that relate to those of other rooms. Clients are refused who send such, but what else a join says is theirs,
/// and other servers do as they like.
final class ForeignParentsTest {

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
}
