package myelin.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.id.RoomId;
import myelin.events.StoredEvent;

final class SnapshotsTest {

    private static final int ONE = 1;

    /// What another node had stored meanwhile was not known until the next event of the room.
    @BothDatabases
    void whatWasReadBeforeAnEventIsToldIsNotKept(TestDatabase database) {
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            TestRoom room = alice.createsPublicRoom();
            Rooms rooms = server.homeserver().rooms();
            RoomsTable table = new RoomsTable();
            Snapshots snapshots =
                    new Snapshots(database.database(), table, rooms.states(), rooms.events());
            List<RoomId> asked = List.of(room.id());
            List<RoomHead> old = database.database().read(tx -> table.find(tx, asked));
            alice.says(room, "told elsewhere");
            StoredEvent told = rooms.events().newest(asked, ONE).getFirst();

            snapshots.load(
                    asked,
                    () -> {
                        snapshots.stored(List.of(told));
                        return old;
                    });

            assertThat(snapshots.find(room.id()).orElseThrow().head().position())
                    .isEqualTo(told.position());
        }
    }
}
