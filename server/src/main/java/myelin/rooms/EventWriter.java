package myelin.rooms;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StoredEvent;
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
/// in the order of their ids, a room that another node has moved meanwhile is handed back as
/// [EventPlan.Outcome.Moved], positions are taken, and rows are written table by table. Called by the
/// appender's one thread.
final class EventWriter implements BatchWriter<Submission, EventPlan.Outcome> {

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
    public Write<EventPlan.Outcome> prepare(List<Submission> submissions) {
        EventPlan plan = planner.plan(submissions);
        return tx -> write(tx, plan);
    }

    private List<EventPlan.Outcome> write(Tx tx, EventPlan plan) {
        lockRooms(tx, plan);
        if (!plan.steps().isEmpty()) {
            store(tx, plan);
        }
        return plan.outcomes();
    }

    /// Locks the rooms of the plan, and gives back those which are not where the plan thinks.
    private void lockRooms(Tx tx, EventPlan plan) {
        Set<RoomId> known = plan.knownRooms();
        if (known.isEmpty()) {
            return;
        }
        Map<RoomId, Long> positions = tables.rooms().lock(tx, known);
        for (RoomId room : known) {
            if (!Optional.ofNullable(positions.get(room)).equals(plan.position(room))) {
                snapshots.forget(room);
                plan.giveBack(room);
            }
        }
    }

    private void store(Tx tx, EventPlan plan) {
        List<EventPlan.Step> steps = plan.steps();
        long last = streams.reserve(tx, Stream.EVENTS, steps.size());
        StateChanges changes = states.changes(tx);
        List<StoredEvent> stored = new ArrayList<>(steps.size());
        Map<RoomId, RoomSnapshot> moved = new LinkedHashMap<>();
        Map<RoomId, StateRoot> roots = new LinkedHashMap<>();
        Map<RoomId, Long> bumps = new HashMap<>();
        long position = last - steps.size();
        for (EventPlan.Step step : steps) {
            position++;
            Pdu pdu = step.pdu();
            RoomId room = pdu.roomId();
            StateRoot before = roots.computeIfAbsent(room, plan::root);
            StateRoot after =
                    pdu.isState()
                            ? changes.with(room, before, pdu.key().orElseThrow(), position)
                            : before;
            roots.put(room, after);
            long bump =
                    BUMPING.contains(pdu.type())
                            ? position
                            : bumps.getOrDefault(room, plan.bumpPosition(room));
            bumps.put(room, bump);
            stored.add(stored(step, position, before, after));
            moved.put(room, step.after().stored(position, after, bump));
        }
        changes.store();
        write(tx, plan, stored, moved);
        plan.resolve(stored, tx);
        tx.afterCommit(() -> publish(moved, stored));
    }

    private void write(
            Tx tx, EventPlan plan, List<StoredEvent> stored, Map<RoomId, RoomSnapshot> moved) {
        for (Pdu create : plan.creates()) {
            tables.rooms().insert(tx, create);
        }
        tables.events().store(tx, stored);
        tables.authChains()
                .add(
                        tx,
                        stored.stream()
                                .map(event -> new AuthChains.Added(event.position(), event.pdu()))
                                .toList());
        List<StoredEvent> state = newest(stored);
        tables.currentState().set(tx, state);
        tables.members()
                .set(tx, state.stream().filter(event -> Members.isMember(event.pdu())).toList());
        tables.rooms().move(tx, moved.values().stream().map(RoomSnapshot::head).toList());
    }

    /// The state events that no later one of the same batch replaces.
    private static List<StoredEvent> newest(List<StoredEvent> stored) {
        record Slot(RoomId room, StateKey key) {}
        Map<Slot, StoredEvent> newest = new LinkedHashMap<>();
        for (StoredEvent event : stored) {
            if (event.pdu().isState()) {
                newest.put(new Slot(event.pdu().roomId(), event.pdu().key().orElseThrow()), event);
            }
        }
        return List.copyOf(newest.values());
    }

    private StoredEvent stored(
            EventPlan.Step step, long position, StateRoot before, StateRoot after) {
        return new StoredEvent(
                position,
                step.pdu(),
                before,
                after,
                clock.millis(),
                step.replaces(),
                step.transaction(),
                Optional.empty());
    }

    private void publish(Map<RoomId, RoomSnapshot> moved, List<StoredEvent> stored) {
        moved.values().forEach(snapshots::committed);
        planner.committed(stored);
        committed.accept(stored);
    }
}
