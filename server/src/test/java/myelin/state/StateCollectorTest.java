package myelin.state;

import static myelin.state.StateWorld.OTHER;
import static myelin.state.StateWorld.ROOM;
import static myelin.state.StateWorld.changes;
import static myelin.state.StateWorld.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import myelin.BothDatabases;
import myelin.cluster.BackgroundUpdate;
import myelin.cluster.Job;
import myelin.cluster.Jobs;
import myelin.cluster.Leases;
import myelin.cluster.Node;
import myelin.cluster.Pace;
import myelin.concurrent.Tasks;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.sql.Database;

class StateCollectorTest {
    private static final Duration LONG_ENOUGH = StateCollection.GRACE.plusSeconds(1);
    private static final Pace QUICK = new Pace(Duration.ofMillis(100), Duration.ZERO, 1, 10);

    @BothDatabases
    void whatNoRowCitesAnyMoreIsDeleted(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot first = world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        StateRoot second = world.cite(ROOM, 2, first, changes(Map.of(7L, 700L, 8L, 800L)));
        world.cite(OTHER, 3, StateRoot.EMPTY, members(500, 1000));
        int before = world.stored(ROOM).size();

        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);
        world.collect();

        assertThat(world.stored(ROOM)).hasSizeLessThan(before);
        assertThat(world.read(second)).isEqualTo(world.content(second));
        world.assertOnlyCitedIsLeft(ROOM);
        world.assertOnlyCitedIsLeft(OTHER);
        assertThatThrownBy(() -> world.read(first)).isInstanceOf(IllegalStateException.class);
    }

    @BothDatabases
    void ofARoomThatIsGoneNothingIsLeft(Database database) {
        StateWorld world = new StateWorld(database);
        world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));

        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);
        world.collect();

        assertThat(world.stored(ROOM)).isEmpty();
        assertThat(world.states.size(ROOM)).contains(StateSize.NOTHING);
    }

    @BothDatabases
    void sizesAreWhatIsStored(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot first = world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        world.cite(ROOM, 2, first, changes(Map.of(7L, 700L)));
        assertThat(world.states.size(ROOM).orElseThrow().nodes())
                .isEqualTo(world.stored(ROOM).size());

        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);
        world.collect();

        assertThat(world.states.size(ROOM).orElseThrow().nodes())
                .isEqualTo(world.stored(ROOM).size());
        assertThat(world.states.size(OTHER)).isEmpty();
    }

    @BothDatabases
    void nothingIsDeletedWhileSomebodyMayHaveItInMemory(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot first = world.cite(ROOM, 1, StateRoot.EMPTY, members(100, 1));
        world.forget(ROOM, 1);
        world.pass(StateCollection.GRACE.minusSeconds(1));
        world.collect();

        StateRoot second = world.cite(ROOM, 2, first, changes(Map.of(7L, 700L)));

        assertThat(world.read(second)).isEqualTo(world.content(second));
    }

    @BothDatabases
    void aHeldStateStaysForADay(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot cited = world.cite(ROOM, 1, StateRoot.EMPTY, members(300, 1));
        StateRoot held = world.hold(ROOM, cited, changes(Map.of(7L, 700L, 99L, 9900L)));
        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);
        world.collect();
        assertThat(world.read(held)).isEqualTo(world.content(held));

        world.pass(StateChanges.HOLD);
        world.collector.look(jobs(world, database));
        database.write(tx -> world.states.released(tx, ROOM));
        world.pass(LONG_ENOUGH);
        world.collect();

        assertThat(world.stored(ROOM)).isEmpty();
    }

    @BothDatabases
    void aHeldStateThatWasCitedInTimeStays(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot held = world.hold(ROOM, StateRoot.EMPTY, members(300, 1));
        database.write(tx -> world.cite(tx, ROOM, 1, held));

        world.pass(StateChanges.HOLD.plus(LONG_ENOUGH));
        world.collector.look(jobs(world, database));
        database.write(tx -> world.states.released(tx, ROOM));
        world.pass(LONG_ENOUGH);
        world.collect();

        world.assertOnlyCitedIsLeft(ROOM);
    }

    @BothDatabases
    void muchThatWasHeldIsLookedFor(Database database) {
        StateWorld world = new StateWorld(database);
        for (int i = 0; i < 5; i++) {
            world.hold(ROOM, StateRoot.EMPTY, members(60_000, i * 100_000L));
        }
        Jobs jobs = jobs(world, database);
        world.collector.look(jobs);
        assertThat(jobs.pending()).isEmpty();

        world.pass(StateChanges.HOLD.plus(LONG_ENOUGH));
        world.collector.look(jobs);
        world.pass(LONG_ENOUGH);
        world.collector.look(jobs);

        assertThat(jobs.pending())
                .extracting(BackgroundUpdate::name)
                .containsExactly(StateCollection.JOB);
    }

    /// The old state is marked as unused already when the same comes to be again.
    @BothDatabases
    void aStateThatIsStoredAgainMeanwhileStays(Database database) {
        StateWorld world = new StateWorld(database);
        world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);
        JsonObject progress = world.collectUntilMarked();

        StateRoot again = world.cite(ROOM, 2, StateRoot.EMPTY, members(500, 1));
        finish(world, progress);

        assertThat(world.read(again)).isEqualTo(world.content(again));
        world.assertOnlyCitedIsLeft(ROOM);
    }

    @BothDatabases
    void whatIsStoredWhileUnusedNodesAreLookedForStays(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot first = world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        StateRoot base = world.cite(ROOM, 2, first, changes(Map.of(1L, 1000L)));
        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);
        JsonObject progress = world.batch(JsonObject.EMPTY).progress();
        for (long place = 3; !progress.equals(JsonObject.EMPTY); place++) {
            base = world.cite(ROOM, place, base, changes(Map.of(place, 10_000 + place)));
            progress = world.batch(progress).progress();
        }

        world.assertOnlyCitedIsLeft(ROOM);
    }

    /// A resolution may have read the state of that row before it was deleted.
    @BothDatabases
    void aRowDeletedWhileStatesAreNamedDelaysIt(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot first = world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        world.cite(ROOM, 2, StateRoot.EMPTY, members(500, 1000));
        database.write(tx -> world.states.released(tx, ROOM));
        world.pass(LONG_ENOUGH);
        JsonObject begun = world.batch(JsonObject.EMPTY).progress();
        world.forget(ROOM, 1);
        finish(world, begun);

        StateRoot late = world.cite(ROOM, 3, first, changes(Map.of(7L, 700L)));
        assertThat(world.read(late)).isEqualTo(world.content(late));

        world.pass(LONG_ENOUGH);
        world.collect();
        world.assertOnlyCitedIsLeft(ROOM);
    }

    @BothDatabases
    void batchesThatFailAreDoneAgain(Database database) {
        StateWorld world = new StateWorld(database);
        StateRoot first = world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        world.cite(ROOM, 2, first, changes(Map.of(7L, 700L, 8L, 800L)));
        world.forget(ROOM, 1);
        world.pass(LONG_ENOUGH);

        JsonObject progress = JsonObject.EMPTY;
        boolean complete = false;
        while (!complete) {
            JsonObject now = progress;
            assertThatThrownBy(() ->
                            database.write(tx -> {
                                world.collector.job().step().run(tx, now, 20);
                                throw new IllegalStateException("the server dies");
                            }))
                    .hasMessage("the server dies");
            Job.Batch batch = world.batch(now);
            progress = batch.progress();
            complete = batch.complete();
        }

        world.assertOnlyCitedIsLeft(ROOM);
    }

    /// Two nodes collect while two others write to a room each, delete what they cited longest ago, and hold states
    /// that they cite later, or never.
    @BothDatabases
    void nothingIsLostWhileManyWriteAndCollect(Database database) throws Exception {
        long seed = RandomGenerator.getDefault().nextLong();
        System.out.println("seed " + seed);
        StateWorld world = new StateWorld(database);
        CountDownLatch complete = new CountDownLatch(1);
        Job last =
                new Job(
                        "zz-finish",
                        (tx, _, _) -> {
                            tx.afterCommit(complete::countDown);
                            return Job.Batch.last(0);
                        });
        try (Jobs one = jobs(world, database, last);
                Jobs other = jobs(world, database, last)) {
            one.start();
            other.start();
            List<Tasks.Task<Boolean>> writers =
                    List.of(
                            () -> write(world, one, ROOM, 1, new Random(seed)),
                            () -> write(world, other, OTHER, 1_000_000, new Random(seed + 1)));
            Tasks.all(2, Duration.ofMinutes(2), writers);
            world.pass(StateChanges.HOLD.plus(LONG_ENOUGH));
            world.collector.look(one);
            database.write(tx -> {
                world.states.released(tx, ROOM);
                world.states.released(tx, OTHER);
            });
            world.pass(LONG_ENOUGH);
            world.collector.look(one);
            database.write(tx -> one.add(tx, "zz-finish", Optional.of(StateCollection.JOB), 0));
            assertThat(complete.await(1, TimeUnit.MINUTES)).isTrue();
        }
        world.assertOnlyCitedIsLeft(ROOM);
        world.assertOnlyCitedIsLeft(OTHER);
    }

    private static boolean write(
            StateWorld world, Jobs jobs, RoomId room, long firstPlace, Random random) {
        Deque<Long> places = new ArrayDeque<>(List.of(firstPlace));
        List<StateRoot> held = new ArrayList<>();
        StateRoot root = world.cite(room, firstPlace, StateRoot.EMPTY, members(300, firstPlace));
        for (long place = firstPlace + 1; place < firstPlace + 200; place++) {
            var changes = changes(Map.of((long) random.nextInt(400), place, 400L, place + 500_000));
            switch (random.nextInt(8)) {
                case 0 -> held.add(world.hold(room, root, changes));
                case 1 -> {
                    if (!held.isEmpty()) {
                        StateRoot chosen = held.removeLast();
                        long at = place;
                        world.database.write(tx -> world.cite(tx, room, at, chosen));
                        places.add(place);
                        root = chosen;
                    }
                }
                case 2 -> {
                    if (places.size() > 5) {
                        world.forget(room, places.removeFirst());
                    }
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        world.pass(LONG_ENOUGH);
                        world.collector.look(jobs);
                    }
                }
                default -> {
                    root = world.cite(room, place, root, changes);
                    places.add(place);
                }
            }
        }
        return true;
    }

    private static void finish(StateWorld world, JsonObject begun) {
        Job.Batch batch = world.batch(begun);
        while (!batch.complete()) {
            batch = world.batch(batch.progress());
        }
    }

    static Jobs jobs(StateWorld world, Database database, Job... more) {
        List<Job> all = new ArrayList<>(List.of(more));
        all.add(world.collector.job());
        return new Jobs(
                database, new Leases(database, Node.of(RandomGenerator.getDefault())), QUICK, all);
    }
}
