package myelin.core.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.EventId;

/// A room's state at some point: the id of the event which stands at each [StateKey]. Immutable.
public record StateMap(Map<StateKey, EventId> events) {
    /// The state of a room in which nothing has happened.
    public static final StateMap EMPTY = new StateMap(Map.of());

    /// Copies `events`, so that the caller may go on using the map.
    public StateMap {
        events = Map.copyOf(events);
    }

    /// The event at `key`, if there is one.
    public Optional<EventId> event(StateKey key) {
        return Optional.ofNullable(events.get(key));
    }

    /// All places at which an event stands.
    public Set<StateKey> keys() {
        return events.keySet();
    }

    /// The number of events.
    public int size() {
        return events.size();
    }

    /// The same state after `event` has taken the place `key`.
    public StateMap with(StateKey key, EventId event) {
        Map<StateKey, EventId> changed = new HashMap<>(events);
        changed.put(key, event);
        return new StateMap(changed);
    }
}
