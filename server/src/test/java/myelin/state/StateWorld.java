package myelin.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import myelin.TestClock;
import myelin.cluster.Job;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.observe.Metrics;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// States in a database, a table that cites them, and what they are known to hold.
final class StateWorld {

    static final RoomId ROOM = RoomId.parse("!room:example.org");
    static final RoomId OTHER = RoomId.parse("!other:example.org");

    private static final Sql CREATE =
            Sql.of("CREATE TABLE cited (place BIGINT PRIMARY KEY, room TEXT, root TEXT)");
    private static final Sql CITE =
            Sql.of("INSERT INTO cited (place, room, root) VALUES (:place, :room, :root)");
    private static final Sql FORGET = Sql.of("DELETE FROM cited WHERE place = :place");
    private static final Sql CITED =
            Sql.of(
                    """
                    SELECT place, root FROM cited WHERE room = :room AND place > :after
                    ORDER BY place LIMIT :limit\
                    """);
    private static final Sql STORED =
            Sql.of(
                    """
                    SELECT room, node_id FROM state_nodes
                    WHERE room = (SELECT number FROM state_rooms WHERE room_id = :room)\
                    """);

    final TestClock clock = new TestClock();
    final Metrics metrics = new Metrics();
    final Database database;
    final StateStore states;
    final StateCollector collector;
    private final Map<StateRoot, Map<StateKey, Long>> contents = new HashMap<>();

    StateWorld(Database database) {
        this.database = database;
        this.states = new StateStore(database, clock);
        this.collector = states.collector(metrics, StateWorld::cited);
        database.write(tx -> tx.update(CREATE).run());
    }

    private static CitedStates.Page cited(Tx tx, RoomId room, long after, int limit) {
        List<StateRoot> roots = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        tx.query(CITED)
                .bind("room", room)
                .bind("after", after)
                .bind("limit", limit)
                .forEach(row -> {
                    places.add(row.number("place"));
                    roots.add(StateRoot.parse(row.string("root")));
                });
        return new CitedStates.Page(
                roots, places.size() < limit ? Optional.empty() : Optional.of(places.getLast()));
    }

    static StateKey member(long number) {
        return new StateKey("m.room.member", "@user" + number + ":example.org");
    }

    /// So many members, whose events are at the places from `first` on.
    static Map<StateKey, Optional<Long>> members(int count, long first) {
        Map<StateKey, Optional<Long>> members = new HashMap<>();
        for (int i = 0; i < count; i++) {
            members.put(member(i), Optional.of(first + i));
        }
        return members;
    }

    /// Stores a state which a row cites from then on.
    StateRoot cite(RoomId room, long place, StateRoot base, Map<StateKey, Optional<Long>> changes) {
        return database.transact(tx -> {
            StateChanges made = states.changes(tx);
            StateRoot root = made.with(room, base, changes);
            made.store();
            cite(tx, room, place, root);
            note(base, root, changes);
            return root;
        });
    }

    /// Stores a state which nobody cites yet.
    StateRoot hold(RoomId room, StateRoot base, Map<StateKey, Optional<Long>> changes) {
        return database.transact(tx -> {
            StateChanges made = states.changes(tx);
            StateRoot root = made.with(room, base, changes);
            made.hold(root);
            made.store();
            note(base, root, changes);
            return root;
        });
    }

    void cite(Tx tx, RoomId room, long place, StateRoot root) {
        tx.update(CITE).bind("place", place).bind("room", room).bind("root", root.toString()).run();
    }

    private synchronized void note(
            StateRoot base, StateRoot root, Map<StateKey, Optional<Long>> changes) {
        Map<StateKey, Long> content = new HashMap<>(contents.getOrDefault(base, Map.of()));
        changes.forEach((key, event) ->
                event.ifPresentOrElse(it -> content.put(key, it), () -> content.remove(key)));
        contents.put(root, content);
    }

    /// Deletes a row that cites a state.
    void forget(RoomId room, long place) {
        database.write(tx -> {
            tx.update(FORGET).bind("place", place).run();
            states.released(tx, room);
        });
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    /// Runs the background update to its end.
    void collect() {
        Job.Batch batch = batch(JsonObject.EMPTY);
        while (!batch.complete()) {
            batch = batch(batch.progress());
        }
    }

    /// Runs batches until the next one would delete.
    JsonObject collectUntilMarked() {
        JsonObject progress = batch(JsonObject.EMPTY).progress();
        while (!(CollectionStep.read(progress) instanceof CollectionStep.Sweeping)) {
            assertThat(progress).isNotEqualTo(JsonObject.EMPTY);
            progress = batch(progress).progress();
        }
        return progress;
    }

    Job.Batch batch(JsonObject progress) {
        return database.transact(tx -> collector.job().step().run(tx, progress, 20));
    }

    /// A state as somebody reads it who has nothing in memory.
    Map<StateKey, Long> read(StateRoot root) {
        return new StateStore(database, clock).entries(root);
    }

    /// What was stored under a root.
    synchronized Map<StateKey, Long> content(StateRoot root) {
        return contents.getOrDefault(root, Map.of());
    }

    /// Requires that all cited states are whole, and that there is nothing else in the room.
    void assertOnlyCitedIsLeft(RoomId room) {
        Set<StateRoot> reached = new HashSet<>();
        for (StateRoot root : cited(room)) {
            assertThat(read(root)).isEqualTo(content(root));
            reach(root, reached);
        }
        assertThat(stored(room)).isEqualTo(reached);
    }

    Set<StateRoot> cited(RoomId room) {
        return new HashSet<>(
                database.<List<StateRoot>>read(tx ->
                        List.copyOf(
                                cited(tx, room, CitedStates.FIRST, Integer.MAX_VALUE).roots())));
    }

    private void reach(StateRoot root, Set<StateRoot> reached) {
        StoredNodes nodes = new StateStore(database, clock).tables().stored();
        List<StateRoot> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            StateRoot next = open.removeLast();
            if (reached.add(next)
                    && nodes.load(List.of(next)).get(next) instanceof StateNode.Branch branch) {
                open.addAll(branch.present());
            }
        }
    }

    Set<StateRoot> stored(RoomId room) {
        return new HashSet<>(
                database.<List<StateRoot>>read(tx ->
                        tx.query(STORED)
                                .bind("room", room)
                                .list(row ->
                                        StateRoot.of(row.number("room"), row.string("node_id")))));
    }

    /// Changes of a few members, without those that are gone.
    static Map<StateKey, Optional<Long>> changes(Map<Long, Long> events) {
        Map<StateKey, Optional<Long>> changes = new HashMap<>();
        new TreeMap<>(events)
                .forEach((number, event) -> changes.put(member(number), Optional.of(event)));
        return changes;
    }
}
