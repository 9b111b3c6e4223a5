package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import myelin.BothDatabases;
import myelin.concurrent.Tasks;
import myelin.concurrent.Tasks.Task;
import myelin.observe.RequestScope;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;

class AppenderTest {
    private static final Sql MAKE_TABLE =
            Sql.of("CREATE TABLE written (name TEXT PRIMARY KEY, position BIGINT NOT NULL)");
    private static final Sql INSERT =
            Sql.of("INSERT INTO written (name, position) VALUES (:name, :position)");
    private static final Sql ALL = Sql.of("SELECT name, position FROM written ORDER BY position");

    private static Appender<String, Long> appender(Database database, int maxBatch) {
        database.write(tx -> tx.update(MAKE_TABLE).run());
        Streams streams = new Streams(database);
        return new Appender<>(database, "test", maxBatch, jobs -> tx -> write(streams, tx, jobs));
    }

    private static List<Long> write(Streams streams, Tx tx, List<String> jobs) {
        long position = streams.reserve(tx, Stream.EVENTS, jobs.size()) - jobs.size();
        List<Long> positions = new ArrayList<>();
        for (String job : jobs) {
            position++;
            tx.update(INSERT).bind("name", job).bind("position", position).run();
            if (job.startsWith("bad")) {
                throw new IllegalArgumentException(job);
            }
            positions.add(position);
        }
        return positions;
    }

    private static List<String> written(Database database) {
        return database.read(tx -> tx.query(ALL).list(row -> row.string("name")));
    }

    @BothDatabases
    void whatIsSubmittedIsWritten(Database database) {
        Appender<String, Long> appender = appender(database, 10);

        assertThat(appender.submit("a")).isEqualTo(1);
        assertThat(appender.submit("b")).isEqualTo(2);
        assertThat(written(database)).containsExactly("a", "b");
    }

    @BothDatabases
    void aRequestIsToldWhatItsJobHasCost(Database database) {
        Appender<String, Long> appender = appender(database, 10);
        RequestScope request = new RequestScope("request");

        ScopedValue.where(RequestScope.CURRENT, request).run(() -> appender.submit("a"));

        assertThat(request.statements()).isEqualTo(2);
        assertThat(request.databaseNanos()).isPositive();
    }

    @BothDatabases
    void aFailingJobInABatchFailsAlone(Database database) throws Exception {
        Appender<String, Long> appender = appender(database, 16);
        Set<String> good = new TreeSet<>();
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            boolean bad = i % 10 == 3;
            String job = (bad ? "bad" : "good") + i;
            if (bad) {
                tasks.add(() -> failsByItself(appender, job));
            } else {
                good.add(job);
                tasks.add(() -> appender.submit(job) > 0);
            }
        }

        assertThat(Tasks.all(120, Duration.ofMinutes(2), tasks)).doesNotContain(false);

        assertThat(written(database)).containsExactlyInAnyOrderElementsOf(good);
        List<Long> positions =
                database.read(tx -> tx.query(ALL).list(row -> row.number("position")));
        assertThat(positions)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 108).boxed().toList());
    }

    private static boolean failsByItself(Appender<String, Long> appender, String job) {
        assertThatThrownBy(() -> appender.submit(job))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(job);
        return true;
    }

    /// The batch which holds the first job lasts until the others wait; they then share one.
    @BothDatabases
    void whatGathersDuringACommitIsWrittenTogether(Database database) throws Exception {
        CountDownLatch firstIsTaken = new CountDownLatch(1);
        CountDownLatch othersWait = new CountDownLatch(1);
        ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
        Appender<Integer, Integer> appender =
                new Appender<>(
                        database,
                        "test",
                        4,
                        jobs ->
                                _ -> {
                                    firstIsTaken.countDown();
                                    awaited(othersWait);
                                    sizes.add(jobs.size());
                                    return jobs;
                                });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            int job = i;
            Thread thread = Thread.ofVirtual().start(() -> appender.submit(job));
            threads.add(thread);
            awaitParked(thread);
            awaited(firstIsTaken);
        }

        othersWait.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(sizes).containsExactly(1, 4, 4, 2);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
