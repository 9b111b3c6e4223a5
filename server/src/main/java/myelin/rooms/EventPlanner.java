package myelin.rooms;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.auth.Verdict;
import myelin.core.event.Draft;
import myelin.core.event.EventTooLarge;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.json.NotCanonical;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.crypto.RandomText;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.events.Transactions;

/// Builds, signs and authorizes the events of waiting submissions, each on the room that the ones
/// before it have made, without touching the database but to read what is not in memory. Arrivals come
/// first, on the room as it is stored. Called by the event writer's one thread.
final class EventPlanner {

    /// Bytes of chance in the id of a room before version 12.
    private static final int ROOM_ID_BYTES = 15;

    private final Snapshots snapshots;
    private final Events events;
    private final Arrivals arrivals;
    private final OwnEvents own;
    private final ServerName server;
    private final InstantSource clock;
    private final Transactions transactions;
    private long lastCreation;

    EventPlanner(
            Snapshots snapshots,
            Events events,
            Arrivals arrivals,
            OwnEvents own,
            Transactions transactions,
            ServerName server,
            InstantSource clock) {
        this.snapshots = snapshots;
        this.events = events;
        this.arrivals = arrivals;
        this.own = own;
        this.transactions = transactions;
        this.server = server;
        this.clock = clock;
    }

    /// Plans arrivals, then the submissions in their order.
    EventPlan plan(List<? extends Addition> additions) {
        EventPlan plan = new EventPlan(additions);
        Map<RoomId, RoomSnapshot> rooms = new HashMap<>();
        Map<Transactions.Sent, EventId> planned = new HashMap<>();
        for (int i = 0; i < additions.size(); i++) {
            if (additions.get(i) instanceof Arrival arrival) {
                plan(plan, i, arrival, rooms);
            }
        }
        for (int i = 0; i < additions.size(); i++) {
            if (additions.get(i) instanceof Submission submission) {
                plan(plan, i, submission, rooms, planned);
            }
        }
        return plan;
    }

    /// Two arrivals in one room at once would need the state after the first before it is stored: the
    /// second tries again.
    private void plan(EventPlan plan, int index, Arrival arrival, Map<RoomId, RoomSnapshot> rooms) {
        Pdu pdu = arrival.pdu();
        if (rooms.containsKey(pdu.roomId())) {
            return;
        }
        Optional<RoomSnapshot> known = snapshots.find(pdu.roomId());
        if (known.isEmpty() && !pdu.is(EventType.M_ROOM_CREATE, "")) {
            plan.settle(index, new EventPlan.Outcome.Moved());
            return;
        }
        known.ifPresent(plan::base);
        RoomSnapshot room = known.orElseGet(() -> snapshots.empty(pdu));
        Arrivals.Decision decision =
                arrival.insists()
                        ? arrivals.decide(arrival, room)
                        : arrivals.decideNow(arrival, room);
        switch (decision) {
            case Arrivals.Decision.Accepted(Arrivals.Landing landing) -> {
                rooms.put(pdu.roomId(), landing.after());
                plan.add(List.of(step(index, arrival, room, landing)));
            }
            case Arrivals.Decision.SoftFailed(String rule, String reason) ->
                    plan.settle(index, new EventPlan.Outcome.Denied(rule, reason));
            case Arrivals.Decision.NeedsNumber(), Arrivals.Decision.Unresolved() ->
                    plan.settle(index, new EventPlan.Outcome.Moved());
        }
    }

    private EventPlan.Step step(
            int index, Arrival arrival, RoomSnapshot room, Arrivals.Landing landing) {
        Pdu pdu = arrival.pdu();
        RoomSnapshot before = room.moved(landing.before(), List.of());
        return new EventPlan.Step(
                index,
                pdu,
                landing.after(),
                replaced(pdu, before),
                arrival.transaction(),
                Redactions.counting(pdu, before, events),
                Optional.of(landing));
    }

    private static Optional<EventId> replaced(Pdu pdu, RoomSnapshot room) {
        return pdu.key().flatMap(key -> room.event(key.type(), key.key())).map(Pdu::eventId);
    }

    private void plan(
            EventPlan plan,
            int index,
            Submission submission,
            Map<RoomId, RoomSnapshot> rooms,
            Map<Transactions.Sent, EventId> planned) {
        switch (submission.target()) {
            case Submission.Target.Created(RoomVersion version) ->
                    new Attempt(plan, index, submission).create(version, rooms);
            case Submission.Target.Existing(RoomId room) -> {
                RoomSnapshot known = rooms.get(room);
                if (known == null) {
                    known = snapshots.find(room).orElse(null);
                    if (known == null) {
                        plan.settle(index, new EventPlan.Outcome.UnknownRoom());
                        return;
                    }
                    plan.base(known);
                    rooms.put(room, known);
                }
                Optional<Transactions.Sent> sent = sent(room, submission);
                if (sent.isPresent() && repeats(plan, index, sent.get(), planned)) {
                    return;
                }
                Attempt attempt = new Attempt(plan, index, submission);
                if (attempt.on(known, rooms)) {
                    sent.ifPresent(it -> planned.put(it, attempt.lastEvent()));
                }
            }
        }
    }

    private static Optional<Transactions.Sent> sent(RoomId room, Submission submission) {
        return submission
                .transaction()
                .map(key ->
                        new Transactions.Sent(room, submission.drafts().getFirst().sender(), key));
    }

    private boolean repeats(
            EventPlan plan,
            int index,
            Transactions.Sent sent,
            Map<Transactions.Sent, EventId> planned) {
        EventId inPlan = planned.get(sent);
        if (inPlan != null) {
            plan.repeats(index, inPlan);
            return true;
        }
        Optional<StoredEvent> stored = transactions.find(sent).flatMap(events::find);
        stored.ifPresent(event -> plan.settle(index, new EventPlan.Outcome.Stored(List.of(event))));
        return stored.isPresent();
    }

    /// One submission being planned: its drafts become events one after the other.
    private final class Attempt {
        private final EventPlan plan;
        private final int index;
        private final Submission submission;
        private final List<EventPlan.Step> steps = new ArrayList<>();

        Attempt(EventPlan plan, int index, Submission submission) {
            this.plan = plan;
            this.index = index;
            this.submission = submission;
        }

        EventId lastEvent() {
            return steps.getLast().pdu().eventId();
        }

        void create(RoomVersion version, Map<RoomId, RoomSnapshot> rooms) {
            Optional<RoomId> chosen =
                    version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                            ? Optional.empty()
                            : Optional.of(newRoomId());
            Draft draft = submission.drafts().getFirst();
            lastCreation = Math.max(lastCreation + 1, clock.millis());
            try {
                Pdu create = own.create(version, chosen, draft, lastCreation);
                RoomSnapshot empty = snapshots.empty(create);
                if (permitted(create, empty)) {
                    RoomSnapshot created = step(create, empty);
                    addAll(
                            created,
                            submission.drafts().subList(1, submission.drafts().size()),
                            rooms);
                }
            } catch (EventTooLarge refused) {
                plan.settle(
                        index,
                        new EventPlan.Outcome.TooLarge(String.valueOf(refused.getMessage())));
            } catch (NotCanonical refused) {
                plan.settle(
                        index,
                        new EventPlan.Outcome.NotSignable(String.valueOf(refused.getMessage())));
            }
        }

        boolean on(RoomSnapshot room, Map<RoomId, RoomSnapshot> rooms) {
            if (room.isCrowded()) {
                plan.settle(index, new EventPlan.Outcome.Crowded());
                return false;
            }
            return addAll(room, submission.drafts(), rooms);
        }

        private boolean addAll(
                RoomSnapshot room, List<Draft> drafts, Map<RoomId, RoomSnapshot> rooms) {
            RoomSnapshot current = room;
            List<StoredEvent> unchanged = new ArrayList<>();
            try {
                for (Draft draft : drafts) {
                    Optional<StoredEvent> same = current.same(draft);
                    if (same.isPresent()) {
                        unchanged.add(same.get());
                        continue;
                    }
                    Pdu pdu = own.build(current, draft, submission.originServerTs());
                    if (!permitted(pdu, current)) {
                        return false;
                    }
                    current = step(pdu, current);
                }
            } catch (EventTooLarge refused) {
                plan.settle(
                        index,
                        new EventPlan.Outcome.TooLarge(String.valueOf(refused.getMessage())));
                return false;
            } catch (NotCanonical refused) {
                plan.settle(
                        index,
                        new EventPlan.Outcome.NotSignable(String.valueOf(refused.getMessage())));
                return false;
            }
            if (steps.isEmpty()) {
                plan.settle(index, new EventPlan.Outcome.Stored(unchanged));
                return false;
            }
            rooms.put(current.room(), current);
            plan.add(steps);
            return true;
        }

        private boolean permitted(Pdu pdu, RoomSnapshot room) {
            return switch (own.check(pdu, room)) {
                case Verdict.Allowed() -> true;
                case Verdict.Denied(String rule, String reason) -> {
                    plan.settle(index, new EventPlan.Outcome.Denied(rule, reason));
                    yield false;
                }
            };
        }

        private RoomSnapshot step(Pdu pdu, RoomSnapshot room) {
            RoomSnapshot after = room.with(pdu);
            steps.add(
                    new EventPlan.Step(
                            index,
                            pdu,
                            after,
                            replaced(pdu, room),
                            submission.transaction(),
                            Redactions.counting(pdu, room, events),
                            Optional.empty()));
            return after;
        }
    }

    private RoomId newRoomId() {
        String opaque = RandomText.ofBytes(ROOM_ID_BYTES);
        return RoomId.parse("!" + opaque.replace('-', 'a').replace('_', 'b') + ":" + server);
    }
}
