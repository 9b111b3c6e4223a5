package myelin.memberships;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// What the body of a join may add to the member event.
final class JoinContentTest {

    @BothDatabases
    void whatABodySaysBesidesIsPartOfTheJoin(TestServer server) {
        TestRoom room = server.user("alice").createsPublicRoom();
        TestUser bob = server.user("bob");

        bob.post("/join/" + room, JsonObject.of("foo", "bar")).ok();

        assertThat(bob.state(room, "m.room.member", bob.toString()).string("foo")).contains("bar");
    }

    @BothDatabases
    void aBodyCannotMakeAnotherMembershipOfAJoin(TestServer server) {
        TestRoom room = server.user("alice").createsPublicRoom();
        TestUser bob = server.user("bob");

        bob.post("/join/" + room, JsonObject.of("membership", "knock")).ok();

        assertThat(bob.membership(room, bob)).isEqualTo("join");
    }
}
