package myelin.resolution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The events which are reachable from a conflicted one and from which a conflicted one is reachable.
final class ConflictedSubgraph {

    private ConflictedSubgraph() {}

    static Set<Long> of(Set<Long> conflicted, Links links) {
        List<Place> places = links.places(conflicted);
        Reach reach = new Reach(links).add(places);
        Map<Long, List<Link>> linksTo = new HashMap<>();
        for (Link link : links.from(reach.chains())) {
            if (reach.holds(link.from())) {
                linksTo.computeIfAbsent(link.to().chain(), _ -> new ArrayList<>()).add(link);
            }
        }
        Map<Long, Long> leading = leading(places, linksTo);
        Set<Long> numbers = new HashSet<>();
        leading.forEach(
                (chain, step) -> numbers.addAll(links.numbers(chain, step, reach.upTo(chain))));
        return numbers;
    }

    /// The first step on each chain from which a conflicted event is reachable: so it is from all steps after it.
    private static Map<Long, Long> leading(List<Place> places, Map<Long, List<Link>> linksTo) {
        Map<Long, Long> first = new HashMap<>();
        Deque<Place> open = new ArrayDeque<>(places);
        while (!open.isEmpty()) {
            Place place = open.pop();
            if (place.step() >= first.getOrDefault(place.chain(), Long.MAX_VALUE)) {
                continue;
            }
            first.put(place.chain(), place.step());
            for (Link link : linksTo.getOrDefault(place.chain(), List.of())) {
                if (link.to().step() >= place.step()) {
                    open.push(link.from());
                }
            }
        }
        return first;
    }
}
