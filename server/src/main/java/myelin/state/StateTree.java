package myelin.state;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads and changes state trees, given a way to load nodes by their address.
///
/// Pure apart from that function. New nodes are collected in [#fresh]; whoever keeps a root must
/// store all of them. Not shared between threads.
final class StateTree {

    private final Function<StateRoot, StateNode> load;
    private final Map<StateRoot, StateNode> fresh = new LinkedHashMap<>();

    StateTree(Function<StateRoot, StateNode> load) {
        this.load = load;
    }

    /// What a walk over a difference meets: a key, and its event on each side (-1: none there).
    interface Change {
        void at(long key, long before, long after);
    }

    /// What a walk over a state meets.
    interface Entry {
        void at(long key, long event);
    }

    /// The nodes which [#with] and [#without] have made, by address.
    Map<StateRoot, StateNode> fresh() {
        return fresh;
    }

    /// Those of [#fresh] that a state consists of.
    Map<StateRoot, StateNode> freshBelow(StateRoot root) {
        Map<StateRoot, StateNode> below = new LinkedHashMap<>();
        Deque<StateRoot> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            StateRoot next = open.pop();
            StateNode node = fresh.get(next);
            if (node != null
                    && below.put(next, node) == null
                    && node instanceof StateNode.Branch branch) {
                for (StateRoot child : branch.children()) {
                    if (child != null) {
                        open.push(child);
                    }
                }
            }
        }
        return below;
    }

    /// The event of a key in a state, or -1.
    long event(StateRoot root, long key) {
        StateNode node = node(root);
        for (int level = 0; ; level++) {
            switch (node) {
                case StateNode.Leaf leaf -> {
                    return leaf.event(key);
                }
                case StateNode.Branch branch -> {
                    StateRoot child = branch.children()[StateNode.slot(key, level)];
                    if (child == null) {
                        return -1;
                    }
                    node = node(child);
                }
            }
        }
    }

    /// The state `root` with one entry added or replaced.
    StateRoot with(StateRoot root, long key, long event) {
        return keep(with(node(root), key, event, 0));
    }

    private StateNode with(StateNode node, long key, long event, int level) {
        return switch (node) {
            case StateNode.Leaf leaf -> split(leaf.with(key, event), level);
            case StateNode.Branch branch -> {
                int slot = StateNode.slot(key, level);
                StateRoot child = branch.children()[slot];
                StateNode before = child == null ? EMPTY_LEAF : node(child);
                StateNode after = with(before, key, event, level + 1);
                yield branch.with(slot, keep(after), branch.size() + after.size() - before.size());
            }
        };
    }

    /// The state `root` without the entry of a key.
    StateRoot without(StateRoot root, long key) {
        return event(root, key) == -1 ? root : keep(without(node(root), key, 0));
    }

    /// A branch that is left with no more than a leaf may hold becomes one: the shape of a tree
    /// depends on its entries only.
    private StateNode without(StateNode node, long key, int level) {
        return switch (node) {
            case StateNode.Leaf leaf -> leaf.without(key);
            case StateNode.Branch branch when branch.size() == StateNode.LEAF + 1 ->
                    collected(branch).without(key);
            case StateNode.Branch branch -> {
                int slot = StateNode.slot(key, level);
                StateRoot child = Objects.requireNonNull(branch.children()[slot], "no such entry");
                StateNode after = without(node(child), key, level + 1);
                yield branch.with(slot, after.size() == 0 ? null : keep(after), branch.size() - 1);
            }
        };
    }

    private StateNode.Leaf collected(StateNode.Branch branch) {
        NavigableMap<Long, Long> entries = new TreeMap<>();
        for (StateRoot child : branch.children()) {
            if (child != null) {
                forEach(child, entries::put);
            }
        }
        return new StateNode.Leaf(
                entries.keySet().stream().mapToLong(Long::longValue).toArray(),
                entries.values().stream().mapToLong(Long::longValue).toArray());
    }

    private static final StateNode.Leaf EMPTY_LEAF = new StateNode.Leaf(new long[0], new long[0]);

    private StateNode split(StateNode.Leaf leaf, int level) {
        if (leaf.size() <= StateNode.LEAF) {
            return leaf;
        }
        @Nullable StateRoot[] children = new @Nullable StateRoot[StateNode.WIDTH];
        for (int slot = 0; slot < StateNode.WIDTH; slot++) {
            StateNode.Leaf part = part(leaf, slot, level);
            if (part.size() > 0) {
                children[slot] = keep(split(part, level + 1));
            }
        }
        return new StateNode.Branch(children, leaf.size());
    }

    private static StateNode.Leaf part(StateNode.Leaf leaf, int slot, int level) {
        long[] keys = new long[leaf.size()];
        long[] events = new long[leaf.size()];
        int size = 0;
        for (int i = 0; i < leaf.size(); i++) {
            if (StateNode.slot(leaf.keys()[i], level) == slot) {
                keys[size] = leaf.keys()[i];
                events[size++] = leaf.events()[i];
            }
        }
        return new StateNode.Leaf(Arrays.copyOf(keys, size), Arrays.copyOf(events, size));
    }

    private StateRoot keep(StateNode node) {
        StateRoot root = StateRoot.of(node.bytes());
        if (!root.equals(StateRoot.EMPTY)) {
            fresh.put(root, node);
        }
        return root;
    }

    /// All entries of a state, in no order that means anything.
    void forEach(StateRoot root, Entry entry) {
        switch (node(root)) {
            case StateNode.Leaf leaf -> {
                for (int i = 0; i < leaf.size(); i++) {
                    entry.at(leaf.keys()[i], leaf.events()[i]);
                }
            }
            case StateNode.Branch branch -> {
                for (StateRoot child : branch.children()) {
                    if (child != null) {
                        forEach(child, entry);
                    }
                }
            }
        }
    }

    /// The entries in which two states differ; what they share is not visited.
    void difference(StateRoot before, StateRoot after, Change change) {
        if (!before.equals(after)) {
            difference(node(before), node(after), change, 0);
        }
    }

    private void difference(StateNode before, StateNode after, Change change, int level) {
        if (before instanceof StateNode.Leaf a && after instanceof StateNode.Leaf b) {
            merge(a, b, change);
            return;
        }
        for (int slot = 0; slot < StateNode.WIDTH; slot++) {
            Child a = child(before, slot, level);
            Child b = child(after, slot, level);
            if (a.root == null || !a.root.equals(b.root)) {
                difference(a.node(), b.node(), change, level + 1);
            }
        }
    }

    private Child child(StateNode parent, int slot, int level) {
        return switch (parent) {
            case StateNode.Leaf leaf -> new Child(null, part(leaf, slot, level));
            case StateNode.Branch branch -> new Child(branch.children()[slot], null);
        };
    }

    /// One side of a walk: a child not loaded yet, a part of a leaf, or nothing.
    private final class Child {
        private final @Nullable StateRoot root;
        private final StateNode.@Nullable Leaf part;

        Child(@Nullable StateRoot root, StateNode.@Nullable Leaf part) {
            this.root = root;
            this.part = part;
        }

        StateNode node() {
            if (part != null) {
                return part;
            }
            return root == null ? EMPTY_LEAF : StateTree.this.node(root);
        }
    }

    private static void merge(StateNode.Leaf a, StateNode.Leaf b, Change change) {
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            boolean left = j == b.size() || (i < a.size() && a.keys()[i] < b.keys()[j]);
            boolean right = i == a.size() || (j < b.size() && b.keys()[j] < a.keys()[i]);
            if (left) {
                change.at(a.keys()[i], a.events()[i], -1);
                i++;
            } else if (right) {
                change.at(b.keys()[j], -1, b.events()[j]);
                j++;
            } else {
                if (a.events()[i] != b.events()[j]) {
                    change.at(a.keys()[i], a.events()[i], b.events()[j]);
                }
                i++;
                j++;
            }
        }
    }

    private StateNode node(StateRoot root) {
        if (root.equals(StateRoot.EMPTY)) {
            return EMPTY_LEAF;
        }
        StateNode made = fresh.get(root);
        return made != null ? made : load.apply(root);
    }
}
