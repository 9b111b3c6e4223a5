package myelin.resolution;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import myelin.core.state.StateKey;

/// What must be known of a state event to give who cites it a place.
///
/// @param reaches the last step of each chain to which this event or one before it on its chain has a link
record Cited(StateKey key, Place place, Map<Long, Long> reaches) {

    Cited {
        reaches = Map.copyOf(reaches);
    }

    /// @param links all from its chain, perhaps among others
    static Cited of(StateKey key, Place place, Collection<Link> links) {
        Map<Long, Long> reaches = new HashMap<>();
        for (Link link : links) {
            if (link.from().chain() == place.chain() && link.from().step() <= place.step()) {
                reaches.merge(link.to().chain(), link.to().step(), Math::max);
            }
        }
        return new Cited(key, place, reaches);
    }

    /// Whether an event on another chain is known to be reachable from this one.
    boolean reaches(Place other) {
        return reaches.getOrDefault(other.chain(), 0L) >= other.step();
    }
}
