package myelin.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.id.RoomId;

final class TailsTest {

    private static final int LENGTH = 5;

    private final EventsTable table = new EventsTable();

    /// What a room's events are, oldest first, and the server's database, closed again.
    private List<StoredEvent> events(TestDatabase database) {
        try (TestServer server = TestServer.on(database)) {
            TestUser alice = server.user("alice");
            TestRoom room = alice.createsPublicRoom();
            alice.says(room, "hello");
            return server.homeserver().rooms().events().since(0, Long.MAX_VALUE);
        }
    }

    @BothDatabases
    void whatWasReadTogetherIsKnown(TestDatabase database) {
        List<StoredEvent> events = events(database);
        RoomId room = events.getLast().pdu().roomId();
        long last = events.getLast().position();
        Tails tails = new Tails(database.database(), table);

        List<StoredEvent> read = load(tails, database, room);

        assertThat(read)
                .isEqualTo(events.subList(events.size() - LENGTH, events.size()).reversed());
        assertThat(tails.isKnown(room, LENGTH)).isTrue();
        assertThat(tails.isKnown(room, LENGTH + 1)).isFalse();
        assertThat(tails.within(room, EventRange.forwardFrom(last - 2, last, 10)))
                .contains(List.of(last - 1, last));
    }

    /// What was read before somebody told of another event may lack it.
    @BothDatabases
    void aRoomOfWhichSomethingIsToldMeanwhileIsNotKept(TestDatabase database) {
        List<StoredEvent> events = events(database);
        StoredEvent last = events.getLast();
        RoomId room = last.pdu().roomId();
        Tails tails = new Tails(database.database(), table);

        tails.load(
                LENGTH,
                () -> {
                    tails.lengthen(List.of(last));
                    return events.subList(0, LENGTH).reversed();
                });

        assertThat(tails.isKnown(room, 1)).isFalse();
        assertThat(load(tails, database, room).getFirst()).isEqualTo(last);
        assertThat(tails.isKnown(room, 1)).isTrue();
    }

    @BothDatabases
    void whatWasReadBeforeADeletionIsNotKept(TestDatabase database) {
        List<StoredEvent> events = events(database);
        RoomId room = events.getLast().pdu().roomId();
        Tails tails = new Tails(database.database(), table);

        tails.load(
                LENGTH,
                () -> {
                    tails.forget(room::equals);
                    return events.reversed();
                });

        assertThat(tails.isKnown(room, 1)).isFalse();
    }

    /// The newest event may be stored, but not told yet: then who reads forward asks the database.
    @BothDatabases
    void whoReadsForwardBeyondWhatWasToldLearnsNothing(TestDatabase database) {
        List<StoredEvent> events = events(database);
        RoomId room = events.getLast().pdu().roomId();
        long last = events.getLast().position();
        Tails tails = new Tails(database.database(), table);
        load(tails, database, room);

        assertThat(tails.within(room, EventRange.forwardFrom(last, last + 1, 10))).isEmpty();
        assertThat(tails.within(room, EventRange.forwardFrom(0, last, 10))).isEmpty();
    }

    /// A short tail is made longer when somebody reads on.
    @BothDatabases
    void whoReadsFurtherBackFindsAllOfTheRoom(TestDatabase database) {
        List<StoredEvent> events = events(database);
        RoomId room = events.getLast().pdu().roomId();
        Tails tails = new Tails(database.database(), table);
        load(tails, database, room);

        assertThat(tails.within(room, EventRange.backwardFrom(Long.MAX_VALUE, 50)))
                .contains(events.reversed().stream().map(StoredEvent::position).toList());
    }

    private List<StoredEvent> load(Tails tails, TestDatabase database, RoomId room) {
        return tails.load(
                LENGTH,
                () -> database.database().read(tx -> table.newest(tx, List.of(room), LENGTH)));
    }
}
