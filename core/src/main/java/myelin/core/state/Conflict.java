package myelin.core.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.EventId;

/// What several states of a room agree on, and where they differ.
///
/// @param agreed "the unconflicted state map"
/// @param differing the conflicted events at each place, of which there may be one where some states have none
public record Conflict(Agreed agreed, Map<StateKey, Set<EventId>> differing) {

    /// The part of the states which is the same in all. Only the few places are asked for which permit a conflicted event,
    /// so it may be as large as it likes.
    @FunctionalInterface
    public interface Agreed {

        /// The event at `key` in all the states; empty where they have none, or differ.
        Optional<EventId> event(StateKey key);
    }

    /// "If a given key K is present in every S with the same value V in each state map, then the pair (K, V) belongs to
    /// the unconflicted state map. Otherwise, V belongs to the conflicted state set."
    public static Conflict between(Collection<StateMap> forks) {
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
            if (events.size() == 1 && everywhere) {
                agreed.put(key, events.iterator().next());
            } else {
                differing.put(key, events);
            }
        }
        return new Conflict(key -> Optional.ofNullable(agreed.get(key)), differing);
    }

    /// "the conflicted state set"
    public Set<EventId> events() {
        Set<EventId> events = new HashSet<>();
        differing.values().forEach(events::addAll);
        return events;
    }
}
