package myelin.rooms;

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
import myelin.core.room.RoomVersion;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.resolution.StateResolver;
import myelin.state.StateRoot;

/// The event graph and the states at its events: what follows from an event, and from several. Any
/// thread, outside of transactions.
final class GraphStates {

    /// Events that count for nothing, through which the walk to those behind them goes, at most.
    private static final int MAX_WALK = 1_000;

    private final Events events;
    private final StateResolver resolver;

    GraphStates(Events events, StateResolver resolver) {
        this.events = events;
        this.resolver = resolver;
    }

    /// The state before an event that follows these: the resolution of the states after them.
    StateRoot before(RoomVersion version, Collection<StoredEvent> prevEvents) {
        return resolver.resolve(version, prevEvents.stream().map(StoredEvent::stateAfter).toList());
    }

    /// As [#before] for states, if that has been resolved lately.
    Optional<StateRoot> resolvedLately(Collection<StateRoot> forks) {
        return resolver.known(forks);
    }

    /// The state that follows from these.
    StateRoot resolve(RoomVersion version, Collection<StateRoot> forks) {
        return resolver.resolve(version, forks);
    }

    /// The events of these that are still the room's forward extremities once a new event has come:
    /// those that it does not follow. Of the prev events that are rejected or soft failed, and so never
    /// became extremities, those behind them are followed.
    List<EventId> left(Collection<EventId> extremities, Pdu event) {
        Set<EventId> followed = new HashSet<>(event.prevEvents());
        if (!extremities.stream().allMatch(followed::contains)) {
            Deque<EventId> open = new ArrayDeque<>(event.prevEvents());
            for (int walked = 0; !open.isEmpty() && walked < MAX_WALK; walked++) {
                events.known(open.pop())
                        .filter(prev -> !prev.isInTimeline())
                        .filter(prev -> prev.pdu().roomId().equals(event.roomId()))
                        .ifPresent(prev -> {
                            for (EventId behind : prev.pdu().prevEvents()) {
                                if (followed.add(behind)) {
                                    open.push(behind);
                                }
                            }
                        });
            }
        }
        Set<EventId> left = new LinkedHashSet<>(extremities);
        left.removeAll(followed);
        return List.copyOf(left);
    }
}
