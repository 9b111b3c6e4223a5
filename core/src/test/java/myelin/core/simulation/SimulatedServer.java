package myelin.core.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import myelin.core.auth.AuthEvents;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.auth.AuthState;
import myelin.core.event.Draft;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.intake.Outcome;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.PduIntake;
import myelin.core.room.Rule;
import myelin.core.state.KnownEvents;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.core.state.StateResolution;
import myelin.core.state.Winners;

/// What one server knows of the room, and how it judges what it gets: the checks on receipt of a PDU, in their order.
final class SimulatedServer {
    private final ServerName name;
    private final World world;

    /// What was judged, in the order in which it was.
    private final Map<EventId, Judged> events = new LinkedHashMap<>();

    /// What refers to something that hasn't come yet.
    private final Map<EventId, Pdu> waiting = new LinkedHashMap<>();

    /// The newest events, on which the next one of this server builds.
    private final Set<EventId> extremities = new LinkedHashSet<>();

    /// The states which followed from several.
    private final Map<Set<StateMap>, StateMap> resolved = new HashMap<>();

    private final KnownEvents known =
            new KnownEvents() {
                @Override
                public Optional<Pdu> event(EventId id) {
                    return Optional.ofNullable(events.get(id))
                            .map(Judged::event)
                            .or(() -> world().elsewhere(id));
                }

                @Override
                public boolean isRejected(EventId id) {
                    return find(id).filter(Judged::isRejected).isPresent();
                }
            };

    /// What this server thinks of an event.
    ///
    /// @param rule the number of the rule by which it was rejected
    /// @param before the state of the room before it
    /// @param after and after it
    record Judged(Pdu event, Optional<String> rule, StateMap before, StateMap after) {
        boolean isRejected() {
            return rule.isPresent();
        }
    }

    SimulatedServer(ServerName name, World world) {
        this.name = name;
        this.world = world;
    }

    ServerName name() {
        return name;
    }

    World world() {
        return world;
    }

    /// Takes an event from another server or from a user of this one, and whatever has waited for it.
    ///
    /// @return whether it is known or waits now; not if it was dropped
    boolean receive(Pdu event) {
        if (events.containsKey(event.eventId()) || waiting.containsKey(event.eventId())) {
            return true;
        }
        Optional<Pdu> kept = world.screened(event);
        kept.ifPresent(this::await);
        return kept.isPresent();
    }

    private void await(Pdu event) {
        waiting.put(event.eventId(), event);
        boolean progress = true;
        while (progress) {
            List<Pdu> ready = waiting.values().stream().filter(this::isReady).toList();
            ready.forEach(this::judge);
            progress = !ready.isEmpty();
        }
    }

    private boolean isReady(Pdu event) {
        return events.keySet().containsAll(event.prevEvents())
                && event.authEvents().stream().allMatch(id -> known.event(id).isPresent());
    }

    /// What others must be asked for: what waiting events refer to.
    List<EventId> missing() {
        Set<EventId> missing = new LinkedHashSet<>();
        for (Pdu event : waiting.values()) {
            missing.addAll(event.prevEvents());
            missing.addAll(event.authEvents());
        }
        missing.removeIf(id -> known.event(id).isPresent());
        missing.removeAll(waiting.keySet());
        return List.copyOf(missing);
    }

    private void judge(Pdu event) {
        waiting.remove(event.eventId());
        StateMap before = stateAfter(event.prevEvents());
        Outcome.OfAuthorization outcome = outcome(event, before);
        if (outcome instanceof Rejected(Pdu _, String rule, String _)) {
            events.put(event.eventId(), new Judged(event, Optional.of(rule), before, before));
            return;
        }
        StateMap after = event.key().map(key -> before.with(key, event.eventId())).orElse(before);
        // Against the state as it is now, so it must be asked before the event is part of it.
        boolean softFailed =
                !extremities.isEmpty()
                        && !(PduIntake.againstCurrentState(event, authState(current()))
                                instanceof Accepted);
        events.put(event.eventId(), new Judged(event, Optional.empty(), before, after));
        if (!softFailed) {
            extremities.removeAll(event.prevEvents());
            extremities.add(event.eventId());
        }
    }

    private Outcome.OfAuthorization outcome(Pdu event, StateMap before) {
        if (world.isUnvouched(event)) {
            return new Rejected(event, "signature", "nobody vouches for the join");
        }
        List<Cited> cited = event.authEvents().stream().map(this::cited).toList();
        Outcome.OfAuthorization outcome =
                PduIntake.againstAuthEvents(event, cited, create(event).map(this::cited));
        return outcome instanceof Accepted
                ? PduIntake.againstStateBefore(event, authState(before))
                : outcome;
    }

    private Cited cited(EventId id) {
        return new Cited(known.event(id).orElseThrow(), known.isRejected(id));
    }

    /// The create event, which nobody cites where the room's id is its id.
    private Optional<EventId> create(Pdu event) {
        return world.version().rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                ? Optional.of(new EventId("$" + event.roomId().value().substring(1)))
                        .filter(events::containsKey)
                : Optional.empty();
    }

    AuthState authState(StateMap state) {
        return (type, key) -> state.event(new StateKey(type, key)).flatMap(known::event);
    }

    /// "the resolution of the states after its `prev_events`"
    StateMap stateAfter(List<EventId> prevEvents) {
        Set<StateMap> forks = new LinkedHashSet<>();
        prevEvents.forEach(id -> forks.add(judged(id).after()));
        return forks.size() == 1
                ? forks.iterator().next()
                : resolved.computeIfAbsent(
                        forks, _ -> StateResolution.resolve(world.version().rules(), forks, known));
    }

    /// Checks all that was resolved here.
    ///
    /// @throws AssertionError if an event has won a place without being permitted
    void checkWinners() {
        resolved.forEach(
                (forks, state) -> Winners.check(world.version().rules(), forks, known, state));
    }

    /// The state of the room as it is now, for this server.
    StateMap current() {
        return stateAfter(newest());
    }

    /// The forward extremities.
    List<EventId> newest() {
        return List.copyOf(extremities);
    }

    /// The state after all that was accepted: what is left when no soft failure, which depends on the moment, counts.
    StateMap finalState() {
        Set<EventId> leaves = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
        for (Judged judged : events.values()) {
            if (!judged.isRejected()) {
                leaves.add(judged.event().eventId());
            }
        }
        for (Judged judged : events.values()) {
            if (!judged.isRejected()) {
                judged.event().prevEvents().forEach(leaves::remove);
            }
        }
        return stateAfter(List.copyOf(leaves));
    }

    Judged judged(EventId id) {
        return find(id).orElseThrow(() -> new AssertionError(this + " does not know " + id));
    }

    /// What was found about an event; empty where it waits for something, or isn't known.
    Optional<Judged> find(EventId id) {
        return Optional.ofNullable(events.get(id));
    }

    Optional<Pdu> event(EventId id) {
        return known.event(id);
    }

    /// The ids of what was judged, rejected or not, oldest first.
    List<EventId> ids() {
        return List.copyOf(events.keySet());
    }

    /// The event that a user of this server wants, built on `prev`, with the auth events which it should have there.
    Pdu build(Draft draft, List<EventId> prev, long originServerTs) {
        StateMap state = prev.isEmpty() ? StateMap.EMPTY : stateAfter(prev);
        List<EventId> auth = new ArrayList<>();
        for (StateKey key :
                AuthEvents.keysFor(
                        world.version().rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())) {
            state.event(key).ifPresent(auth::add);
        }
        return world.event(draft, frame(prev, auth, originServerTs));
    }

    /// What surrounds a draft that is built on `prev` and cites `auth`.
    World.Frame frame(List<EventId> prev, List<EventId> auth, long originServerTs) {
        long greatest = prev.stream().mapToLong(id -> judged(id).event().depth()).max().orElse(0);
        // "If the room's depth is already at the limit, the depth must be set to the limit."
        long limit =
                world.version().rules().has(Rule.STRICT_CANONICAL_JSON)
                        ? (1L << 53) - 1
                        : Long.MAX_VALUE;
        long depth = Math.min(greatest, limit - 1) + 1;
        Optional<RoomId> room =
                events.isEmpty()
                        ? Optional.of(Conduct.ROOM)
                                .filter(_ ->
                                        !world.version()
                                                .rules()
                                                .has(Rule.CREATE_EVENT_ID_IS_ROOM_ID))
                        : Optional.of(events.values().iterator().next().event().roomId());
        int number = 4 * events.size() + Conduct.SERVERS.indexOf(name);
        return new World.Frame(name, room, prev, auth, depth, originServerTs, number);
    }

    @Override
    public String toString() {
        return name.value();
    }
}
