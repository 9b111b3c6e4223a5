package myelin.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateTreeTest {

    private static final long ROOM = 70_000;

    private final Map<StateRoot, StateNode> stored = new HashMap<>();
    private int loads;

    private StateTree tree() {
        return new StateTree(
                ROOM,
                roots -> {
                    loads++;
                    Map<StateRoot, StateNode> nodes = new HashMap<>();
                    for (StateRoot root : roots) {
                        StateNode node = stored.get(root);
                        assertThat(node).as("node %s", root).isNotNull();
                        nodes.put(root, StateNode.read(ROOM, node.bytes()));
                    }
                    return nodes;
                });
    }

    private StateRoot with(StateRoot root, long key, long event) {
        StateTree tree = tree();
        StateRoot changed = tree.with(root, key, event);
        stored.putAll(tree.fresh());
        return changed;
    }

    private StateRoot of(List<Map.Entry<Long, Long>> entries) {
        StateRoot root = StateRoot.EMPTY;
        for (Map.Entry<Long, Long> entry : entries) {
            root = with(root, entry.getKey(), entry.getValue());
        }
        return root;
    }

    private Map<Long, Long> entries(StateRoot root) {
        Map<Long, Long> entries = new TreeMap<>();
        tree().forEach(root, entries::put);
        return entries;
    }

    private static Map<Long, Long> random(Random random, int size) {
        Map<Long, Long> entries = new TreeMap<>();
        while (entries.size() < size) {
            entries.put((long) random.nextInt(size * 3 + 1), (long) random.nextInt(1_000_000));
        }
        return entries;
    }

    @Test
    void theEmptyStateHasNoEntries() {
        assertThat(entries(StateRoot.EMPTY)).isEmpty();
        assertThat(tree().event(StateRoot.EMPTY, 1)).isEqualTo(StateNode.NONE);
    }

    @Test
    void aRootIsReadAsItWasWritten() {
        StateRoot root = with(StateRoot.EMPTY, 7, 70);
        assertThat(StateRoot.parse(root.toString())).isEqualTo(root);
    }

    @Test
    void settingAnEntryLeavesTheStateBeforeAsItWas() {
        StateRoot before = with(StateRoot.EMPTY, 1, 10);
        StateRoot after = with(before, 1, 11);
        assertThat(tree().event(before, 1)).isEqualTo(10);
        assertThat(tree().event(after, 1)).isEqualTo(11);
    }

    @Test
    void severalStatesAreReadTogether() {
        Random random = new Random(7);
        Map<StateRoot, Map<Long, Long>> states = new HashMap<>();
        for (int size : List.of(0, 1, 64, 65, 200, 900)) {
            Map<Long, Long> entries = random(random, size);
            states.put(of(List.copyOf(entries.entrySet())), entries);
        }
        loads = 0;

        Map<StateRoot, Map<Long, Long>> few = tree().entries(states.keySet(), 200);

        assertThat(loads).isEqualTo(2);
        states.forEach((root, entries) -> {
            boolean left = entries.isEmpty() || entries.size() > 200;
            assertThat(few.get(root)).isEqualTo(left ? null : entries);
        });
        assertThat(tree().entries(states.keySet(), 1_000)).hasSize(states.size() - 1);
    }

    @Test
    void severalStatesAreAskedTogetherForTheirKeys() {
        Random random = new Random(8);
        Map<StateRoot, Map<Long, Long>> expected = new HashMap<>();
        Map<StateRoot, List<Long>> wanted = new HashMap<>();
        for (int size : List.of(0, 1, 64, 65, 900)) {
            Map<Long, Long> entries = random(random, size);
            StateRoot root = of(List.copyOf(entries.entrySet()));
            List<Long> some = entries.keySet().stream().limit(40).toList();
            List<Long> asked = new ArrayList<>(some);
            asked.add(1_000_000L);
            wanted.put(root, asked);
            if (!some.isEmpty()) {
                expected.put(root, new HashMap<>(entries));
                expected.get(root).keySet().retainAll(some);
            }
        }
        loads = 0;

        assertThat(tree().events(wanted)).isEqualTo(expected);
        assertThat(loads).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {1, 64, 65, 200, 3_000})
    void theOrderOfChangesDoesNotMatter(int size) {
        Map<Long, Long> wanted = random(new Random(size), size);
        List<Map.Entry<Long, Long>> shuffled = new ArrayList<>(wanted.entrySet());
        Collections.shuffle(shuffled, new Random(size + 1));

        StateRoot root = of(shuffled);

        assertThat(entries(root)).isEqualTo(wanted);
        assertThat(root).isEqualTo(of(List.copyOf(wanted.entrySet())));
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {3, 70, 2_000})
    void aDifferenceIsWhatDiffers(int size) {
        Random random = new Random(size);
        Map<Long, Long> before = random(random, size);
        Map<Long, Long> after = new TreeMap<>(before);
        for (int i = 0; i < 5; i++) {
            after.put((long) random.nextInt(size * 4), (long) random.nextInt(1_000_000));
        }
        Map<Long, List<Long>> expected = new TreeMap<>();
        after.forEach((key, event) -> {
            long old = before.getOrDefault(key, StateNode.NONE);
            if (old != event) {
                expected.put(key, List.of(old, event));
            }
        });
        StateRoot a = of(List.copyOf(before.entrySet()));
        StateRoot b = of(List.copyOf(after.entrySet()));

        Map<Long, List<Long>> there = new TreeMap<>();
        tree().difference(a, b, (key, x, y) -> there.put(key, List.of(x, y)));
        Map<Long, List<Long>> back = new TreeMap<>();
        tree().difference(b, a, (key, x, y) -> back.put(key, List.of(y, x)));

        assertThat(there).isEqualTo(expected);
        assertThat(back).isEqualTo(expected);
    }

    @Test
    void theDifferenceToNothingIsEverything() {
        Map<Long, Long> all = random(new Random(5), 200);
        StateRoot root = of(List.copyOf(all.entrySet()));
        Map<Long, Long> found = new TreeMap<>();
        tree().difference(StateRoot.EMPTY, root, (key, before, after) -> found.put(key, after));
        assertThat(found).isEqualTo(all);
    }

    @Test
    void oneChangeInALargeStateMakesFewNodes() {
        StateRoot root = of(List.copyOf(random(new Random(9), 20_000).entrySet()));
        StateTree tree = tree();
        tree.with(root, 123, 456);
        int bytes = tree.fresh().values().stream().mapToInt(node -> node.bytes().length).sum();
        assertThat(tree.fresh()).hasSizeLessThanOrEqualTo(7);
        assertThat(bytes).isLessThan(1_000);
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {1, 64, 65, 200, 3_000})
    void manyChangesAtOnceMakeWhatOneAfterTheOtherMakes(int size) {
        Map<Long, Long> wanted = random(new Random(size), size);
        StateTree tree = tree();
        StateRoot root = tree.with(StateRoot.EMPTY, new TreeMap<>(wanted));
        stored.putAll(tree.fresh());

        assertThat(root).isEqualTo(of(List.copyOf(wanted.entrySet())));
        assertThat(entries(root)).isEqualTo(wanted);
    }

    /// What is left has the shape as if the rest had never been there: branches become leaves again.
    @ParameterizedTest(name = "{0} of 2,000 entries")
    @ValueSource(ints = {0, 1, 64, 65, 300, 1_999})
    void removedEntriesLeaveNoTrace(int left) {
        Map<Long, Long> all = random(new Random(left), 2_000);
        Map<Long, Long> kept = new TreeMap<>();
        TreeMap<Long, Long> removed = new TreeMap<>();
        all.forEach((key, event) -> {
            if (kept.size() < left) {
                kept.put(key, event);
            } else {
                removed.put(key, StateNode.NONE);
            }
        });
        StateRoot before = of(List.copyOf(all.entrySet()));
        StateTree tree = tree();
        StateRoot after = tree.with(before, removed);
        stored.putAll(tree.fresh());

        assertThat(after).isEqualTo(of(List.copyOf(kept.entrySet())));
        assertThat(entries(before)).isEqualTo(all);
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        StateRoot root = of(List.copyOf(random(new Random(3), 500).entrySet()));
        StateTree tree = tree();
        assertThat(tree.with(root, new TreeMap<>(Map.of(1_000_000L, StateNode.NONE))))
                .isEqualTo(root);
    }

    @Test
    void aWholeStateIsLoadedLevelByLevel() {
        StateRoot root = of(List.copyOf(random(new Random(9), 20_000).entrySet()));
        loads = 0;
        assertThat(entries(root)).hasSize(20_000);
        assertThat(loads).isLessThanOrEqualTo(6);
    }

    @Test
    void numbersAreReadAsTheyWereWritten() {
        Map<Long, Long> odd =
                Map.of(
                        0L,
                        Long.MAX_VALUE,
                        1L,
                        -(1L << 40),
                        Long.MAX_VALUE,
                        1L,
                        127L,
                        128L,
                        16_384L,
                        5L);
        assertThat(entries(of(List.copyOf(odd.entrySet())))).isEqualTo(odd);
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {1, 64, 65, 200, 3_000})
    void whatWasAddedAndTakenAwayAgainLeavesNoTrace(int size) {
        Map<Long, Long> wanted = random(new Random(size), size);
        StateRoot root = of(List.copyOf(wanted.entrySet()));
        List<Long> removed = new ArrayList<>(wanted.keySet());
        Collections.shuffle(removed, new Random(size + 1));
        for (long key : removed) {
            StateRoot without = with(root, key, StateNode.NONE);
            assertThat(with(without, key, wanted.get(key))).isEqualTo(root);
            assertThat(with(without, key, StateNode.NONE)).isEqualTo(without);
            root = without;
            wanted.remove(key);
        }
        assertThat(root).isEqualTo(StateRoot.EMPTY);
    }
}
