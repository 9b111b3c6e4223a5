package myelin.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Reads and changes state trees of a room, given a way to load nodes by their address.
///
/// Pure apart from that. Walks go level by level, and load the nodes of a level together. New nodes
/// are collected in [#fresh]; whoever keeps a root must store all of them. Not shared between
/// threads.
final class StateTree {

    private final long room;
    private final Nodes stored;
    private final Map<StateRoot, StateNode> fresh = new LinkedHashMap<>();

    /// @param room the number of the room whose states are changed
    StateTree(long room, Nodes stored) {
        this.room = room;
        this.stored = stored;
    }

    /// A tree that is only read.
    static StateTree of(StateRoot root, Nodes stored) {
        return new StateTree(root.room(), stored);
    }

    /// Loads nodes by their addresses.
    @FunctionalInterface
    interface Nodes {

        /// @throws IllegalStateException when one is not there
        Map<StateRoot, StateNode> load(Collection<StateRoot> roots);
    }

    /// What a walk over a difference meets: a key, and its event on each side, or
    /// [StateNode#NONE].
    @FunctionalInterface
    interface Change {
        void at(long key, long before, long after);
    }

    /// What a walk over a state meets.
    @FunctionalInterface
    interface Entry {
        void at(long key, long event);
    }

    /// The nodes which `with` has made, by address.
    Map<StateRoot, StateNode> fresh() {
        return fresh;
    }

    /// The event of a key in a state, or [StateNode#NONE].
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
                        return StateNode.NONE;
                    }
                    node = node(child);
                }
            }
        }
    }

    /// The events of those of the keys that the state has.
    Map<Long, Long> events(StateRoot root, Collection<Long> keys) {
        return events(Map.of(root, keys)).getOrDefault(root, Map.of());
    }

    /// A node that a walk through several states has come to.
    ///
    /// @param state from where it came
    private record Place(StateRoot state, StateRoot node) {}

    /// The same of several states, for each of which its keys are given. States without any of theirs are left out.
    Map<StateRoot, Map<Long, Long>> events(Map<StateRoot, ? extends Collection<Long>> wanted) {
        Map<StateRoot, Map<Long, Long>> found = new HashMap<>();
        Map<Place, Collection<Long>> open = new HashMap<>();
        wanted.forEach((root, keys) -> open.put(new Place(root, root), keys));
        for (int level = 0; !open.isEmpty(); level++) {
            Map<StateRoot, StateNode> loaded = nodes(nodesOf(open.keySet()));
            Map<Place, Collection<Long>> below = new HashMap<>();
            for (Map.Entry<Place, Collection<Long>> entry : open.entrySet()) {
                StateRoot state = entry.getKey().state();
                StateNode node = loaded.getOrDefault(entry.getKey().node(), StateNode.Leaf.EMPTY);
                for (long key : entry.getValue()) {
                    switch (node) {
                        case StateNode.Leaf leaf -> {
                            if (leaf.event(key) != StateNode.NONE) {
                                found.computeIfAbsent(state, _ -> new HashMap<>())
                                        .put(key, leaf.event(key));
                            }
                        }
                        case StateNode.Branch branch -> {
                            StateRoot child = branch.children()[StateNode.slot(key, level)];
                            if (child != null) {
                                below.computeIfAbsent(
                                                new Place(state, child), _ -> new ArrayList<>())
                                        .add(key);
                            }
                        }
                    }
                }
            }
            open.clear();
            open.putAll(below);
        }
        return found;
    }

    private static Set<StateRoot> nodesOf(Collection<Place> places) {
        Set<StateRoot> nodes = new HashSet<>();
        places.forEach(place -> nodes.add(place.node()));
        return nodes;
    }

    /// All entries of several states, key and event. States with none are left out, and those with more than `most`.
    Map<StateRoot, Map<Long, Long>> entries(Collection<StateRoot> states, int most) {
        Map<StateRoot, Map<Long, Long>> found = new HashMap<>();
        List<Place> open = states.stream().distinct().map(root -> new Place(root, root)).toList();
        while (!open.isEmpty()) {
            Map<StateRoot, StateNode> loaded = nodes(nodesOf(open));
            List<Place> below = new ArrayList<>();
            for (Place place : open) {
                switch (loaded.getOrDefault(place.node(), StateNode.Leaf.EMPTY)) {
                    case StateNode.Leaf leaf -> {
                        for (int i = 0; i < leaf.size(); i++) {
                            found.computeIfAbsent(place.state(), _ -> new HashMap<>())
                                    .put(leaf.keys()[i], leaf.events()[i]);
                        }
                    }
                    case StateNode.Branch branch -> {
                        if (branch.size() <= most) {
                            branch.present()
                                    .forEach(child -> below.add(new Place(place.state(), child)));
                        }
                    }
                }
            }
            open = below;
        }
        return found;
    }

    /// The state `root` with one entry added or replaced.
    StateRoot with(StateRoot root, long key, long event) {
        return with(root, new StateNode.Leaf(new long[] {key}, new long[] {event}));
    }

    /// The state `root` with many entries added, replaced, or, where the event is
    /// [StateNode#NONE], removed.
    StateRoot with(StateRoot root, SortedMap<Long, Long> changes) {
        return with(
                root,
                new StateNode.Leaf(
                        changes.keySet().stream().mapToLong(Long::longValue).toArray(),
                        changes.values().stream().mapToLong(Long::longValue).toArray()));
    }

    private StateRoot with(StateRoot root, StateNode.Leaf changes) {
        return keep(with(node(root), changes, 0));
    }

    private StateNode with(StateNode node, StateNode.Leaf changes, int level) {
        return switch (node) {
            case StateNode.Leaf leaf -> split(leaf.with(changes), level);
            case StateNode.Branch branch -> with(branch, changes, level);
        };
    }

    private StateNode with(StateNode.Branch branch, StateNode.Leaf changes, int level) {
        Map<Integer, StateNode.Leaf> parts = parts(changes, level);
        Map<StateRoot, StateNode> below = nodes(children(branch, parts.keySet()));
        Map<Integer, StateNode> changed = new HashMap<>();
        int size = branch.size();
        for (Map.Entry<Integer, StateNode.Leaf> part : parts.entrySet()) {
            StateNode before = below.get(branch.children()[part.getKey()]);
            StateNode after =
                    with(
                            before == null ? StateNode.Leaf.EMPTY : before,
                            part.getValue(),
                            level + 1);
            size += after.size() - (before == null ? 0 : before.size());
            changed.put(part.getKey(), after);
        }
        if (size <= StateNode.LEAF) {
            return gathered(branch, changed);
        }
        @Nullable StateRoot[] children = branch.children().clone();
        changed.forEach((slot, child) -> children[slot] = child.size() == 0 ? null : keep(child));
        return new StateNode.Branch(children, size);
    }

    private static Map<Integer, StateNode.Leaf> parts(StateNode.Leaf leaf, int level) {
        Set<Integer> slots = new HashSet<>();
        for (long key : leaf.keys()) {
            slots.add(StateNode.slot(key, level));
        }
        Map<Integer, StateNode.Leaf> parts = new LinkedHashMap<>();
        slots.forEach(slot -> parts.put(slot, leaf.part(slot, level)));
        return parts;
    }

    private static List<StateRoot> children(StateNode.Branch branch, Collection<Integer> slots) {
        List<StateRoot> children = new ArrayList<>();
        for (int slot : slots) {
            StateRoot child = branch.children()[slot];
            if (child != null) {
                children.add(child);
            }
        }
        return children;
    }

    /// A branch that has become so small that it is a leaf; then so is each of its children.
    private StateNode.Leaf gathered(StateNode.Branch branch, Map<Integer, StateNode> changed) {
        List<Integer> unchanged = new ArrayList<>();
        for (int slot = 0; slot < StateNode.WIDTH; slot++) {
            if (!changed.containsKey(slot)) {
                unchanged.add(slot);
            }
        }
        List<StateNode> all = new ArrayList<>(changed.values());
        all.addAll(nodes(children(branch, unchanged)).values());
        StateNode.Leaf gathered = StateNode.Leaf.EMPTY;
        for (StateNode child : all) {
            gathered =
                    switch (child) {
                        case StateNode.Leaf leaf -> gathered.with(leaf);
                        case StateNode.Branch impossible ->
                                throw new IllegalStateException(
                                        "a branch with " + impossible.size());
                    };
        }
        return gathered;
    }

    private StateNode split(StateNode.Leaf leaf, int level) {
        if (leaf.size() <= StateNode.LEAF) {
            return leaf;
        }
        @Nullable StateRoot[] children = new @Nullable StateRoot[StateNode.WIDTH];
        parts(leaf, level).forEach((slot, part) -> children[slot] = keep(split(part, level + 1)));
        return new StateNode.Branch(children, leaf.size());
    }

    private StateRoot keep(StateNode node) {
        if (node.size() == 0) {
            return StateRoot.EMPTY;
        }
        StateRoot root = StateRoot.of(room, node.bytes());
        fresh.put(root, node);
        return root;
    }

    /// All entries of a state, in no order that means anything.
    void forEach(StateRoot root, Entry entry) {
        List<StateRoot> level = List.of(root);
        while (!level.isEmpty()) {
            List<StateRoot> below = new ArrayList<>();
            for (StateNode node : nodes(level).values()) {
                switch (node) {
                    case StateNode.Leaf leaf -> {
                        for (int i = 0; i < leaf.size(); i++) {
                            entry.at(leaf.keys()[i], leaf.events()[i]);
                        }
                    }
                    case StateNode.Branch branch -> below.addAll(branch.present());
                }
            }
            level = below;
        }
    }

    /// One side of a walk over a difference: a node not loaded yet, or entries.
    private sealed interface Side {
        record Stored(StateRoot root) implements Side {}

        record Entries(StateNode.Leaf leaf) implements Side {}
    }

    private record Pair(Side before, Side after) {}

    private static final Side NOTHING = new Side.Entries(StateNode.Leaf.EMPTY);

    /// The entries in which two states differ; what they share is not visited.
    void difference(StateRoot before, StateRoot after, Change change) {
        List<Pair> pairs =
                before.equals(after)
                        ? List.of()
                        : List.of(new Pair(new Side.Stored(before), new Side.Stored(after)));
        for (int level = 0; !pairs.isEmpty(); level++) {
            Map<StateRoot, StateNode> loaded = nodes(roots(pairs));
            List<Pair> below = new ArrayList<>();
            for (Pair pair : pairs) {
                StateNode a = node(pair.before(), loaded);
                StateNode b = node(pair.after(), loaded);
                if (a instanceof StateNode.Leaf one && b instanceof StateNode.Leaf other) {
                    merge(one, other, change);
                } else {
                    addChildren(below, a, b, level);
                }
            }
            pairs = below;
        }
    }

    private static Set<StateRoot> roots(List<Pair> pairs) {
        Set<StateRoot> roots = new HashSet<>();
        for (Pair pair : pairs) {
            for (Side side : List.of(pair.before(), pair.after())) {
                if (side instanceof Side.Stored(StateRoot root)) {
                    roots.add(root);
                }
            }
        }
        return roots;
    }

    private static StateNode node(Side side, Map<StateRoot, StateNode> loaded) {
        return switch (side) {
            case Side.Stored(StateRoot root) -> loaded.getOrDefault(root, StateNode.Leaf.EMPTY);
            case Side.Entries(StateNode.Leaf leaf) -> leaf;
        };
    }

    private static void addChildren(List<Pair> below, StateNode a, StateNode b, int level) {
        for (int slot = 0; slot < StateNode.WIDTH; slot++) {
            Side before = child(a, slot, level);
            Side after = child(b, slot, level);
            if (!before.equals(after)) {
                below.add(new Pair(before, after));
            }
        }
    }

    private static Side child(StateNode parent, int slot, int level) {
        return switch (parent) {
            case StateNode.Leaf leaf -> {
                StateNode.Leaf part = leaf.part(slot, level);
                yield part.size() == 0 ? NOTHING : new Side.Entries(part);
            }
            case StateNode.Branch branch -> {
                StateRoot child = branch.children()[slot];
                yield child == null ? NOTHING : new Side.Stored(child);
            }
        };
    }

    private static void merge(StateNode.Leaf a, StateNode.Leaf b, Change change) {
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            boolean left = j == b.size() || (i < a.size() && a.keys()[i] < b.keys()[j]);
            boolean right = i == a.size() || (j < b.size() && b.keys()[j] < a.keys()[i]);
            if (left) {
                change.at(a.keys()[i], a.events()[i], StateNode.NONE);
                i++;
            } else if (right) {
                change.at(b.keys()[j], StateNode.NONE, b.events()[j]);
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
        return nodes(List.of(root)).getOrDefault(root, StateNode.Leaf.EMPTY);
    }

    /// The nodes at these addresses; the empty leaf, which is stored nowhere, is left out.
    private Map<StateRoot, StateNode> nodes(Collection<StateRoot> roots) {
        Map<StateRoot, StateNode> found = new HashMap<>();
        List<StateRoot> missing = new ArrayList<>();
        for (StateRoot root : roots) {
            StateNode made = fresh.get(root);
            if (made != null) {
                found.put(root, made);
            } else if (!root.equals(StateRoot.EMPTY)) {
                missing.add(root);
            }
        }
        if (!missing.isEmpty()) {
            found.putAll(stored.load(missing));
        }
        return found;
    }
}
