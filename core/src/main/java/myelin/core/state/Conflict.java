package myelin.core.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import myelin.core.id.EventId;

/// What several states of a room agree on, and where they differ.
///
/// @param agreed the unconflicted state map
/// @param differing the conflicted events at each place, of which there may be one where some states have none
record Conflict(Map<StateKey, EventId> agreed, Map<StateKey, Set<EventId>> differing) {

    /// State resolution 2: "If a given key K is present in every S with the same value V in each state map, then the
    /// pair (K, V) belongs to the unconflicted state map. Otherwise, V belongs to the conflicted state set."
    static Conflict between(Collection<StateMap> forks) {
        return between(forks, true);
    }

    /// State resolution 1: "A conflict occurs between states where those states have different `event_ids` for the same
    /// `(event_type, state_key)`." A place which some states lack is no conflict.
    static Conflict ofDifferentEvents(Collection<StateMap> forks) {
        return between(forks, false);
    }

    private static Conflict between(Collection<StateMap> forks, boolean inAll) {
        Set<StateKey> keys = new HashSet<>();
        forks.forEach(fork -> keys.addAll(fork.keys()));
        Map<StateKey, EventId> agreed = new HashMap<>();
        Map<StateKey, Set<EventId>> differing = new HashMap<>();
        for (StateKey key : keys) {
            Set<EventId> events = new HashSet<>();
            boolean everywhere = true;
            for (StateMap fork : forks) {
                fork.event(key).ifPresent(events::add);
                everywhere &= fork.event(key).isPresent();
            }
            if (events.size() == 1 && (everywhere || !inAll)) {
                agreed.put(key, events.iterator().next());
            } else {
                differing.put(key, events);
            }
        }
        return new Conflict(agreed, differing);
    }

    boolean isNone() {
        return differing.isEmpty();
    }

    /// "the conflicted state set"
    Set<EventId> events() {
        Set<EventId> events = new HashSet<>();
        differing.values().forEach(events::addAll);
        return events;
    }
}
