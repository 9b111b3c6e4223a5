package myelin.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.state.StateStore;

/// The events which are in the auth chains of some states, but not of all. Belongs to one thread.
///
/// What each state reaches from its conflicted events is compared, chain by chain. Some of what is left is reachable from
/// an event on which all states agree, too; of these there may be a hundred thousand, so they are not visited. Instead it
/// is asked backwards who cites what is left: that is little, unless it is old, and then an agreed event which reaches it
/// is found soon.
final class AuthDifference {

    /// Events that cite what is left, looked at together.
    private static final int TOGETHER = 200;

    private final Forks forks;
    private final Links links;
    private final Events events;
    private final StateStore states;
    private final List<Reach> reaches;

    /// What is known to be reachable from agreed events.
    private final Reach agreed;

    AuthDifference(Forks forks, Links links, Events events, StateStore states) {
        this.forks = forks;
        this.links = links;
        this.events = events;
        this.states = states;
        links.places(forks.conflicted());
        this.reaches =
                forks.conflictedOfEach().stream()
                        .map(conflicted -> new Reach(links).add(links.places(conflicted)))
                        .toList();
        this.agreed = new Reach(links);
    }

    Set<Long> numbers() {
        Set<Long> chains = new HashSet<>();
        reaches.forEach(reach -> chains.addAll(reach.chains()));
        addAgreed(chains);
        askWhoCites(left(chains));
        Set<Long> numbers = new HashSet<>();
        left(chains)
                .forEach((chain, step) ->
                        numbers.addAll(links.numbers(chain, step, upToInSome(chain))));
        return numbers;
    }

    /// The first step on each chain that some states reach, but neither all nor an agreed event.
    private Map<Long, Long> left(Set<Long> chains) {
        Map<Long, Long> left = new HashMap<>();
        for (long chain : chains) {
            long inAll = reaches.stream().mapToLong(reach -> reach.upTo(chain)).min().orElse(0);
            long known = Math.max(inAll, agreed.upTo(chain));
            if (known < upToInSome(chain)) {
                left.put(chain, known + 1);
            }
        }
        return left;
    }

    private long upToInSome(long chain) {
        return reaches.stream().mapToLong(reach -> reach.upTo(chain)).max().orElse(0);
    }

    /// Adds to what agreed events reach what the agreed events reach that stand where these chains' events do.
    private void addAgreed(Collection<Long> chains) {
        Set<StateKey> keys = new HashSet<>(events.keys(chains).values());
        keys.removeAll(forks.differing().keySet());
        agreed.add(links.places(states.events(forks.first(), keys).values()));
    }

    /// Follows citations backwards from what is left, until nothing is left, or nobody cites it whom an agreed event might
    /// reach.
    private void askWhoCites(Map<Long, Long> left) {
        Map<Long, Long> asked = new HashMap<>();
        Map<Long, Long> ask = left;
        while (!ask.isEmpty()) {
            ask.forEach((chain, step) -> asked.merge(chain, step, Math::min));
            List<Link> citing = new ArrayList<>(links.to(ask));
            // Who reaches a late step reaches all before it.
            citing.sort(Comparator.comparingLong((Link link) -> link.to().step()).reversed());
            ask = new HashMap<>();
            for (int from = 0; from < citing.size(); from += TOGETHER) {
                lookAt(citing.subList(from, Math.min(from + TOGETHER, citing.size())), asked, ask);
            }
            ask.entrySet().removeIf(entry -> agreed.upTo(entry.getKey()) >= entry.getValue());
        }
    }

    private void lookAt(List<Link> citing, Map<Long, Long> asked, Map<Long, Long> next) {
        List<Link> open = citing.stream().filter(link -> !agreed.holds(link.to())).toList();
        Set<Long> chains = new HashSet<>();
        open.forEach(link -> chains.add(link.from().chain()));
        addAgreed(chains);
        for (Link link : open) {
            Place from = link.from();
            if (!agreed.holds(from)
                    && from.step() < asked.getOrDefault(from.chain(), Long.MAX_VALUE)) {
                next.merge(from.chain(), from.step(), Math::min);
            }
        }
    }
}
