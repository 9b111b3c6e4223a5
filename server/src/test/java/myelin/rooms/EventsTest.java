package myelin.rooms;

import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import myelin.BothDatabases;
import myelin.core.id.RoomId;
import myelin.events.EventRange;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.sql.Database;

class EventsTest {

    /// What is read from memory is what a server reads that has just started, for stretches of
    /// every kind, while the room grows past what memory holds.
    @BothDatabases
    void memoryAndDatabaseTellTheSame(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        Random random = new Random(7);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 25; i++) {
                fixture.rooms.sender().send(room, message(ALICE, round + "." + i));
                fixture.rooms.events().inRoom(room, EventRange.backwardFrom(1_000, 5));
            }
            Events fresh = new RoomFixture(database).rooms.events();
            for (int i = 0; i < 40; i++) {
                long after = random.nextInt(110);
                long upTo = after + random.nextInt(110);
                EventRange range = new EventRange(after, upTo, true, 1 + random.nextInt(80));
                assertThat(positions(fixture.rooms.events().inRoom(room, range)))
                        .as("%s", range)
                        .isEqualTo(expected(fresh, room, range));
            }
        }
    }

    private static List<Long> positions(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::position).toList();
    }

    /// Reading forward asks the database always.
    private static List<Long> expected(Events events, RoomId room, EventRange range) {
        List<Long> forward =
                new ArrayList<>(
                        positions(
                                events.inRoom(
                                        room,
                                        EventRange.forwardFrom(
                                                range.after(), range.upTo(), 10_000))));
        List<Long> backward = forward.reversed();
        return backward.subList(0, Math.min(backward.size(), range.limit()));
    }
}
