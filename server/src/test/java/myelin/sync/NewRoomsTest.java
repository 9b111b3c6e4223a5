package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;

/// What `/sync` tells when people begin to share a room.
final class NewRoomsTest {

    /// A client that was in the room before would otherwise put the new part right behind the old.
    @BothDatabases
    void theTimelineOfARoomJoinedSinceHasAGapBeforeIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = bob.sync();

        bob.join(room).ok();

        assertThat(bob.sync(before).isLimited(room)).isTrue();
    }

    @BothDatabases
    void whoJoinsIsToldWhoIsThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.sync();
        TestSync before = bob.sync();

        bob.join(room).ok();

        assertThat(present(bob.sync(before))).contains(alice.toString());
    }

    @BothDatabases
    void membersAreToldThatANewOneIsThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        bob.sync();
        TestSync before = alice.sync();

        bob.join(room).ok();

        assertThat(present(alice.sync(before))).contains(bob.toString());
    }

    private static List<String> present(TestSync sync) {
        return sync.list("presence", "events").stream()
                .map(event -> event.string("sender").orElseThrow())
                .toList();
    }

    @BothDatabases
    void aStrangerIsNotToldOf(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsPublicRoom();
        TestSync before = alice.sync();

        bob.sync();

        assertThat(alice.sync(before).find("presence")).isEmpty();
    }
}
