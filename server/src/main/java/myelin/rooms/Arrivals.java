package myelin.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.intake.Outcome;
import myelin.core.intake.PduIntake;
import myelin.core.room.RoomVersion;
import myelin.events.Events;
import myelin.events.StateChange;
import myelin.events.StateHistory;
import myelin.events.StoredEvent;
import myelin.state.StateRoot;

/// Decides what an arrival makes of its room. The same question is asked twice: by the thread that
/// brought the event, which may take its time to resolve states, and by the event writer, which finds
/// the answer in memory unless the room has moved meanwhile. Any thread, outside of transactions.
final class Arrivals {

    private final GraphStates graph;
    private final Events events;
    private final StateHistory history;

    Arrivals(GraphStates graph, Events events, StateHistory history) {
        this.graph = graph;
        this.events = events;
        this.history = history;
    }

    /// The state before an event that follows some others.
    StateRoot before(RoomVersion version, List<StoredEvent> prevEvents) {
        return graph.before(version, prevEvents);
    }

    /// What an arrival makes of its room.
    sealed interface Decision {

        /// It comes into the timeline.
        record Accepted(Landing landing) implements Decision {}

        /// The room as it is does not permit it.
        record SoftFailed(String rule, String reason) implements Decision {}

        /// The forks can't be resolved before the states have a number for it: it has to be stored first.
        record NeedsNumber() implements Decision {}

        /// The forks would have to be resolved, and this is not the place for it.
        record Unresolved() implements Decision {}
    }

    /// Where in its room an accepted event lands.
    ///
    /// @param before the state before it
    /// @param resolved the room's current state with it; empty: what follows from `before` by the event
    /// @param known the event as it is stored already
    /// @param changes how the current state has to change before the event itself is applied to it, or,
    ///     where the forks are `resolved`, with it
    /// @param after the room with it
    record Landing(
            StateRoot before,
            Optional<StateRoot> resolved,
            Optional<StoredEvent> known,
            List<StateChange> changes,
            RoomSnapshot after) {}

    /// Decides, and resolves what there is to resolve.
    Decision decide(Arrival arrival, RoomSnapshot room) {
        return decide(
                arrival, room, forks -> Optional.of(graph.resolve(arrival.pdu().version(), forks)));
    }

    /// Decides if that takes no time.
    Decision decideNow(Arrival arrival, RoomSnapshot room) {
        return decide(arrival, room, graph::resolvedLately);
    }

    private Decision decide(
            Arrival arrival,
            RoomSnapshot room,
            Function<List<StateRoot>, Optional<StateRoot>> resolution) {
        Pdu pdu = arrival.pdu();
        List<EventId> left = graph.left(room.head().extremities(), pdu);
        boolean upon = left.isEmpty() && arrival.before().equals(room.head().state());
        if (!upon
                && PduIntake.againstCurrentState(pdu, room)
                        instanceof Outcome.SoftFailed(_, String rule, String reason)) {
            return new Decision.SoftFailed(rule, reason);
        }
        if (left.isEmpty()) {
            return accepted(arrival, room, left, Optional.empty());
        }
        List<StoredEvent> others = events.known(left);
        List<StateRoot> forks =
                new ArrayList<>(others.stream().map(StoredEvent::stateAfter).toList());
        if (pdu.isState()) {
            Optional<StoredEvent> known =
                    arrival.known().filter(it -> it.stateBefore().equals(arrival.before()));
            if (known.isEmpty()) {
                return new Decision.NeedsNumber();
            }
            forks.add(known.get().stateAfter());
        } else {
            forks.add(arrival.before());
        }
        Optional<StateRoot> resolved = resolution.apply(forks);
        return resolved.isEmpty()
                ? new Decision.Unresolved()
                : accepted(arrival, room, left, resolved);
    }

    private Decision accepted(
            Arrival arrival, RoomSnapshot room, List<EventId> left, Optional<StateRoot> resolved) {
        StateRoot target = resolved.orElse(arrival.before());
        List<StateChange> difference =
                history.between(
                        arrival.pdu().roomId(),
                        room.head().state(),
                        target,
                        room.head().position());
        long depth =
                events.known(left).stream().mapToLong(event -> event.pdu().depth()).max().orElse(0);
        RoomSnapshot moved = room.moved(target, difference);
        RoomSnapshot after =
                resolved.isPresent() ? moved.after(arrival.pdu()) : moved.with(arrival.pdu());
        return new Decision.Accepted(
                new Landing(
                        arrival.before(),
                        resolved,
                        arrival.known(),
                        difference,
                        after.beside(left, depth)));
    }
}
