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

    /// Names of any length were stored, and sent to all members.
    @BothDatabases
    void whatABodySaysIsCheckedAsAMemberEventIs(TestServer server) {
        TestRoom room = server.user("alice").createsPublicRoom();
        TestUser bob = server.user("bob");

        bob.post("/join/" + room, JsonObject.of("displayname", "x".repeat(300)))
                .isError(400, "M_BAD_JSON");
        bob.post("/join/" + room, JsonObject.of("avatar_url", "mxc://" + "x".repeat(1_000)))
                .isError(400, "M_BAD_JSON");
        bob.post("/join/" + room, JsonObject.of("m.mentions", 1)).isError(400, "M_BAD_JSON");
        assertThat(bob.ownMembership(room)).isEmpty();
        bob.post("/join/" + room, JsonObject.of("displayname", "Bobby")).ok();
        bob.post("/join/" + room, JsonObject.of("displayname", "x".repeat(300))).ok();
        assertThat(bob.state(room, "m.room.member", bob.toString()).string("displayname"))
                .contains("Bobby");
    }
}
