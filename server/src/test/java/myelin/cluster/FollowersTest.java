package myelin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Hints;
import myelin.stream.Stream;
import myelin.stream.Streams;

class FollowersTest {
    private static final Sql MAKE_TABLE = Sql.of("CREATE TABLE done (position BIGINT PRIMARY KEY)");
    private static final Sql INSERT = Sql.of("INSERT INTO done (position) VALUES (:position)");
    private static final Sql DONE = Sql.of("SELECT position FROM done ORDER BY position");
    private static final Sql POSITION = Sql.of("SELECT position FROM followers");
    private static final Sql EXPIRE = Sql.of("UPDATE leases SET held_until = 1");

    /// One node with its own view of the database.
    private static final class TestNode implements AutoCloseable {
        final Database database;
        final Streams streams;
        final Bus bus;
        final Leases leases;
        final Followers followers;

        TestNode(Database database, Follower... followers) {
            this.database = database;
            this.streams = new Streams(database);
            this.bus = new LocalBus(new Hints(streams));
            this.leases =
                    new Leases(
                            database, Node.of(RandomGenerator.getDefault()), Duration.ofMinutes(5));
            this.followers = new Followers(database, streams, leases, bus, List.of(followers));
        }

        TestNode start() {
            followers.start();
            return this;
        }

        void append(int count) {
            long last = database.transact(tx -> streams.reserve(tx, Stream.EVENTS, count));
            bus.publish(Hint.ofAll(Stream.EVENTS, last));
        }

        @Override
        public void close() {
            followers.close();
            leases.close();
        }
    }

    private static void record(Tx tx, long after, long upTo) {
        LongStream.rangeClosed(after + 1, upTo)
                .forEach(position -> tx.update(INSERT).bind("position", position).run());
    }

    private static List<Long> done(Database database) {
        return database.read(tx -> tx.query(DONE).list(row -> row.number("position")));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static void makeTable(Database database) {
        database.write(tx -> tx.update(MAKE_TABLE).run());
    }

    @BothDatabases
    void everythingIsDoneOnceAndInOrder(Database database) throws Exception {
        makeTable(database);
        Follower follower =
                Follower.inTransaction("test", Stream.EVENTS, FollowersTest::record).withBatch(7);
        try (TestNode node = new TestNode(database, follower).start()) {
            node.append(5);
            node.append(50);
            node.followers.awaitIdle();

            assertThat(done(database)).isEqualTo(upTo(55));
            assertThat(node.followers.lag()).containsEntry("test", 0L);
        }
    }

    @BothDatabases
    void aStepThatFailsIsTriedAgain(Database database) throws Exception {
        makeTable(database);
        AtomicBoolean failed = new AtomicBoolean();
        Follower follower =
                Follower.inTransaction(
                        "test",
                        Stream.EVENTS,
                        (tx, after, upTo) -> {
                            record(tx, after, upTo);
                            if (failed.compareAndSet(false, true)) {
                                throw new IllegalStateException("meant to fail");
                            }
                        });
        try (TestNode node = new TestNode(database, follower).start()) {
            node.append(3);
            node.followers.awaitIdle();

            assertThat(done(database)).isEqualTo(upTo(3));
        }
    }

    @BothDatabases
    void aFollowerGoesOnAfterARestart(TestDatabase test) throws Exception {
        makeTable(test.database());
        Follower follower = Follower.inTransaction("test", Stream.EVENTS, FollowersTest::record);
        try (TestNode node = new TestNode(test.database(), follower).start()) {
            node.append(3);
            node.followers.awaitIdle();
        }

        Database reopened = test.reopen();
        try (TestNode node = new TestNode(reopened, follower).start()) {
            node.append(4);
            node.followers.awaitIdle();
        }

        assertThat(done(reopened)).isEqualTo(upTo(7));
    }

    @BothDatabases
    void workOutsideOfTransactionsIsNotRepeatedAfterAnOrderlyStop(Database database)
            throws Exception {
        List<Long> done = new ArrayList<>();
        Follower follower =
                Follower.atLeastOnce(
                        "test",
                        Stream.EVENTS,
                        (after, upTo) ->
                                LongStream.rangeClosed(after + 1, upTo).forEach(done::add));
        try (TestNode node = new TestNode(database, follower).start()) {
            node.append(3);
            node.followers.awaitIdle();
        }
        try (TestNode node = new TestNode(database, follower).start()) {
            node.append(2);
            node.followers.awaitIdle();
        }

        assertThat(done).isEqualTo(upTo(5));
    }

    @BothDatabases
    void aNewFollowerMayLeaveOutThePast(Database database) throws Exception {
        makeTable(database);
        try (TestNode before = new TestNode(database)) {
            before.append(3);
        }
        Follower follower =
                Follower.inTransaction("test", Stream.EVENTS, FollowersTest::record).fromNow();
        try (TestNode node = new TestNode(database, follower).start()) {
            node.followers.awaitIdle();
            node.append(2);
            node.followers.awaitIdle();
        }

        assertThat(done(database)).containsExactly(4L, 5L);
    }

    /// A node stops in the middle of a batch, as a machine does that sleeps; its lease expires, another node does
    /// the work; then the first one wakes and commits. Its batch must not count.
    @BothDatabases
    void aHolderThatWakesLateMovesNothing(Database database) throws Exception {
        makeTable(database);
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        ConcurrentLinkedQueue<Long> sleepersWork = new ConcurrentLinkedQueue<>();
        Follower sleeper =
                Follower.atLeastOnce(
                        "test",
                        Stream.EVENTS,
                        (_, upTo) -> {
                            asleep.countDown();
                            wake.await();
                            sleepersWork.add(upTo);
                        });
        Follower other = Follower.inTransaction("test", Stream.EVENTS, FollowersTest::record);
        try (TestNode slow = new TestNode(database, sleeper).start()) {
            slow.append(3);
            asleep.await();
            database.write(tx -> tx.update(EXPIRE).run());
            try (TestNode quick = new TestNode(database, other).start()) {
                quick.append(2);
                quick.followers.awaitIdle();
                wake.countDown();
                while (sleepersWork.isEmpty()) {
                    Thread.onSpinWait();
                }
                slow.followers.close();
            }
        }

        assertThat(done(database)).isEqualTo(upTo(5));
        assertThat(database.<Long>read(tx -> tx.query(POSITION).one(row -> row.number("position"))))
                .isEqualTo(5);
    }

    /// The same for work inside a transaction: not only the position but the work itself is taken back.
    @BothDatabases
    void workUnderALostLeaseIsTakenBack(Database database) {
        makeTable(database);
        Leases leases = new TestNode(database).leases;
        Lease old = leases.tryAcquire("test").orElseThrow();
        Cursor cursor = database.transact(tx -> Cursor.claim(tx, "test", old, 0)).orElseThrow();
        Lease newer = leases.tryAcquire("test").orElseThrow();
        database.write(tx -> Cursor.claim(tx, "test", newer, 0).orElseThrow().at(9).save(tx));

        assertThatThrownBy(() ->
                        database.write(tx -> {
                            record(tx, 0, 3);
                            cursor.at(3).save(tx);
                        }))
                .isInstanceOf(LeaseLost.class);

        assertThat(done(database)).isEmpty();
        assertThat(claim(database, old)).isEmpty();
        assertThat(claim(database, newer)).contains(new Cursor("test", 9, newer.epoch()));
    }

    private static Optional<Cursor> claim(Database database, Lease lease) {
        return database.transact(tx -> Cursor.claim(tx, "test", lease, 0));
    }

    @BothDatabases
    void twoFollowersMayNotShareAName(Database database) {
        Follower follower = Follower.inTransaction("test", Stream.EVENTS, FollowersTest::record);

        assertThatThrownBy(() -> new TestNode(database, follower, follower))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
