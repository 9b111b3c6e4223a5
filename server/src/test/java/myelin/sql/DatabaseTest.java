package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.concurrent.Tasks;
import myelin.concurrent.Tasks.Task;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.observe.RequestScope;

class DatabaseTest {
    private static final Sql MAKE =
            Sql.of(
                    """
                    INSERT INTO things (name, number, flag, data)
                    VALUES (:name, :number, :flag, :data)\
                    """);
    private static final Sql ALL =
            Sql.of("SELECT name, number, flag, data FROM things ORDER BY name");
    private static final Sql ONE =
            Sql.of("SELECT name, number, flag, data FROM things WHERE name = :name");
    private static final Sql SOME =
            Sql.of("SELECT name FROM things WHERE name {in :names} ORDER BY name");
    private static final Sql NUMBERED =
            Sql.of("SELECT name FROM things WHERE number {in :numbers} ORDER BY name");
    private static final Sql LOCKED = Sql.of("SELECT name FROM things ORDER BY name {skip locked}");
    private static final Sql COUNT =
            Sql.of("UPDATE things SET number = number + 1 WHERE name = :name RETURNING number");
    private static final Sql CLOCK = Sql.of("SELECT {now} AS now");
    private static final Sql WRONG = Sql.of("SELECT nothing FROM nowhere WHERE secret = :secret");

    private static Database things(Database database) {
        database.write(tx ->
                tx.script(
                        "CREATE TABLE things (name TEXT PRIMARY KEY, number BIGINT, flag BOOLEAN, data BYTEA)"));
        return database;
    }

    private static void make(Tx tx, String name) {
        tx.update(MAKE)
                .bind("name", name)
                .bind("number", 5)
                .bind("flag", true)
                .bind("data", new byte[] {1, 0, -1})
                .run();
    }

    private static List<String> names(Database database) {
        return database.read(tx -> tx.query(ALL).list(row -> row.string("name")));
    }

    @BothDatabases
    void statementsAreCountedForTheRequestThatTheyServe(Database database) {
        things(database);
        RequestScope request = new RequestScope("test");

        ScopedValue.where(RequestScope.CURRENT, request)
                .run(() -> {
                    database.write(tx -> make(tx, "a"));
                    names(database);
                });

        assertThat(request.statements()).isEqualTo(2);
        assertThat(request.databaseNanos()).isPositive();
    }

    @BothDatabases
    void whatIsCommittedIsRead(Database database) {
        things(database).write(tx -> make(tx, "a"));

        assertThat(names(database)).containsExactly("a");
    }

    @BothDatabases
    void aFailureRollsBackItsTransactionAndFliesToItsCaller(Database database) {
        things(database);
        IllegalArgumentException failure = new IllegalArgumentException("no");

        assertThatThrownBy(() ->
                        database.write(tx -> {
                            make(tx, "a");
                            throw failure;
                        }))
                .isSameAs(failure);
        assertThat(names(database)).isEmpty();
    }

    @BothDatabases
    void manyAtOnceFailAndSucceedEachForItself(Database database) throws Exception {
        things(database);
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "%03d".formatted(i);
            boolean good = i % 7 != 0;
            tasks.add(() -> makeOnceOrTwice(database, name, good));
        }

        List<Boolean> done = Tasks.all(100, Duration.ofMinutes(1), tasks);

        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> i % 7 != 0).toList());
        assertThat(names(database))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100)
                                .filter(i -> i % 7 != 0)
                                .mapToObj("%03d"::formatted)
                                .toList());
    }

    private static boolean makeOnceOrTwice(Database database, String name, boolean once) {
        try {
            database.write(tx -> {
                make(tx, name);
                if (!once) {
                    make(tx, name);
                }
            });
            return true;
        } catch (DatabaseError twice) {
            return false;
        }
    }

    @BothDatabases
    void aStatementThatFailsOnceWorksTheNextTime(Database database) {
        things(database).write(tx -> make(tx, "a"));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> database.write(tx -> make(tx, "a")))
                    .isInstanceOf(DatabaseError.class);
        }
        database.write(tx -> make(tx, "b"));

        assertThat(names(database)).containsExactly("a", "b");
    }

    @BothDatabases
    void aFailureNamesTheStatementAndNotItsValues(Database database) {
        assertThatThrownBy(
                        () -> database.read(tx -> tx.query(WRONG).bind("secret", "hush").exists()))
                .isInstanceOf(DatabaseError.class)
                .hasMessageContaining("SELECT nothing FROM nowhere")
                .hasMessageNotContaining("hush");
    }

    @BothDatabases
    void everyKindOfValueComesBack(Database database) {
        things(database).write(tx -> make(tx, "a"));

        database.read(tx ->
                tx.query(ALL)
                        .one(row -> {
                            assertThat(row.string("name")).isEqualTo("a");
                            assertThat(row.number("number")).isEqualTo(5);
                            assertThat(row.bool("flag")).isTrue();
                            assertThat(row.bytes("data")).containsExactly(1, 0, -1);
                            return row;
                        }));
    }

    @BothDatabases
    void nothingComesBackAsNothing(Database database) {
        things(database)
                .write(tx ->
                        tx.update(MAKE)
                                .bind("name", "a")
                                .bind("number", Optional.empty())
                                .bind("flag", null)
                                .bind("data", null)
                                .run());

        database.read(tx ->
                tx.query(ALL)
                        .one(row -> {
                            assertThat(row.optionalNumber("number")).isEmpty();
                            assertThat(row.optionalBool("flag")).isEmpty();
                            assertThat(row.optionalBytes("data")).isEmpty();
                            assertThatThrownBy(() -> row.number("number"))
                                    .hasMessageContaining("number is null");
                            return row;
                        }));
    }

    @BothDatabases
    void identifiersAndJsonAreText(Database database) {
        JsonObject json = JsonObject.of("body", "héllo");
        RoomId room = RoomId.parse("!room:example.org");
        things(database)
                .write(tx -> {
                    for (Object name : List.of(json, room)) {
                        tx.update(MAKE)
                                .bind("name", name)
                                .bind("number", 1L)
                                .bind("flag", false)
                                .bind("data", Optional.of(new byte[0]))
                                .run();
                    }
                });

        assertThat(
                        database.<Optional<RoomId>>read(tx ->
                                tx.query(ONE)
                                        .bind("name", room)
                                        .first(row -> row.id("name", RoomId::parse))))
                .contains(room);
        assertThat(
                        database.<JsonObject>read(tx ->
                                tx.query(ONE).bind("name", json).one(row -> row.json("name"))))
                .isEqualTo(json);
    }

    @BothDatabases
    void aListOfStringsSelectsItsMembers(Database database) {
        things(database)
                .write(tx -> Stream.of("a", "b'\"\\", "c", "é\u2028").forEach(n -> make(tx, n)));

        assertThat(
                        database.<List<String>>read(tx ->
                                tx.query(SOME)
                                        .bindStrings("names", List.of("b'\"\\", "é\u2028", "z"))
                                        .list(row -> row.string("name"))))
                .containsExactly("b'\"\\", "é\u2028");
    }

    @BothDatabases
    void aListOfNumbersSelectsItsMembers(Database database) {
        things(database).write(tx -> make(tx, "a"));

        assertThat(found(database, 4L, 5L)).containsExactly("a");
        assertThat(found(database)).isEmpty();
    }

    private static List<String> found(Database database, Long... numbers) {
        return database.read(tx ->
                tx.query(NUMBERED)
                        .bindLongs("numbers", Arrays.asList(numbers))
                        .list(row -> row.string("name")));
    }

    @BothDatabases
    void aBatchRunsForEachSetOfValues(Database database) {
        things(database);

        int changed =
                database.transact(tx -> {
                    Batch batch = tx.batch(MAKE);
                    for (String name : List.of("a", "b", "c")) {
                        batch.bind("name", name)
                                .bind("number", 1)
                                .bind("flag", null)
                                .bind("data", new byte[0])
                                .add();
                    }
                    return batch.run();
                });

        assertThat(changed).isEqualTo(3);
        assertThat(names(database)).containsExactly("a", "b", "c");
    }

    @BothDatabases
    void anEmptyBatchChangesNothing(Database database) {
        things(database);

        assertThat(database.<Integer>transact(tx -> tx.batch(MAKE).run())).isZero();
    }

    @BothDatabases
    void anUpdateSaysHowManyRowsItChangedAndWhatTheyBecame(Database database) {
        things(database).write(tx -> make(tx, "a"));

        database.write(tx -> {
            assertThat(tx.update(COUNT).bind("name", "a").run()).isEqualTo(1);
            assertThat(tx.update(COUNT).bind("name", "a").returning(row -> row.number("number")))
                    .contains(7L);
            assertThat(tx.update(COUNT).bind("name", "z").returning(row -> row.number("number")))
                    .isEmpty();
        });
    }

    @BothDatabases
    void aQueryMayRunInsideTheReadingOfItself(Database database) {
        things(database).write(tx -> Stream.of("a", "b", "c").forEach(name -> make(tx, name)));
        List<String> seen = new ArrayList<>();

        database.write(tx ->
                tx.query(ALL)
                        .forEach(row ->
                                tx.query(ALL)
                                        .forEach(inner ->
                                                seen.add(
                                                        row.string("name")
                                                                + inner.string("name")))));

        assertThat(seen).containsExactly("aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc");
    }

    @BothDatabases
    void lockedRowsAreLeftOut(Database database) {
        things(database).write(tx -> make(tx, "a"));

        assertThat(
                        database.<List<String>>transact(
                                tx -> tx.query(LOCKED).list(row -> row.string("name"))))
                .containsExactly("a");
    }

    @BothDatabases
    void whatFollowsACommitFollowsOnlyACommit(Database database) {
        List<String> done = new ArrayList<>();

        database.write(tx -> tx.afterCommit(() -> done.add("good")));
        assertThatThrownBy(() ->
                        database.write(tx -> {
                            tx.afterCommit(() -> done.add("bad"));
                            throw new IllegalStateException();
                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(done).containsExactly("good");
    }

    @BothDatabases
    void transactionsDoNotNest(Database database) {
        assertThatThrownBy(() -> database.write(tx -> names(database)))
                .hasMessageContaining("transaction inside a transaction");
    }

    @BothDatabases
    void locksAreTakenInOneOrder(Database database) {
        assertThatThrownBy(() ->
                        database.write(tx -> {
                            tx.takeLock(2, "second");
                            tx.takeLock(2, "second");
                            tx.takeLock(1, "first");
                        }))
                .hasMessageContaining("first");
    }

    @BothDatabases
    void theDatabaseHasAClock(Database database) {
        long now = database.read(tx -> tx.query(CLOCK).one(row -> row.number("now")));

        assertThat(now).isBetween(1_700_000_000_000L, 9_000_000_000_000L);
    }

    @BothDatabases
    void aRelaxedTransactionIsATransaction(Database database) {
        things(database)
                .transactRelaxed(tx -> {
                    make(tx, "a");
                    return true;
                });

        assertThat(names(database)).containsExactly("a");
    }

    /// Two transactions which lock two rows in opposite orders: PostgreSQL ends one, which is run again.
    @BothDatabases
    void aDeadlockIsSolvedByRepetition(Database database) throws Exception {
        things(database).write(tx -> Stream.of("a", "b").forEach(name -> make(tx, name)));
        AtomicInteger runs = new AtomicInteger();
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<String> order = i % 2 == 0 ? List.of("a", "b") : List.of("b", "a");
            tasks.add(() ->
                    database.transact(tx -> {
                        runs.incrementAndGet();
                        order.forEach(name -> tx.update(COUNT).bind("name", name).run());
                        return true;
                    }));
        }

        Tasks.all(2, Duration.ofMinutes(2), tasks);

        assertThat(runs.get()).isGreaterThanOrEqualTo(10);
        assertThat(found(database, 15L)).containsExactly("a", "b");
    }

    @BothDatabases
    void aReaderDoesNotWaitForTheWriter(Database database) {
        things(database);

        database.write(tx -> {
            make(tx, "a");
            AtomicBoolean seen = new AtomicBoolean(true);
            Thread reader = Thread.ofVirtual().start(() -> seen.set(!names(database).isEmpty()));
            joined(reader);
            assertThat(seen).isFalse();
        });
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @BothDatabases
    void anInterruptedCallerStillLearnsTheOutcome(Database database) throws Exception {
        things(database);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            database.write(tx -> make(tx, "a"));
                            interrupted.set(Thread.currentThread().isInterrupted());
                        });
        caller.join();

        assertThat(interrupted).isTrue();
        assertThat(names(database)).containsExactly("a");
    }

    @BothDatabases
    void aParameterThatTheStatementHasNotIsRefused(Database database) {
        assertThatThrownBy(() -> database.read(tx -> tx.query(WRONG).bind("public", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(":public");
    }

    @BothDatabases
    void aParameterWithoutAValueIsRefused(Database database) {
        things(database);

        assertThatThrownBy(() -> database.read(tx -> tx.query(ONE).exists()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(":name");
    }

    @BothDatabases
    void aValueWhichTheDatabaseDoesNotKnowIsRefused(Database database) {
        assertThatThrownBy(() -> database.read(tx -> tx.query(ONE).bind("name", 'x')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Character");
    }

    @BothDatabases
    void afterTheEndNothingIsTaken(TestDatabase test) {
        test.database().close();

        assertThatThrownBy(() -> test.database().read(tx -> tx.query(CLOCK).exists()))
                .isInstanceOf(RuntimeException.class);
        test.reopen();
    }
}
