package myelin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.core.json.JsonObject;
import myelin.sql.Database;

class JobsTest {
    private static final Pace QUICK = new Pace(Duration.ofMillis(100), Duration.ZERO, 1, 10);

    private final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
    private final CountDownLatch complete = new CountDownLatch(1);

    private static Jobs jobs(Database database, Job... jobs) {
        Leases leases = new Leases(database, Node.of(RandomGenerator.getDefault()));
        return new Jobs(database, leases, QUICK, List.of(jobs));
    }

    private static void add(Database database, Jobs jobs, String name, String dependsOn) {
        database.write(tx -> jobs.add(tx, name, Optional.ofNullable(dependsOn), 0));
    }

    /// Counts to `last` in steps of one, and stops there.
    private Job counter(String name, long last) {
        return new Job(
                name,
                (tx, progress, _) -> {
                    long next = progress.integer("at").orElse(0L) + 1;
                    tx.afterCommit(() -> done.add(name + next));
                    if (next < last) {
                        return Job.Batch.more(JsonObject.of("at", next), 1);
                    }
                    return Job.Batch.last(1);
                });
    }

    private Job finish() {
        return new Job(
                "zz-finish",
                (tx, _, _) -> {
                    tx.afterCommit(complete::countDown);
                    return Job.Batch.last(0);
                });
    }

    @BothDatabases
    void aJobRunsInBatchesUntilItIsComplete(Database database) throws Exception {
        try (Jobs jobs = jobs(database, counter("a", 3), finish())) {
            add(database, jobs, "a", null);
            add(database, jobs, "zz-finish", null);
            jobs.start();
            complete.await();

            assertThat(done).containsExactly("a1", "a2", "a3");
            assertThat(jobs.pending()).isEmpty();
        }
    }

    @BothDatabases
    void aJobComesAfterTheOneItDependsOn(Database database) throws Exception {
        try (Jobs jobs = jobs(database, counter("a", 1), counter("b", 2), finish())) {
            add(database, jobs, "a", "b");
            add(database, jobs, "b", null);
            add(database, jobs, "zz-finish", "a");
            jobs.start();
            complete.await();

            assertThat(done).containsExactly("b1", "b2", "a1");
        }
    }

    @BothDatabases
    void aJobGoesOnAfterARestartWhereItWas(TestDatabase test) throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        Job stopping =
                new Job(
                        "a",
                        (tx, progress, size) -> {
                            Job.Batch batch = counter("a", 5).step().run(tx, progress, size);
                            if (done.size() == 1) {
                                tx.afterCommit(second::countDown);
                            }
                            return batch;
                        });
        try (Jobs jobs = jobs(test.database(), stopping)) {
            add(test.database(), jobs, "a", null);
            jobs.start();
            second.await();
        }
        int before = done.size();

        Database reopened = test.reopen();
        try (Jobs jobs = jobs(reopened, counter("a", 5), finish())) {
            add(reopened, jobs, "zz-finish", "a");
            jobs.start();
            complete.await();
        }

        assertThat(before).isGreaterThanOrEqualTo(2);
        assertThat(done).containsExactly("a1", "a2", "a3", "a4", "a5");
    }

    @BothDatabases
    void aBatchThatFailsLeavesTheProgressAsItWas(Database database) throws Exception {
        Job failing =
                new Job(
                        "a",
                        (tx, progress, size) -> {
                            if (done.size() == 1 && complete.getCount() == 1) {
                                complete.countDown();
                                throw new IllegalStateException("meant to fail");
                            }
                            return counter("a", 3).step().run(tx, progress, size);
                        });
        CountDownLatch end = new CountDownLatch(1);
        Job last =
                new Job(
                        "zz-finish",
                        (tx, _, _) -> {
                            tx.afterCommit(end::countDown);
                            return Job.Batch.last(0);
                        });
        try (Jobs jobs = jobs(database, failing, last)) {
            add(database, jobs, "a", null);
            add(database, jobs, "zz-finish", "a");
            jobs.start();
            end.await();

            assertThat(done).containsExactly("a1", "a2", "a3");
        }
    }

    @BothDatabases
    void nothingRunsWhileItIsSwitchedOff(TestDatabase test) throws Exception {
        try (Jobs jobs = jobs(test.database())) {
            jobs.enable(false);
        }
        Database reopened = test.reopen();
        try (Jobs jobs = jobs(reopened, counter("a", 1), finish())) {
            add(reopened, jobs, "a", null);
            add(reopened, jobs, "zz-finish", "a");
            jobs.start();
            assertThat(jobs.enabled()).isFalse();
            assertThat(jobs.pending()).hasSize(2);

            jobs.enable(true);
            complete.await();

            assertThat(done).containsExactly("a1");
        }
    }

    @BothDatabases
    void aJobThatNobodyKnowsWaits(Database database) throws Exception {
        try (Jobs jobs = jobs(database, finish())) {
            add(database, jobs, "from-a-newer-program", null);
            add(database, jobs, "zz-finish", null);
            jobs.start();
            complete.await();

            assertThat(jobs.pending())
                    .extracting(BackgroundUpdate::name)
                    .containsExactly("from-a-newer-program");
            assertThat(jobs.current()).isEmpty();
        }
    }

    @BothDatabases
    void aJobWaitsOnlyOnce(Database database) {
        try (Jobs jobs = jobs(database)) {
            assertThat(database.<Boolean>transact(tx -> jobs.add(tx, "a", Optional.empty(), 0)))
                    .isTrue();
            assertThat(database.<Boolean>transact(tx -> jobs.add(tx, "a", Optional.empty(), 0)))
                    .isFalse();
        }
    }

    @BothDatabases
    void whatAJobHasDoneCanBeRead(Database database) {
        BackgroundUpdatesTable table = new BackgroundUpdatesTable();
        database.write(tx -> {
            table.insert(tx, "a", Optional.of("b"), 3);
            BackgroundUpdate fresh = table.all(tx).getFirst();
            assertThat(table.move(tx, fresh, JsonObject.of("at", 7), 50, 25)).isTrue();
            assertThat(table.move(tx, fresh, JsonObject.of("at", 8), 50, 25)).isFalse();
        });

        BackgroundUpdate moved = database.<List<BackgroundUpdate>>read(table::all).getFirst();

        assertThat(moved)
                .isEqualTo(
                        new BackgroundUpdate(
                                "a", JsonObject.of("at", 7), Optional.of("b"), 50, 25));
        assertThat(moved.itemsPerMs()).isEqualTo(2.0);
        assertThat(QUICK.rows(moved)).isEqualTo(200);
    }
}
