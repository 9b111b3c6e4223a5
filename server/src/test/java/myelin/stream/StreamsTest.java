package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.concurrent.Tasks;
import myelin.concurrent.Tasks.Task;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;

class StreamsTest {
    private static final Sql MAKE_TABLE =
            Sql.of("CREATE TABLE written (position BIGINT PRIMARY KEY, stream TEXT NOT NULL)");
    private static final Sql INSERT =
            Sql.of("INSERT INTO written (position, stream) VALUES (:position, :stream)");
    private static final Sql UP_TO =
            Sql.of("SELECT position FROM written WHERE position <= :head ORDER BY position");
    private static final Sql LOSE =
            Sql.of("UPDATE streams SET position = :position WHERE name = 'receipts'");
    private static final Sql NAMES = Sql.of("SELECT name FROM streams");

    private static void write(Streams streams, Tx tx, int count) {
        long last = streams.reserve(tx, Stream.EVENTS, count);
        for (long position = last - count + 1; position <= last; position++) {
            tx.update(INSERT).bind("position", position).bind("stream", "events").run();
        }
    }

    private static List<Long> readUpTo(Database database, long head) {
        return database.read(
                tx -> tx.query(UP_TO).bind("head", head).list(row -> row.number("position")));
    }

    @BothDatabases
    void everyStreamHasItsRow(Database database) {
        List<String> names = database.read(tx -> tx.query(NAMES).list(row -> row.string("name")));

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        java.util.stream.Stream.of(Stream.values()).map(Stream::text).toList());
    }

    @BothDatabases
    void positionsFollowOneAnother(Database database) {
        Streams streams = new Streams(database);

        assertThat(reserve(database, streams, 3)).isEqualTo(3);
        assertThat(reserve(database, streams, 2)).isEqualTo(5);
        assertThat(streams.heads()).isEqualTo(Heads.ZERO.with(Stream.EVENTS, 5));
    }

    private static long reserve(Database database, Streams streams, int count) {
        return database.transact(tx -> streams.reserve(tx, Stream.EVENTS, count));
    }

    @BothDatabases
    void aTransactionThatFailsTakesNoPosition(Database database) {
        Streams streams = new Streams(database);

        assertThatThrownBy(() ->
                        database.write(tx -> {
                            streams.reserve(tx, Stream.EVENTS, 3);
                            throw new IllegalArgumentException();
                        }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(streams.heads()).isEqualTo(Heads.ZERO);
        assertThat(reserve(database, streams, 1)).isEqualTo(1);
    }

    @BothDatabases
    void positionsOfSeveralStreamsAreTakenInTheirOrder(Database database) {
        Streams streams = new Streams(database);

        assertThatThrownBy(() ->
                        database.write(tx -> {
                            streams.reserve(tx, Stream.RECEIPTS, 1);
                            streams.reserve(tx, Stream.EVENTS, 1);
                        }))
                .hasMessageContaining("events");
    }

    /// A power cut took the last receipts. Clients had tokens behind them, and never saw the receipts which then
    /// got the same positions again.
    @BothDatabases
    void positionsThatAPowerCutHasTakenAreNotGivenOutAgain(Database database) {
        Streams before = new Streams(database);
        long seen = receipts(database, before, 5);
        database.write(tx -> tx.update(LOSE).bind("position", seen - 3).run());

        Streams restarted = new Streams(database);
        restarted.skipLost();

        assertThat(receipts(database, restarted, 1)).isGreaterThan(seen);
    }

    @BothDatabases
    void whoOutlivesTheDatabasesPowerCutGoesOnBehindWhatItKnows(Database database) {
        Streams streams = new Streams(database);
        long seen = receipts(database, streams, 5);
        database.write(tx -> tx.update(LOSE).bind("position", seen - 3).run());

        assertThat(receipts(database, streams, 2)).isEqualTo(seen + 2);
    }

    private static long receipts(Database database, Streams streams, int count) {
        return database.transactRelaxed(tx -> streams.reserve(tx, Stream.RECEIPTS, count));
    }

    @BothDatabases
    void aTokenIsTrueAsFarAsItIsCommitted(Database database) {
        Streams streams = new Streams(database);
        Streams other = new Streams(database);
        reserve(database, streams, 2);
        receipts(database, streams, 1);
        reserve(database, other, 2);

        Heads claimed = Heads.ZERO.with(Stream.EVENTS, 4).with(Stream.RECEIPTS, 99);

        assertThat(streams.committed(claimed))
                .isEqualTo(Heads.ZERO.with(Stream.EVENTS, 4).with(Stream.RECEIPTS, 1));
        assertThat(streams.committed(Heads.ZERO.with(Stream.EVENTS, 3)))
                .isEqualTo(Heads.ZERO.with(Stream.EVENTS, 3));
    }

    @BothDatabases
    void headsOutliveARestart(TestDatabase test) {
        reserve(test.database(), new Streams(test.database()), 4);

        assertThat(new Streams(test.reopen()).heads()).isEqualTo(Heads.ZERO.with(Stream.EVENTS, 4));
    }

    /// The promise on which every token rests: positions are dense, and whoever has read up to a head never
    /// finds a further row at or before it. Writers of random sizes fail and succeed at random meanwhile.
    @BothDatabases
    void nobodyAtAHeadMissesARowBeforeIt(Database database) throws Exception {
        long seed = System.nanoTime();
        database.write(tx -> tx.update(MAKE_TABLE).run());
        Streams streams = new Streams(database);
        AtomicInteger writersLeft = new AtomicInteger(8);
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed + writer);
            tasks.add(() -> {
                for (int i = 0; i < 30; i++) {
                    tryToWrite(database, streams, random.nextInt(1, 5), random.nextInt(4) == 0);
                }
                writersLeft.decrementAndGet();
                return true;
            });
        }
        for (int reader = 0; reader < 3; reader++) {
            tasks.add(() -> {
                while (writersLeft.get() > 0) {
                    long head = streams.heads().of(Stream.EVENTS);
                    assertThat(readUpTo(database, head))
                            .as("rows up to head, seed %d", seed)
                            .containsExactlyElementsOf(
                                    LongStream.rangeClosed(1, head).boxed().toList());
                }
                return true;
            });
        }

        Tasks.all(tasks.size(), Duration.ofMinutes(2), tasks);

        long last = database.<Heads>read(streams::heads).of(Stream.EVENTS);
        assertThat(last).isEqualTo(streams.heads().of(Stream.EVENTS)).isPositive();
        assertThat(readUpTo(database, Long.MAX_VALUE))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    }

    private static void tryToWrite(Database database, Streams streams, int count, boolean fails) {
        try {
            database.write(tx -> {
                write(streams, tx, count);
                if (fails) {
                    throw new IllegalArgumentException("meant to fail");
                }
            });
        } catch (IllegalArgumentException meant) {
            assertThat(fails).isTrue();
        }
    }

    /// Another server's commits are seen although no hint tells of them.
    @BothDatabases
    void theHeadsOfOthersAreReadAgain(Database database) {
        Streams ours = new Streams(database);
        Streams others = new Streams(database);
        reserve(database, others, 3);

        assertThat(ours.refresh()).isEqualTo(Heads.ZERO.with(Stream.EVENTS, 3));
    }
}
