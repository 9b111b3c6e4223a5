package myelin.core.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.PowerLevels;
import myelin.core.room.Rules;

/// "The reverse topological power ordering of a set of events is the lexicographically smallest topological ordering
/// based on the DAG formed by auth events … ordered from earliest event to latest."
final class PowerOrdering {

    /// By code point: "`x`'s `event_id` is less than `y`'s `event_id`".
    static final Comparator<Pdu> BY_EVENT_ID =
            (x, y) ->
                    Arrays.compareUnsigned(
                            x.eventId().value().getBytes(UTF_8),
                            y.eventId().value().getBytes(UTF_8));

    private final Rules rules;
    private final KnownEvents events;
    private final Map<EventId, Long> levels = new HashMap<>();

    PowerOrdering(Rules rules, KnownEvents events) {
        this.rules = rules;
        this.events = events;
    }

    /// The `powerEvents` and those in their auth chains, all within the full conflicted set, in this order.
    ///
    /// As in Synapse and Ruma a chain is followed only as long as it stays within the set. All servers must do the same,
    /// and this is what they do.
    List<Pdu> sort(Collection<Pdu> powerEvents, Set<EventId> fullConflicted) {
        Map<EventId, Node> nodes = new HashMap<>();
        Deque<Pdu> open = new ArrayDeque<>(powerEvents);
        while (!open.isEmpty()) {
            Pdu event = open.pop();
            if (nodes.containsKey(event.eventId())) {
                continue;
            }
            Set<EventId> within = new HashSet<>(event.authEvents());
            within.retainAll(fullConflicted);
            nodes.put(event.eventId(), new Node(event, within, new ArrayList<>()));
            within.forEach(auth -> events.event(auth).ifPresent(open::push));
        }
        for (Node node : nodes.values()) {
            for (EventId auth : node.waitsFor) {
                Node earlier = nodes.get(auth);
                if (earlier != null) {
                    earlier.later.add(node);
                }
            }
        }
        return kahn(nodes.values());
    }

    /// An event in the graph, the auth events which must come before it, and those events which it comes before.
    private record Node(Pdu event, Set<EventId> waitsFor, List<Node> later) {}

    /// "using Kahn's algorithm for topological sorting, and at each step selecting, among all the candidate vertices, the
    /// smallest vertex using the above comparison relation"
    private List<Pdu> kahn(Collection<Node> nodes) {
        PriorityQueue<Node> candidates =
                new PriorityQueue<>(
                        Comparator.comparing(
                                Node::event,
                                Comparator.<Pdu>comparingLong(this::levelOfSender)
                                        .reversed()
                                        .thenComparingLong(Pdu::originServerTs)
                                        .thenComparing(BY_EVENT_ID)));
        nodes.stream().filter(node -> node.waitsFor.isEmpty()).forEach(candidates::add);
        List<Pdu> sorted = new ArrayList<>(nodes.size());
        while (!candidates.isEmpty()) {
            Node next = candidates.remove();
            sorted.add(next.event);
            for (Node later : next.later) {
                if (later.waitsFor.remove(next.event.eventId()) && later.waitsFor.isEmpty()) {
                    candidates.add(later);
                }
            }
        }
        return sorted;
    }

    /// The power level of an event's sender, "when looking at their respective `auth_event`s".
    private long levelOfSender(Pdu event) {
        return levels.computeIfAbsent(
                event.eventId(),
                _ -> {
                    Optional<Pdu> powerLevels = Optional.empty();
                    Optional<Pdu> create = SecondResolution.create(event, events);
                    for (EventId id : event.authEvents()) {
                        Optional<Pdu> auth = events.event(id);
                        if (auth.filter(found -> found.is(EventType.M_ROOM_POWER_LEVELS, ""))
                                .isPresent()) {
                            powerLevels = auth;
                        } else if (auth.filter(found -> found.is(EventType.M_ROOM_CREATE, ""))
                                .isPresent()) {
                            create = auth;
                        }
                    }
                    return PowerLevels.of(rules, powerLevels, create).of(event.sender());
                });
    }
}
