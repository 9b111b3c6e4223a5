package myelin.rooms;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.concurrent.Tasks;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.events.EventStates;
import myelin.events.Events;
import myelin.events.Standing;
import myelin.events.StateChange;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.members.Members;
import myelin.resolution.AuthChains;
import myelin.sql.Tx;
import myelin.state.StateChanges;
import myelin.state.StateRoot;
import myelin.state.StateStore;
import myelin.stream.BatchWriter;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Writes the events of all rooms of this node: whatever waits, in one transaction.
///
/// Events are built and checked before anything is locked ([EventPlan]); then the rooms are locked
/// in the order of their ids. When another node has moved one meanwhile, all is planned again, while
/// the rooms are locked: so the node that comes second waits for its turn, and has it. Positions
/// are taken, and rows are written table by table. Called by the appender's one thread.
final class EventWriter implements BatchWriter<Addition, EventPlan.Outcome> {

    /// Events for which a room moves up in a list of rooms ([MSC4186](https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4186-simplified-sliding-sync.md),
    /// `bump_stamp`).
    private static final Set<String> BUMPING =
            Set.of(
                    EventType.M_ROOM_CREATE,
                    EventType.M_ROOM_MESSAGE,
                    EventType.M_ROOM_ENCRYPTED,
                    EventType.M_STICKER,
                    "m.call.invite",
                    "m.poll.start",
                    "m.beacon_info");

    /// When a room that has been deleted may come again, or one that another node has just made is known.
    private static final long RETRY_AFTER_MS = 60_000;

    /// How long rooms may be locked while it is planned what becomes of them.
    private static final Duration PLANNING = Duration.ofSeconds(30);

    private final Tables tables;
    private final StateStore states;
    private final Snapshots snapshots;
    private final Streams streams;
    private final EventPlanner planner;
    private final InstantSource clock;
    private final Consumer<List<StoredEvent>> committed;

    /// The tables that a new event touches.
    record Tables(
            Events events,
            AuthChains authChains,
            RoomsTable rooms,
            CurrentStateTable currentState,
            Members members) {}

    /// @param committed told of the stored events after each commit, in order
    EventWriter(
            Tables tables,
            StateStore states,
            Snapshots snapshots,
            Streams streams,
            EventPlanner planner,
            InstantSource clock,
            Consumer<List<StoredEvent>> committed) {
        this.tables = tables;
        this.states = states;
        this.snapshots = snapshots;
        this.streams = streams;
        this.planner = planner;
        this.clock = clock;
        this.committed = committed;
    }

    @Override
    public Write<EventPlan.Outcome> prepare(List<Addition> additions) {
        EventPlan plan = planner.plan(additions);
        return tx -> write(tx, plan);
    }

    private List<EventPlan.Outcome> write(Tx tx, EventPlan first) {
        EventPlan plan = first;
        if (!lockRooms(tx, plan).isEmpty()) {
            plan = again(first);
            lockRooms(tx, plan).forEach(plan::giveBack);
        }
        if (!plan.steps().isEmpty()) {
            store(tx, plan);
        }
        return plan.outcomes();
    }

    /// Locks the rooms of the plan, and tells which are not where the plan thinks.
    private List<RoomId> lockRooms(Tx tx, EventPlan plan) {
        Set<RoomId> known = plan.knownRooms();
        if (known.isEmpty()) {
            return List.of();
        }
        Map<RoomId, Long> positions = tables.rooms().lock(tx, known);
        List<RoomId> moved =
                known.stream()
                        .filter(room ->
                                !Optional.ofNullable(positions.get(room))
                                        .equals(plan.position(room)))
                        .toList();
        moved.forEach(snapshots::forget);
        return moved;
    }

    /// Plans the same additions on the rooms as they are now. The planner reads what it needs in
    /// transactions of its own, so it is another thread's work.
    private EventPlan again(EventPlan old) {
        try {
            Tasks.Task<EventPlan> planning = () -> planner.plan(old.additions());
            return Tasks.all(1, PLANNING, List.of(planning)).getFirst();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private void store(Tx tx, EventPlan plan) {
        List<EventPlan.Step> steps = plan.steps();
        long last = streams.reserve(tx, Stream.EVENTS, steps.size());
        StateChanges changes = states.changes(tx);
        List<StoredEvent> stored = new ArrayList<>(steps.size());
        Map<RoomId, RoomSnapshot> moved = new LinkedHashMap<>();
        Map<RoomId, StateRoot> roots = new HashMap<>();
        Map<RoomId, Long> bumps = new HashMap<>();
        long position = last - steps.size();
        for (EventPlan.Step step : steps) {
            position++;
            RoomId room = step.pdu().roomId();
            StateRoot current = roots.computeIfAbsent(room, plan::root);
            StoredEvent event = stored(tx, step, position, current, changes);
            roots.put(room, event.roomState());
            stored.add(event);
            long bump =
                    BUMPING.contains(step.pdu().type())
                            ? position
                            : bumps.getOrDefault(room, plan.bumpPosition(room));
            bumps.put(room, bump);
            moved.put(room, step.after().stored(position, event.roomState(), bump));
        }
        changes.store();
        write(tx, plan, stored, moved);
        plan.resolve(stored, tx);
        tx.afterCommit(() -> publish(moved, stored));
    }

    private StoredEvent stored(
            Tx tx, EventPlan.Step step, long position, StateRoot current, StateChanges changes) {
        Optional<StoredEvent> known = step.landing().flatMap(Arrivals.Landing::known);
        StoredEvent.Place place =
                new StoredEvent.Place(
                        position,
                        known.map(StoredEvent::number).orElse(position),
                        Standing.ACCEPTED);
        return new StoredEvent(
                place,
                step.pdu(),
                states(step, place.number(), current, changes),
                clock.millis(),
                step.replaces(),
                step.transaction(),
                known.flatMap(StoredEvent::redactedBy)
                        .or(() ->
                                step.landing()
                                        .flatMap(landed ->
                                                tables.events().waitingRedaction(tx, step.pdu()))));
    }

    /// @param current the state of the room, on which an event stands that was made here
    private static EventStates states(
            EventPlan.Step step, long number, StateRoot current, StateChanges changes) {
        StateRoot before = step.landing().map(Arrivals.Landing::before).orElse(current);
        StateRoot after =
                step.pdu()
                        .key()
                        .map(key -> changes.with(step.pdu().roomId(), before, key, number))
                        .orElse(before);
        StateRoot room = step.landing().flatMap(Arrivals.Landing::resolved).orElse(after);
        return new EventStates(before, after, current, room);
    }

    private void write(
            Tx tx, EventPlan plan, List<StoredEvent> stored, Map<RoomId, RoomSnapshot> moved) {
        for (Pdu create : plan.creates()) {
            if (!tables.rooms().insert(tx, create)) {
                throw MatrixError.limitExceeded(RETRY_AFTER_MS);
            }
        }
        tables.events()
                .store(
                        tx,
                        stored,
                        plan.steps().stream().flatMap(step -> step.redacts().stream()).toList());
        tables.authChains().add(tx, unknown(plan.steps(), stored));
        List<StateChange> changed = changed(plan.steps(), stored);
        tables.currentState().change(tx, changed);
        tables.members().change(tx, changed);
        tables.rooms().move(tx, moved.values().stream().map(RoomSnapshot::head).toList());
    }

    /// The events that were not stored before, outside of the timeline.
    private static List<AuthChains.Added> unknown(
            List<EventPlan.Step> steps, List<StoredEvent> stored) {
        List<AuthChains.Added> unknown = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            if (steps.get(i).landing().flatMap(Arrivals.Landing::known).isEmpty()) {
                StoredEvent event = stored.get(i);
                unknown.add(new AuthChains.Added(event.number(), event.pdu()));
            }
        }
        return unknown;
    }

    /// What the batch has made of the rooms' states, entry by entry: of several changes the last.
    private static List<StateChange> changed(List<EventPlan.Step> steps, List<StoredEvent> stored) {
        record Slot(RoomId room, StateKey key) {}
        Map<Slot, StateChange> newest = new LinkedHashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            StoredEvent event = stored.get(i);
            Optional<Arrivals.Landing> landing = steps.get(i).landing();
            for (StateChange change : landing.map(Arrivals.Landing::changes).orElse(List.of())) {
                newest.put(new Slot(change.room(), change.key()), change.at(event.position()));
            }
            Optional<StateKey> own = event.pdu().key();
            if (own.isPresent() && landing.flatMap(Arrivals.Landing::resolved).isEmpty()) {
                newest.put(
                        new Slot(event.pdu().roomId(), own.get()),
                        new StateChange(
                                event.pdu().roomId(),
                                own.get(),
                                event.position(),
                                Optional.empty(),
                                Optional.of(event)));
            }
        }
        return List.copyOf(newest.values());
    }

    private void publish(Map<RoomId, RoomSnapshot> moved, List<StoredEvent> stored) {
        moved.values().forEach(snapshots::committed);
        committed.accept(stored);
    }
}
