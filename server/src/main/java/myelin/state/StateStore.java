package myelin.state;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.observe.CacheMetrics;
import myelin.observe.Metrics;
import myelin.sql.Database;
import myelin.sql.Tx;

/// The states of all rooms, at every event.
///
/// A state is named by its [StateRoot]; reading one entry loads as many nodes as the tree is deep,
/// reading a whole state asks the database once for each level, and the difference of two states
/// costs what differs. Values are numbers of events. Nodes and numbers never change, so what is
/// in memory is right for as long as there is space. Any thread.
public final class StateStore {

    private final Database database;
    private final InstantSource clock;
    private final Tables tables;

    /// What the states are made of.
    record Tables(
            StateNodesTable nodes,
            StateRoomsTable rooms,
            StateHoldsTable holds,
            StoredNodes stored,
            StateNumbers numbers) {}

    public StateStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        StateNodesTable nodes = new StateNodesTable();
        StateRoomsTable rooms = new StateRoomsTable();
        this.tables =
                new Tables(
                        nodes,
                        rooms,
                        new StateHoldsTable(),
                        new StoredNodes(database, nodes),
                        new StateNumbers(database, rooms));
    }

    /// An entry of a state that differs from another: numbers of events, empty where there is
    /// none.
    public record Change(StateKey key, Optional<Long> before, Optional<Long> after) {}

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        tables.stored().show(shown);
        tables.numbers().show(shown);
    }

    /// The number of the state event at a key, empty when the state has none.
    public Optional<Long> event(StateRoot root, StateKey key) {
        return tables.numbers()
                .find(key)
                .flatMap(number -> present(tree(root).event(root, number)));
    }

    /// The numbers of the state events at some keys, read together; those are left out at which the
    /// state has none.
    public Map<StateKey, Long> events(StateRoot root, Collection<StateKey> keys) {
        Map<StateKey, Long> numbers = tables.numbers().find(keys);
        Map<Long, Long> numbered = tree(root).events(root, numbers.values());
        Map<StateKey, Long> found = new HashMap<>();
        numbers.forEach((key, number) -> {
            if (numbered.containsKey(number)) {
                found.put(key, position(numbered, number));
            }
        });
        return found;
    }

    /// As [#events(StateRoot, Collection)], of several states, which may be of different rooms.
    public Map<StateRoot, Map<StateKey, Long>> events(Map<StateRoot, Set<StateKey>> wanted) {
        Set<StateKey> keys = new HashSet<>();
        wanted.values().forEach(keys::addAll);
        Map<StateKey, Long> numbers = tables.numbers().find(keys);
        Map<StateRoot, List<Long>> numbered = new HashMap<>();
        wanted.forEach((root, some) ->
                numbered.put(
                        root, some.stream().map(numbers::get).filter(Objects::nonNull).toList()));
        Map<StateRoot, Map<Long, Long>> events = several().events(numbered);
        Map<StateRoot, Map<StateKey, Long>> found = new HashMap<>();
        wanted.forEach((root, some) -> {
            Map<Long, Long> known = events.getOrDefault(root, Map.of());
            for (StateKey key : some) {
                Long event = known.get(numbers.getOrDefault(key, StateNode.NONE));
                if (event != null) {
                    found.computeIfAbsent(root, _ -> new HashMap<>()).put(key, event);
                }
            }
        });
        return found;
    }

    /// The numbers of all events that were found in several states.
    public static Set<Long> all(Map<StateRoot, Map<StateKey, Long>> found) {
        Set<Long> numbers = new HashSet<>();
        found.values().forEach(entries -> numbers.addAll(entries.values()));
        return numbers;
    }

    /// All entries of a state: key and number of its event.
    public Map<StateKey, Long> entries(StateRoot root) {
        Map<Long, Long> numbered = new HashMap<>();
        tree(root).forEach(root, numbered::put);
        return keyed(numbered);
    }

    /// As [#entries(StateRoot)], of several states, which may be of different rooms. Those with more than `most`
    /// entries are left out.
    public Map<StateRoot, Map<StateKey, Long>> entries(Collection<StateRoot> roots, int most) {
        Map<StateRoot, Map<Long, Long>> numbered = several().entries(roots, most);
        Set<Long> keys = new HashSet<>();
        numbered.values().forEach(entries -> keys.addAll(entries.keySet()));
        tables.numbers().keys(keys);
        Map<StateRoot, Map<StateKey, Long>> found = new HashMap<>();
        numbered.forEach((root, entries) -> found.put(root, keyed(entries)));
        return found;
    }

    private Map<StateKey, Long> keyed(Map<Long, Long> numbered) {
        Map<StateKey, Long> entries = HashMap.newHashMap(numbered.size());
        tables.numbers()
                .keys(numbered.keySet())
                .forEach((number, key) -> entries.put(key, position(numbered, number)));
        return entries;
    }

    private static long position(Map<Long, Long> numbered, long number) {
        return numbered.getOrDefault(number, StateNode.NONE);
    }

    /// The numbers of all state events of a state.
    public List<Long> numbers(StateRoot root) {
        List<Long> numbers = new ArrayList<>();
        tree(root).forEach(root, (_, event) -> numbers.add(event));
        return numbers;
    }

    /// As [#numbers(StateRoot)], of several states, which may be of different rooms. Those with more than `most`
    /// entries are left out.
    public Map<StateRoot, Collection<Long>> numbers(Collection<StateRoot> roots, int most) {
        Map<StateRoot, Collection<Long>> found = new HashMap<>();
        several()
                .entries(roots, most)
                .forEach((root, entries) -> found.put(root, entries.values()));
        return found;
    }

    /// What has to change in `before` to make it `after`; both are states of one room.
    public List<Change> difference(StateRoot before, StateRoot after) {
        record Numbered(long key, long before, long after) {}
        List<Numbered> numbered = new ArrayList<>();
        tree(after).difference(before, after, (key, a, b) -> numbered.add(new Numbered(key, a, b)));
        Map<Long, StateKey> keys =
                tables.numbers().keys(numbered.stream().map(Numbered::key).toList());
        List<Change> changes = new ArrayList<>(numbered.size());
        for (Numbered change : numbered) {
            StateKey key = keys.get(change.key());
            if (key == null) {
                throw new IllegalStateException("no state key " + change.key());
            }
            changes.add(new Change(key, present(change.before()), present(change.after())));
        }
        return changes;
    }

    private static Optional<Long> present(long position) {
        return position == StateNode.NONE ? Optional.empty() : Optional.of(position);
    }

    /// Begins to change states inside a transaction.
    public StateChanges changes(Tx tx) {
        return new StateChanges(tx, tables, clock.instant().plus(StateChanges.HOLD).toEpochMilli());
    }

    /// Notes that rows which cite states of a room were deleted by this transaction. What no other
    /// row cites is collected later.
    public void released(Tx tx, RoomId room) {
        tables.rooms().release(tx, room, clock.millis());
    }

    /// Deletes what is stored of the states of a room that goes, at last its number.
    ///
    /// @return how many rows, up to `limit`; fewer when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        Optional<Long> number = tables.rooms().number(tx, room);
        if (number.isEmpty()) {
            return 0;
        }
        int deleted = tables.nodes().deleteIn(tx, number.get(), limit);
        if (deleted < limit) {
            tables.holds().deleteIn(tx, number.get());
            tables.rooms().delete(tx, number.get());
        }
        return deleted;
    }

    /// Drops the numbers of rooms that were deleted: one that comes again gets another.
    public void forget(Predicate<RoomId> rooms) {
        tables.numbers().forget(rooms);
    }

    /// How much the states of a room take, of all that is stored of it; empty when this server knows
    /// no such room. A node that was stored a second time counts twice.
    public Optional<StateSize> size(RoomId room) {
        return database.read(tx -> tables.rooms().size(tx, room));
    }

    /// What deletes the states that are not needed any more.
    ///
    /// @param cited names those that are
    public StateCollector collector(Metrics metrics, CitedStates cited) {
        return new StateCollector(database, this, clock, metrics, cited);
    }

    Tables tables() {
        return tables;
    }

    private StateTree tree(StateRoot root) {
        return StateTree.of(root, tables.stored()::load);
    }

    /// For reading in several rooms.
    private StateTree several() {
        return tree(StateRoot.EMPTY);
    }
}
