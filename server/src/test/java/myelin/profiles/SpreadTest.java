package myelin.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// How a name gets into the rooms where its owner is.
class SpreadTest {

    @BothDatabases
    void aNewNameShowsInAllRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom one = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();

        rename(alice, "Al").ok();

        assertThat(nameIn(one, alice)).isEqualTo("Al");
        assertThat(nameIn(other, alice)).isEqualTo("Al");
    }

    /// Where the join rule is none that the rules know, they let nobody join, not even those who are joined. Such a
    /// room used to answer 403 for a name that was changed already, and kept it from the other rooms.
    @BothDatabases
    void aRoomThatRefusesANameKeepsItFromNoOther(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom one = alice.createsPublicRoom();
        TestRoom closed = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        alice.setState(closed, "m.room.join_rules", "", JsonObject.of("join_rule", "private")).ok();

        rename(alice, "Al").ok();

        assertThat(nameIn(one, alice)).isEqualTo("Al");
        assertThat(nameIn(other, alice)).isEqualTo("Al");
        assertThat(nameIn(closed, alice)).isEqualTo("alice");
    }

    private static TestAnswer rename(TestUser user, String name) {
        return user.put("/profile/" + user + "/displayname", JsonObject.of("displayname", name));
    }

    private static String nameIn(TestRoom room, TestUser user) {
        return user.state(room, "m.room.member", user.toString())
                .string("displayname")
                .orElseThrow();
    }
}
