package myelin.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All that is reachable from some events along `auth_events`, these events included: on each chain all up to a step.
/// Belongs to one thread.
final class Reach {

    private final Links links;

    /// The last step on each chain.
    private final Map<Long, Long> steps = new HashMap<>();

    Reach(Links links) {
        this.links = links;
    }

    /// Adds what is reachable from these, too.
    Reach add(Collection<Place> places) {
        Collection<Place> grown = places;
        while (!grown.isEmpty()) {
            Set<Long> chains = new HashSet<>();
            for (Place place : grown) {
                if (place.step() > upTo(place.chain())) {
                    steps.put(place.chain(), place.step());
                    chains.add(place.chain());
                }
            }
            grown = next(chains);
        }
        return this;
    }

    private List<Place> next(Set<Long> chains) {
        List<Place> next = new ArrayList<>();
        for (Link link : links.from(chains)) {
            if (holds(link.from())) {
                next.add(link.to());
            }
        }
        return next;
    }

    /// The last step of a chain which is reachable; 0 when none is.
    long upTo(long chain) {
        return steps.getOrDefault(chain, 0L);
    }

    boolean holds(Place place) {
        return place.step() <= upTo(place.chain());
    }

    /// The last step of each chain which is reachable.
    Map<Long, Long> steps() {
        return steps;
    }

    Set<Long> chains() {
        return steps.keySet();
    }
}
