package myelin.core.state;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;

/// Walks along `auth_events`: "the events reachable by walking the graph induced by an event's `auth_events` links".
///
/// Events which are not known have no auth events. Since room version 12 the create event is in no chain.
public final class AuthChain {

    private AuthChain() {}

    /// The `starts` and all that is reachable from them, in an order in which auth events come before who cites them.
    public static Set<EventId> of(Collection<EventId> starts, KnownEvents events) {
        Set<EventId> done = new LinkedHashSet<>();
        Set<EventId> open = new HashSet<>();
        Deque<EventId> path = new ArrayDeque<>(starts);
        while (!path.isEmpty()) {
            EventId id = path.peek();
            if (done.contains(id)) {
                path.pop();
            } else if (open.add(id)) {
                // Seen for the first time: its auth events come first.
                for (EventId auth : authEvents(id, events)) {
                    if (!open.contains(auth)) {
                        path.push(auth);
                    }
                }
            } else {
                done.add(path.pop());
            }
        }
        return done;
    }

    private static List<EventId> authEvents(EventId id, KnownEvents events) {
        return events.event(id).map(Pdu::authEvents).orElse(List.of());
    }

    /// "the auth difference is ∪ C − ∩ C", where each C is the full auth chain of one state. As in Synapse the events of a
    /// state are counted to it: otherwise one that all states hold, and that events of some cite, would be in the difference.
    ///
    /// What is reachable from an event of all states is in all chains; only the rest is walked once for each state.
    public static Set<EventId> difference(Collection<StateMap> forks, KnownEvents events) {
        Set<EventId> common = common(forks);
        Set<EventId> inAll = of(common, events);
        Set<EventId> union = new HashSet<>();
        Optional<Set<EventId>> intersection = Optional.empty();
        for (StateMap fork : forks) {
            Set<EventId> own = new HashSet<>(fork.events().values());
            own.removeAll(common);
            Set<EventId> chain = of(own, events);
            union.addAll(chain);
            if (intersection.isPresent()) {
                intersection.get().retainAll(chain);
            } else {
                intersection = Optional.of(new HashSet<>(chain));
            }
        }
        union.removeAll(inAll);
        intersection.ifPresent(union::removeAll);
        return union;
    }

    private static Set<EventId> common(Collection<StateMap> forks) {
        Set<EventId> common = new HashSet<>();
        boolean first = true;
        for (StateMap fork : forks) {
            if (first) {
                common.addAll(fork.events().values());
            } else {
                common.retainAll(new HashSet<>(fork.events().values()));
            }
            first = false;
        }
        return common;
    }

    /// "Starting from an event in the conflicted state set and following `auth_events` edges may lead to another event in
    /// the conflicted state set. The union of all such paths between any pair of events in the conflicted state set
    /// (including endpoints) forms … the conflicted state subgraph."
    public static Set<EventId> conflictedSubgraph(Set<EventId> conflicted, KnownEvents events) {
        Set<EventId> leading = new HashSet<>();
        // All that is reachable, auth events first: so whether one of them leads on is known when
        // it is asked.
        for (EventId id : of(conflicted, events)) {
            if (conflicted.contains(id)
                    || authEvents(id, events).stream().anyMatch(leading::contains)) {
                leading.add(id);
            }
        }
        return leading;
    }
}
