package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

class StrippedStateTest {

    /// Whoever was invited after the name had been redacted was told it all the same, because the
    /// state holds the event as it was signed.
    @BothDatabases
    void anInviteDoesNotTellWhatWasRedacted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String named =
                alice.setState(room, "m.room.name", "", JsonObject.of("name", "a mistake"))
                        .text("event_id")
                        .orElseThrow();
        alice.redact(room, named).ok();
        alice.invite(room, bob).ok();

        assertThat(bob.get("/sync").ok().toString()).contains(room.toString());
        assertThat(bob.get("/sync").ok().toString()).doesNotContain("a mistake");
    }
}
