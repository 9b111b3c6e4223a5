package myelin.rooms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.events.CountingRedaction;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.sql.Tx;
import myelin.state.StateRoot;
import org.jspecify.annotations.Nullable;

/// What one batch of submissions will add: events that are built and permitted, but not stored.
///
/// Made by [EventPlanner], carried out by [EventWriter], by the same thread.
final class EventPlan {

    /// One event, and the room once it is added.
    record Step(
            int submission,
            Pdu pdu,
            RoomSnapshot after,
            Optional<EventId> replaces,
            Optional<TransactionKey> transaction,
            Optional<CountingRedaction> redacts,
            Optional<Arrivals.Landing> landing) {}

    /// What became of an [Addition].
    sealed interface Outcome {

        /// All its events are stored; or were there already, with nothing to change.
        record Stored(List<StoredEvent> events) implements Outcome {}

        /// The rules of the room forbid one of them; none is stored.
        record Denied(String rule, String reason) implements Outcome {}

        /// An event is larger than the spec permits; none is stored.
        record TooLarge(String reason) implements Outcome {}

        /// An event can't be signed, for it has a number that is no integer; none is stored.
        record NotSignable(String reason) implements Outcome {}

        /// The room has moved meanwhile: to be tried again.
        record Moved() implements Outcome {}

        /// The room has more forward extremities than an event may name: [LoneEvents] can add to it.
        record Crowded() implements Outcome {}

        /// This server does not know the room.
        record UnknownRoom() implements Outcome {}
    }

    private final List<? extends Addition> additions;
    private final List<Step> steps = new ArrayList<>();
    private final @Nullable Outcome[] outcomes;

    /// Submissions whose outcome is an event that was there before them, or one of this plan.
    private final Map<Integer, EventId> repeated = new HashMap<>();

    /// The rooms that were there before, as the plan found them.
    private final Map<RoomId, RoomSnapshot> bases = new HashMap<>();

    EventPlan(List<? extends Addition> additions) {
        this.additions = additions;
        this.outcomes = new @Nullable Outcome[additions.size()];
    }

    /// Notes how a submission ended without an event.
    void settle(int submission, Outcome outcome) {
        outcomes[submission] = outcome;
    }

    /// Notes that a submission repeats one whose event is in this plan.
    void repeats(int submission, EventId event) {
        repeated.put(submission, event);
    }

    void add(List<Step> accepted) {
        steps.addAll(accepted);
    }

    void base(RoomSnapshot snapshot) {
        bases.put(snapshot.room(), snapshot);
    }

    /// What is to be added.
    List<? extends Addition> additions() {
        return additions;
    }

    /// The events, in the order in which they will be stored.
    List<Step> steps() {
        return steps;
    }

    /// The rooms to lock: those that were there before. Also those that get no event, because what was
    /// refused may have been refused for a picture of the room that is old.
    Set<RoomId> knownRooms() {
        return bases.keySet();
    }

    /// Where the plan thinks a room ends.
    Optional<Long> position(RoomId room) {
        return Optional.ofNullable(bases.get(room)).map(base -> base.head().position());
    }

    /// The state on which the first event of a room is built.
    StateRoot root(RoomId room) {
        RoomSnapshot base = bases.get(room);
        return base == null ? StateRoot.EMPTY : base.head().state();
    }

    /// The newest event of a room that brings it up in a list of rooms.
    long bumpPosition(RoomId room) {
        RoomSnapshot base = bases.get(room);
        return base == null ? 0 : base.head().bumpPosition();
    }

    /// The m.room.create events of the rooms that are new.
    List<Pdu> creates() {
        return steps.stream()
                .map(Step::pdu)
                .filter(pdu -> !bases.containsKey(pdu.roomId()))
                .filter(pdu -> pdu.is(EventType.M_ROOM_CREATE, ""))
                .toList();
    }

    /// Takes back what was decided on a room that has moved.
    void giveBack(RoomId room) {
        for (int i = 0; i < additions.size(); i++) {
            if (additions.get(i).room().equals(Optional.of(room))) {
                outcomes[i] = new Outcome.Moved();
            }
        }
        steps.removeIf(step -> step.pdu().roomId().equals(room));
    }

    /// Notes the stored events as outcomes, and stores what belongs to them.
    void resolve(List<StoredEvent> stored, Tx tx) {
        Map<Integer, List<StoredEvent>> bySubmission = new HashMap<>();
        Map<EventId, StoredEvent> byId = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            StoredEvent event = stored.get(i);
            byId.put(event.pdu().eventId(), event);
            bySubmission
                    .computeIfAbsent(steps.get(i).submission(), none -> new ArrayList<>())
                    .add(event);
        }
        bySubmission.forEach((submission, events) -> {
            outcomes[submission] = new Outcome.Stored(events);
            additions.get(submission).also().ifPresent(also -> also.store(tx, events));
        });
        repeated.forEach((submission, event) -> {
            StoredEvent first = byId.get(event);
            if (first != null) {
                outcomes[submission] = new Outcome.Stored(List.of(first));
            }
        });
    }

    /// One outcome for each submission, in their order.
    List<Outcome> outcomes() {
        return Arrays.stream(outcomes)
                .<Outcome>map(outcome -> outcome == null ? new Outcome.Moved() : outcome)
                .toList();
    }
}
