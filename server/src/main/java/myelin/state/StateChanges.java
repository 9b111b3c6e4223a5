package myelin.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.sql.Tx;

/// Changes states inside a transaction that will store the new nodes.
///
/// The states it begins with are cited by a row now, or were read from one a moment ago
/// ([StateCollector] says how long). The states it makes are cited by the same transaction, or
/// held ([#hold]).
public final class StateChanges {

    /// How long a held state is kept that nobody cites.
    public static final Duration HOLD = Duration.ofDays(1);

    private final Tx tx;
    private final StateStore.Tables tables;
    private final long heldUntil;
    private final Map<RoomId, StateTree> trees = new HashMap<>();
    private final List<StateRoot> held = new ArrayList<>();

    StateChanges(Tx tx, StateStore.Tables tables, long heldUntil) {
        this.tx = tx;
        this.tables = tables;
        this.heldUntil = heldUntil;
    }

    /// The state `root` with another event at a key.
    ///
    /// @param root a state of the room, or [StateRoot#EMPTY]
    public StateRoot with(RoomId room, StateRoot root, StateKey key, long event) {
        long number = tables.numbers().ofKeys(tx, List.of(key)).getOrDefault(key, 0L);
        return tree(room).with(root, number, event);
    }

    /// The state `root` with other events at many keys: numbers, empty where the entry is to go.
    /// It costs what changes.
    ///
    /// @param root a state of the room, or [StateRoot#EMPTY]
    public StateRoot with(RoomId room, StateRoot root, Map<StateKey, Optional<Long>> changes) {
        Map<StateKey, Long> numbers = tables.numbers().ofKeys(tx, changes.keySet());
        SortedMap<Long, Long> numbered = new TreeMap<>();
        numbers.forEach((key, number) ->
                numbered.put(
                        number,
                        changes.getOrDefault(key, Optional.empty()).orElse(StateNode.NONE)));
        return tree(room).with(root, numbered);
    }

    private StateTree tree(RoomId room) {
        return trees.computeIfAbsent(
                room,
                _ ->
                        new StateTree(
                                tables.numbers().ofRoom(tx, room),
                                roots -> tables.stored().load(tx, roots)));
    }

    /// Keeps a state that this transaction stores and no row cites yet, for [#HOLD]: who has made it
    /// cites it until then, or lets it go.
    public void hold(StateRoot root) {
        if (!root.equals(StateRoot.EMPTY)) {
            held.add(root);
        }
    }

    /// Stores what was made; call once, before the transaction ends. From here to the commit nobody
    /// else stores states of these rooms.
    public void store() {
        Map<StateRoot, StateNode> fresh = new LinkedHashMap<>();
        trees.values().forEach(tree -> fresh.putAll(tree.fresh()));
        if (fresh.isEmpty()) {
            return;
        }
        Map<StateRoot, byte[]> contents = new LinkedHashMap<>();
        Map<Long, StateSize> sizes = new TreeMap<>();
        fresh.forEach((root, node) -> {
            byte[] content = node.bytes();
            contents.put(root, content);
            sizes.merge(root.room(), new StateSize(1, content.length), StateSize::plus);
        });
        tables.nodes().insert(tx, contents, tables.rooms().lock(tx, sizes.keySet()));
        tables.rooms().grow(tx, sizes);
        for (StateRoot root : held) {
            StateSize written = sizes.getOrDefault(root.room(), StateSize.NOTHING);
            tables.holds().hold(tx, root, heldUntil, written.bytes() / held.size());
        }
        tx.afterCommit(() -> tables.stored().committed(fresh));
    }
}
