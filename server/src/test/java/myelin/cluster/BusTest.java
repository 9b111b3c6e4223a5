package myelin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.stream.Heads;
import myelin.stream.Hint;
import myelin.stream.Hints;
import myelin.stream.Stream;
import myelin.stream.Streams;

class BusTest {
    private static final Hint HINT =
            new Hint(
                    Stream.EVENTS,
                    7,
                    Set.of(RoomId.parse("!room:example.org")),
                    Set.of(UserId.parse("@alice:example.org")));

    /// A node which keeps what it hears.
    private static final class Listener implements AutoCloseable {
        final Streams streams;
        final Bus bus;
        final BlockingQueue<Hint> heard = new LinkedBlockingQueue<>();

        Listener(Database database) {
            streams = new Streams(database);
            Hints hints = new Hints(streams);
            bus =
                    database.dialect().isShared()
                            ? new PostgresBus(
                                    database, hints, Node.of(RandomGenerator.getDefault()))
                            : new LocalBus(hints);
            bus.subscribe(heard::add);
        }

        Hint next() throws InterruptedException {
            return heard.poll(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            bus.close();
        }
    }

    @BothDatabases
    void aHintHasReachedThisServerWhenItIsPublished(Database database) {
        try (Listener listener = new Listener(database)) {
            listener.bus.publish(HINT);

            assertThat(listener.heard).containsExactly(HINT);
        }
    }

    @BothDatabases
    void aHintReachesTheOtherServersOnce(Database database) throws Exception {
        if (!database.dialect().isShared()) {
            return;
        }
        try (Listener one = new Listener(database);
                Listener other = new Listener(database)) {
            untilConnected(one, other);

            one.bus.publish(HINT);

            assertThat(other.next()).isEqualTo(HINT);
            assertThat(other.streams.heads())
                    .isEqualTo(Heads.ZERO.with(Stream.EVENTS, 7).with(Stream.TYPING, 1));
            assertThat(one.heard).containsExactly(HINT);
        }
    }

    /// Neither rooms nor users is what a hint for everybody has, too.
    @BothDatabases
    void aHintForNobodyStaysOne(Database database) throws Exception {
        if (!database.dialect().isShared()) {
            return;
        }
        try (Listener one = new Listener(database);
                Listener other = new Listener(database)) {
            untilConnected(one, other);

            one.bus.publish(Hint.ofUsers(Stream.TYPING, 5, Set.of()));

            assertThat(other.next()).isEqualTo(Hint.ofUsers(Stream.TYPING, 5, Set.of()));
        }
    }

    @BothDatabases
    void aHintForTooManyIsForAll(Database database) throws Exception {
        if (!database.dialect().isShared()) {
            return;
        }
        Set<UserId> crowd =
                IntStream.range(0, 1000)
                        .mapToObj(i -> UserId.parse("@user" + i + ":example.org"))
                        .collect(Collectors.toSet());
        try (Listener one = new Listener(database);
                Listener other = new Listener(database)) {
            untilConnected(one, other);

            one.bus.publish(Hint.ofUsers(Stream.RECEIPTS, 3, crowd));

            assertThat(other.next()).isEqualTo(Hint.ofAll(Stream.RECEIPTS, 3));
        }
    }

    /// What is sent before a server listens is lost, as the bus is free to do.
    private static void untilConnected(Listener from, Listener to) throws InterruptedException {
        do {
            from.bus.publish(Hint.ofAll(Stream.TYPING, 1));
        } while (to.heard.poll(100, TimeUnit.MILLISECONDS) == null);
        while (to.heard.poll(300, TimeUnit.MILLISECONDS) != null) {
            from.heard.clear();
        }
        from.heard.clear();
    }
}
