package myelin.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.state.StateKey;
import myelin.sql.Database;
import myelin.sql.Tx;

/// The states of all rooms, at every event.
///
/// A state is named by its [StateRoot]; reading one entry loads as many nodes as the tree is deep,
/// and the difference of two states costs what differs. Values are positions of events. Nodes and
/// key numbers never change, so both caches hold them for as long as there is space. Any thread.
public final class StateStore {

    /// Nodes in memory, at most (a node is below 600 bytes).
    private static final int CACHED_NODES = 20_000;

    /// (type, state key) pairs in memory, at most, in each direction.
    private static final int CACHED_KEYS = 20_000;

    private final Database database;
    private final StateNodesTable nodes = new StateNodesTable();
    private final StateKeysTable keys = new StateKeysTable();
    private final Cache<StateRoot, StateNode> nodeCache =
            Caffeine.newBuilder().maximumSize(CACHED_NODES).build();
    private final Cache<StateKey, Long> numberCache =
            Caffeine.newBuilder().maximumSize(CACHED_KEYS).build();
    private final Cache<Long, StateKey> keyCache =
            Caffeine.newBuilder().maximumSize(CACHED_KEYS).build();

    public StateStore(Database database) {
        this.database = database;
    }

    /// An entry of a state that differs from another: positions of events, empty where there is
    /// none.
    public record Change(StateKey key, Optional<Long> before, Optional<Long> after) {}

    /// The position of the state event at a key, empty when the state has none.
    public Optional<Long> event(StateRoot root, StateKey key) {
        Optional<Long> number = number(key);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        long position = tree().event(root, number.get());
        return position == -1 ? Optional.empty() : Optional.of(position);
    }

    /// All entries of a state: key and position of its event.
    public Map<StateKey, Long> entries(StateRoot root) {
        Map<StateKey, Long> entries = new HashMap<>();
        tree().forEach(root, (key, event) -> entries.put(key(key), event));
        return entries;
    }

    /// The positions of all state events of a state.
    public List<Long> positions(StateRoot root) {
        List<Long> positions = new ArrayList<>();
        tree().forEach(root, (key, event) -> positions.add(event));
        return positions;
    }

    /// What has to change in `before` to make it `after`.
    public List<Change> difference(StateRoot before, StateRoot after) {
        List<Change> changes = new ArrayList<>();
        tree().difference(
                        before,
                        after,
                        (key, a, b) -> changes.add(new Change(key(key), present(a), present(b))));
        return changes;
    }

    private static Optional<Long> present(long position) {
        return position == -1 ? Optional.empty() : Optional.of(position);
    }

    /// Changes states inside a transaction that will store the new nodes.
    public final class Changes {
        private final Tx tx;
        private final StateTree tree;

        Changes(Tx tx) {
            this.tx = tx;
            this.tree = new StateTree(root -> node(tx, root));
        }

        /// The state `root` with another event at a key.
        public StateRoot with(StateRoot root, StateKey key, long position) {
            return tree.with(root, numberOrNew(tx, key), position);
        }

        /// The state `root` without the entry of a key.
        public StateRoot without(StateRoot root, StateKey key) {
            return tree.without(root, numberOrNew(tx, key));
        }

        /// Stores what the others have made; call once, before the transaction ends.
        public void store() {
            store(tree.fresh());
        }

        /// As [#store()], when of all the states that were made on the way only this one is kept.
        public void storeOnly(StateRoot root) {
            store(tree.freshBelow(root));
        }

        private void store(Map<StateRoot, StateNode> made) {
            nodes.insert(tx, made);
            tx.afterCommit(() -> nodeCache.putAll(made));
        }
    }

    /// Begins to change states inside a transaction.
    public Changes changes(Tx tx) {
        return new Changes(tx);
    }

    private StateTree tree() {
        return new StateTree(this::node);
    }

    private StateNode node(StateRoot root) {
        StateNode cached = nodeCache.getIfPresent(root);
        if (cached != null) {
            return cached;
        }
        return database.read(tx -> node(tx, root));
    }

    private StateNode node(Tx tx, StateRoot root) {
        StateNode cached = nodeCache.getIfPresent(root);
        if (cached != null) {
            return cached;
        }
        StateNode loaded =
                nodes.find(tx, root)
                        .orElseThrow(() -> new IllegalStateException("no state node " + root));
        nodeCache.put(root, loaded);
        return loaded;
    }

    private Optional<Long> number(StateKey key) {
        Long cached = numberCache.getIfPresent(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Long> stored = database.read(tx -> keys.number(tx, key));
        stored.ifPresent(number -> numberCache.put(key, number));
        return stored;
    }

    private long numberOrNew(Tx tx, StateKey key) {
        Long cached = numberCache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        long number = keys.numberOrNew(tx, key);
        tx.afterCommit(() -> numberCache.put(key, number));
        return number;
    }

    private StateKey key(long number) {
        StateKey cached = keyCache.getIfPresent(number);
        if (cached != null) {
            return cached;
        }
        StateKey loaded = database.read(tx -> keys.key(tx, number));
        keyCache.put(number, loaded);
        return loaded;
    }
}
