package myelin.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.state.StateKey;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Several states of a room, and where they differ, by the numbers of events. What they agree on is never visited.
///
/// @param roots the states, each once
/// @param differing the entries of each state, in the order of `roots`, at each place where they are not all the same
record Forks(List<StateRoot> roots, Map<StateKey, List<Optional<Long>>> differing) {

    /// Finds out where states differ.
    ///
    /// @param roots at least one
    static Forks compare(Collection<StateRoot> roots, StateStore states) {
        List<StateRoot> forks = List.copyOf(new HashSet<>(roots));
        Map<StateKey, List<Optional<Long>>> differing = new HashMap<>();
        for (int i = 1; i < forks.size(); i++) {
            for (StateStore.Change change : states.difference(forks.getFirst(), forks.get(i))) {
                differing
                        .computeIfAbsent(change.key(), _ -> same(change.before(), forks.size()))
                        .set(i, change.after());
            }
        }
        return new Forks(forks, differing);
    }

    private static List<Optional<Long>> same(Optional<Long> event, int times) {
        List<Optional<Long>> entries = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            entries.add(event);
        }
        return entries;
    }

    /// One of the states: what they agree on stands in any of them.
    StateRoot first() {
        return roots.getFirst();
    }

    /// The same states without some of the events in which they differ.
    Forks without(Set<Long> events) {
        if (events.isEmpty()) {
            return this;
        }
        Map<StateKey, List<Optional<Long>>> rest = new HashMap<>();
        differing.forEach((key, entries) ->
                rest.put(
                        key,
                        entries.stream()
                                .map(entry -> entry.filter(number -> !events.contains(number)))
                                .toList()));
        return new Forks(roots, rest);
    }

    /// All conflicted events.
    Set<Long> conflicted() {
        Set<Long> conflicted = new HashSet<>();
        differing
                .values()
                .forEach(entries -> entries.forEach(entry -> entry.ifPresent(conflicted::add)));
        return conflicted;
    }

    /// The conflicted events of each state.
    List<Set<Long>> conflictedOfEach() {
        List<Set<Long>> conflicted = new ArrayList<>();
        for (int i = 0; i < roots.size(); i++) {
            Set<Long> of = new HashSet<>();
            for (List<Optional<Long>> entries : differing.values()) {
                entries.get(i).ifPresent(of::add);
            }
            conflicted.add(of);
        }
        return conflicted;
    }
}
