package myelin.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.id.EventId;
import myelin.core.state.AuthChain;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.events.Events;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// What the auth chains of states have in common, and what not. Any thread.
final class AuthChains {

    private final Events events;
    private final StateStore states;

    AuthChains(Events events, StateStore states) {
        this.events = events;
        this.states = states;
    }

    /// The numbers of the events which are in the auth chains of some of the states, but not of all
    /// ([AuthChain#difference]).
    Set<Long> difference(Forks forks) {
        LoadedEvents loaded = new LoadedEvents(events);
        List<StateMap> maps = new ArrayList<>();
        for (StateRoot root : forks.roots()) {
            Map<StateKey, Long> entries = states.entries(root);
            loaded.load(entries.values());
            Map<StateKey, EventId> map = new HashMap<>();
            entries.forEach((key, number) -> map.put(key, loaded.id(number)));
            maps.add(new StateMap(map));
        }
        return numbers(AuthChain.difference(maps, loaded), loaded);
    }

    /// The numbers of the events on the ways from one of these to another, with both ends
    /// ([AuthChain#conflictedSubgraph]).
    Set<Long> conflictedSubgraph(Set<Long> conflicted) {
        LoadedEvents loaded = new LoadedEvents(events);
        return numbers(AuthChain.conflictedSubgraph(loaded.load(conflicted), loaded), loaded);
    }

    private static Set<Long> numbers(Collection<EventId> ids, LoadedEvents loaded) {
        Set<Long> numbers = new HashSet<>();
        ids.stream()
                .filter(id -> loaded.event(id).isPresent())
                .forEach(id -> numbers.add(loaded.number(id)));
        return numbers;
    }
}
