package myelin.resolution;

import java.util.Map;
import myelin.core.state.StateKey;

/// What must be known of a state event to give who cites it a place.
///
/// @param reaches the last step of each chain that is reachable from it, its own among them
record Cited(StateKey key, Place place, Map<Long, Long> reaches) {

    Cited {
        reaches = Map.copyOf(reaches);
    }

    /// Whether an event is reachable from this one, which may be the same.
    boolean reaches(Place other) {
        return reaches.getOrDefault(other.chain(), 0L) >= other.step();
    }
}
