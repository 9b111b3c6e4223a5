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

    private final Map<StateRoot, StateNode> stored = new HashMap<>();

    private StateTree tree() {
        return new StateTree(root -> {
            StateNode node = stored.get(root);
            assertThat(node).as("node %s", root).isNotNull();
            return StateNode.read(node.bytes());
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
        assertThat(tree().event(StateRoot.EMPTY, 1)).isEqualTo(-1);
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

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {1, 24, 25, 100, 3_000})
    void theOrderOfChangesDoesNotMatter(int size) {
        Map<Long, Long> wanted = random(new Random(size), size);
        List<Map.Entry<Long, Long>> shuffled = new ArrayList<>(wanted.entrySet());
        Collections.shuffle(shuffled, new Random(size + 1));

        StateRoot root = of(shuffled);

        assertThat(entries(root)).isEqualTo(wanted);
        assertThat(root).isEqualTo(of(List.copyOf(wanted.entrySet())));
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {1, 24, 25, 100, 3_000})
    void whatWasAddedAndTakenAwayAgainLeavesNoTrace(int size) {
        Map<Long, Long> wanted = random(new Random(size), size);
        StateRoot root = of(List.copyOf(wanted.entrySet()));
        List<Long> removed = new ArrayList<>(wanted.keySet());
        Collections.shuffle(removed, new Random(size + 1));
        for (long key : removed) {
            StateTree tree = tree();
            StateRoot without = tree.without(root, key);
            stored.putAll(tree.fresh());
            assertThat(with(without, key, wanted.get(key))).isEqualTo(root);
            assertThat(tree().without(without, key)).isEqualTo(without);
            root = without;
            wanted.remove(key);
        }
        assertThat(root).isEqualTo(StateRoot.EMPTY);
    }

    @ParameterizedTest(name = "{0} entries")
    @ValueSource(ints = {3, 30, 1_000})
    void aDifferenceIsWhatDiffers(int size) {
        Random random = new Random(size);
        Map<Long, Long> before = random(random, size);
        Map<Long, Long> after = new TreeMap<>(before);
        for (int i = 0; i < 5; i++) {
            after.put((long) random.nextInt(size * 4), (long) random.nextInt(1_000_000));
        }
        Map<Long, List<Long>> expected = new TreeMap<>();
        after.forEach((key, event) -> {
            long old = before.getOrDefault(key, -1L);
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
        assertThat(tree.fresh()).hasSizeLessThanOrEqualTo(6);
        assertThat(bytes).isLessThan(2_000);
    }
}
