package myelin.rooms;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.concurrent.KeyedLocks;
import myelin.core.auth.Verdict;
import myelin.core.event.Draft;
import myelin.core.event.EventTooLarge;
import myelin.core.event.Pdu;
import myelin.core.event.SizeLimits;
import myelin.core.id.RoomId;
import myelin.core.json.NotCanonical;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Adds events of this server one by one, as those from elsewhere enter a room, where the event writer's
/// batches can't.
///
/// Where the room has more forward extremities than an event may name, the event follows some of them: so it
/// has to stand on the state that follows from these alone, and is one more fork to the others. Every
/// event leaves fewer extremities behind, until all are joined. And where the room has a policy server,
/// that has to sign the event between its making and its coming in, for which the room does not wait.
/// Blocks; any thread, outside of transactions.
final class LoneEvents {

    private final Snapshots snapshots;
    private final Events events;
    private final StateStore states;
    private final GraphStates graph;
    private final OwnEvents own;
    private final Policies policies;
    private final EventReceiver receiver;
    private final KeyedLocks<RoomId> locks = new KeyedLocks<>();

    LoneEvents(
            Snapshots snapshots,
            Events events,
            StateStore states,
            GraphStates graph,
            OwnEvents own,
            Policies policies,
            EventReceiver receiver) {
        this.snapshots = snapshots;
        this.events = events;
        this.states = states;
        this.graph = graph;
        this.own = own;
        this.policies = policies;
        this.receiver = receiver;
    }

    /// Adds one event.
    ///
    /// @param submission of one draft
    /// @throws myelin.http.MatrixError if the room's policy server does not recommend it
    EventPlan.Outcome add(RoomId room, Submission submission) {
        try {
            Optional<RoomSnapshot> known = snapshots.find(room);
            return known.filter(policies::watch).isPresent()
                    ? add(known.get(), submission)
                    : addAlone(room, submission);
        } catch (EventTooLarge refused) {
            return new EventPlan.Outcome.TooLarge(String.valueOf(refused.getMessage()));
        } catch (NotCanonical refused) {
            return new EventPlan.Outcome.NotSignable(String.valueOf(refused.getMessage()));
        }
    }

    private EventPlan.Outcome addAlone(RoomId room, Submission submission) {
        try (KeyedLocks.Held _ = locks.hold(room)) {
            return addNow(room, submission);
        }
    }

    private EventPlan.Outcome addNow(RoomId room, Submission submission) {
        return snapshots
                .find(room)
                .map(known -> add(known, submission))
                .orElseGet(EventPlan.Outcome.UnknownRoom::new);
    }

    private EventPlan.Outcome add(RoomSnapshot room, Submission submission) {
        Draft draft = submission.drafts().getFirst();
        Optional<StoredEvent> same = room.same(draft);
        if (same.isPresent()) {
            return new EventPlan.Outcome.Stored(List.of(same.get()));
        }
        List<StoredEvent> followed = followed(room, draft);
        if (followed.isEmpty()) {
            // The room has moved on, on another node, and what it ended with was deleted since.
            snapshots.forget(room.room());
            return addNow(room.room(), submission);
        }
        StateRoot before = graph.before(room.version(), followed);
        RoomSnapshot part = room.upon(followed, before);
        Pdu pdu = own.build(part, draft, submission.originServerTs());
        return switch (own.check(pdu, part)) {
            case Verdict.Denied(String rule, String reason) ->
                    new EventPlan.Outcome.Denied(rule, reason);
            case Verdict.Allowed() ->
                    enter(
                            new Arrival(
                                    policies.recommended(pdu, room),
                                    before,
                                    Optional.empty(),
                                    submission.transaction(),
                                    submission.also(),
                                    false));
        };
    }

    /// The extremities that know most of what permits the event in the room as a whole, so that one fork
    /// alone which has let the sender in is not left out; among these the newest, so that what somebody
    /// has seen last goes before what they say. Depths are claims of other servers, and do not count.
    private List<StoredEvent> followed(RoomSnapshot room, Draft draft) {
        List<StateKey> keys =
                room.authEvents(draft).stream().flatMap(event -> event.key().stream()).toList();
        Map<StateKey, Long> permitting = new HashMap<>();
        for (StateKey key : keys) {
            states.event(room.head().state(), key).ifPresent(number -> permitting.put(key, number));
        }
        Comparator<End> most = Comparator.comparingLong(End::known);
        return events.known(room.head().extremities()).stream()
                .map(event -> new End(event, known(event, permitting)))
                .sorted(most.thenComparingLong(end -> end.event().position()).reversed())
                .limit(SizeLimits.PREV_EVENTS)
                .map(End::event)
                .toList();
    }

    /// An extremity, and how much of what permits an event is in the state after it.
    private record End(StoredEvent event, long known) {}

    private long known(StoredEvent end, Map<StateKey, Long> permitting) {
        return permitting.entrySet().stream()
                .filter(entry ->
                        states.event(end.stateAfter(), entry.getKey())
                                .equals(Optional.of(entry.getValue())))
                .count();
    }

    private EventPlan.Outcome enter(Arrival arrival) {
        return switch (receiver.receive(arrival)) {
            case Receipt.Accepted(StoredEvent stored) ->
                    new EventPlan.Outcome.Stored(List.of(stored));
            case Receipt.SoftFailed(String rule, String reason) ->
                    new EventPlan.Outcome.Denied(rule, reason);
            case Receipt.Known _, Receipt.Rejected _, Receipt.Missing _ ->
                    throw new IllegalStateException("nothing that is made here ends like this");
        };
    }
}
