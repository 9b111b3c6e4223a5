package myelin.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;

final class EventsInMemoryTest {

    /// It stayed as it was when its id had been dropped from memory before it.
    @BothDatabases
    void whatIsRedactedIsReadAgainThoughItsIdIsForgotten(TestDatabase database) {
        Events events = new Events(database.database(), 0);
        TestUser alice;
        TestRoom room;
        String message;
        long position;
        try (TestServer server = TestServer.on(database)) {
            alice = server.user("alice");
            room = alice.createsPublicRoom();
            message = alice.says(room, "oops");
            List<StoredEvent> told = all(server);
            events.stored(told);
            position = told.getLast().position();
        }
        assertThat(events.at(position).redactedBy()).isEmpty();

        try (TestServer server = TestServer.on(database)) {
            alice.at(server).redact(room, message).ok();
            events.stored(List.of(all(server).getLast()));
        }

        assertThat(events.at(position).redactedBy()).isPresent();
    }

    private static List<StoredEvent> all(TestServer server) {
        return server.homeserver().rooms().events().since(0, Long.MAX_VALUE);
    }
}
