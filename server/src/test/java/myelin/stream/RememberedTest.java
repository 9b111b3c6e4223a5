package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import myelin.BothDatabases;
import myelin.sql.Database;

class RememberedTest {

    private final AtomicInteger readings = new AtomicInteger();

    private int read(Remembered<String, Integer> remembered, String key) {
        return remembered.of(key, before -> readings.incrementAndGet());
    }

    private static long move(Database database, Streams streams) {
        return database.transact(tx -> streams.reserve(tx, Stream.PUSH_RULES, 1));
    }

    @BothDatabases
    void whatHasNotMovedIsReadOnce(Database database) {
        Streams streams = new Streams(database);
        Remembered<String, Integer> remembered = new Remembered<>(streams, Stream.PUSH_RULES, 10);

        assertThat(read(remembered, "alice")).isEqualTo(1);
        assertThat(read(remembered, "alice")).isEqualTo(1);
    }

    @BothDatabases
    void aMoveForSomebodyElseChangesNothing(Database database) {
        Streams streams = new Streams(database);
        Remembered<String, Integer> remembered = new Remembered<>(streams, Stream.PUSH_RULES, 10);
        read(remembered, "alice");

        remembered.moved("bob", move(database, streams));
        remembered.passed(move(database, streams));

        assertThat(read(remembered, "alice")).isEqualTo(1);
    }

    @BothDatabases
    void aMoveForTheKeyIsReadAgain(Database database) {
        Streams streams = new Streams(database);
        Remembered<String, Integer> remembered = new Remembered<>(streams, Stream.PUSH_RULES, 10);
        read(remembered, "alice");

        remembered.moved("alice", move(database, streams));

        assertThat(read(remembered, "alice")).isEqualTo(2);
    }

    @BothDatabases
    void aMoveOfWhichNothingIsKnownIsReadAgain(Database database) {
        Streams streams = new Streams(database);
        Remembered<String, Integer> remembered = new Remembered<>(streams, Stream.PUSH_RULES, 10);
        read(remembered, "alice");

        move(database, streams);

        assertThat(read(remembered, "alice")).isEqualTo(2);
    }

    @BothDatabases
    void whatWasReadLongAgoIsReadAgain(Database database) {
        Streams streams = new Streams(database);
        Remembered<String, Integer> remembered = new Remembered<>(streams, Stream.PUSH_RULES, 10);
        read(remembered, "alice");

        long last = database.transact(tx -> streams.reserve(tx, Stream.PUSH_RULES, 5_000));
        for (long position = 1; position <= last; position++) {
            remembered.moved("bob", position);
        }

        assertThat(read(remembered, "alice")).isEqualTo(2);
    }
}
