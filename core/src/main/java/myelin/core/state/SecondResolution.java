package myelin.core.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// State resolution of [room versions 2](https://spec.matrix.org/v1.19/rooms/v2/#state-resolution) to 11, and
/// [2.1 of version 12](https://spec.matrix.org/v1.19/rooms/v12/#state-resolution).
final class SecondResolution {

    private final Rules rules;
    private final KnownEvents events;
    private final Conflict.Agreed agreed;

    /// The state which is being constructed, over that with which it began.
    private final Map<StateKey, EventId> state = new HashMap<>();

    private SecondResolution(Rules rules, KnownEvents events, Conflict.Agreed agreed) {
        this.rules = rules;
        this.events = events;
        this.agreed = agreed;
    }

    /// @param related the auth difference, and since version 12 the conflicted subgraph
    static Map<StateKey, EventId> resolve(
            Rules rules, Conflict conflict, Set<EventId> related, KnownEvents events) {
        // "The full conflicted set is the union of the conflicted state set, the conflicted state
        // subgraph, and the auth
        // difference." The subgraph since version 12.
        Set<EventId> full = new HashSet<>(related);
        full.addAll(conflict.events());
        full.removeIf(id -> events.event(id).isEmpty());
        return new SecondResolution(rules, events, conflict.agreed()).resolve(full);
    }

    private Map<StateKey, EventId> resolve(Set<EventId> full) {
        // 1 "Select the set X of all power events that appear in the full conflicted set. … enlarge
        // X by adding the events
        // in the auth chain of P which also belong to the full conflicted set. Sort X into a list
        // using the reverse
        // topological power ordering."
        List<Pdu> powerEvents =
                known(full).stream().filter(SecondResolution::isPowerEvent).toList();
        List<Pdu> sorted = new PowerOrdering(rules, events).sort(powerEvents, full);
        // 2 "Apply the iterative auth checks algorithm, starting from an empty state map, to the
        // list of events from the
        // previous step to get a partially resolved state." Until version 11 from the unconflicted
        // state map.
        applyPermitted(sorted);
        // 3 "Take all remaining events that weren't picked in step 1 and order them by the mainline
        // ordering based on the
        // power level in the partially resolved state obtained in step 2."
        Set<EventId> rest = new HashSet<>(full);
        sorted.forEach(event -> rest.remove(event.eventId()));
        Optional<EventId> levels = inState(StateKey.of(EventType.M_ROOM_POWER_LEVELS));
        List<Pdu> byMainline = new Mainline(levels, events).sort(known(rest));
        // 4 "Apply the iterative auth checks algorithm on the partial resolved state and the list
        // of events from the
        // previous step."
        applyPermitted(byMainline);
        // 5 "Update the result by replacing any event with the event with the same key from the
        // unconflicted state map, if
        // such an event exists, to get the final resolved state."
        state.keySet().removeIf(key -> agreed.event(key).isPresent());
        return state;
    }

    /// The event at a place of the state so far.
    private Optional<EventId> inState(StateKey key) {
        Optional<EventId> constructed = Optional.ofNullable(state.get(key));
        return rules.has(Rule.STATE_RESOLUTION_2_1)
                ? constructed
                : constructed.or(() -> agreed.event(key));
    }

    private List<Pdu> known(Collection<EventId> ids) {
        return ids.stream().flatMap(id -> events.event(id).stream()).toList();
    }

    /// "A power event is a state event with type `m.room.power_levels` or `m.room.join_rules`, or a state event with type
    /// `m.room.member` where the `membership` is `leave` or `ban` and the `sender` does not match the `state_key`."
    ///
    /// Of the first two types only those with an empty state key: the others say nothing about power, and nobody counts
    /// them.
    static boolean isPowerEvent(Pdu event) {
        return switch (event.type()) {
            case EventType.M_ROOM_POWER_LEVELS, EventType.M_ROOM_JOIN_RULES ->
                    event.is(event.type(), "");
            case EventType.M_ROOM_MEMBER ->
                    isRemoval(event)
                            && !event.stateKey().equals(Optional.of(event.sender().value()));
            default -> false;
        };
    }

    private static boolean isRemoval(Pdu member) {
        return new MemberContent(member.content())
                .membership()
                .map(membership ->
                        switch (membership) {
                            case LEAVE, BAN -> true;
                            case JOIN, INVITE, KNOCK -> false;
                        })
                .orElse(false);
    }

    /// "The iterative auth checks algorithm takes as input an initial room state and a sorted list of state events, and
    /// constructs a new room state by iterating through the event list and applying the state event to the room state if
    /// the state event is allowed by the authorisation rules."
    private void applyPermitted(List<Pdu> sorted) {
        for (Pdu event : sorted) {
            Map<StateKey, Pdu> cited = cited(event);
            Verdict verdict =
                    Authorization.check(
                            rules,
                            event,
                            (type, stateKey) -> find(new StateKey(type, stateKey), cited));
            if (verdict.equals(Verdict.ALLOWED) && event.key().isPresent()) {
                state.put(event.key().get(), event.eventId());
            }
        }
    }

    /// "If a `(event_type, state_key)` key that is required for checking the authorisation rules is not present in the
    /// state, then the appropriate state event from the event's `auth_events` is used if the auth event is not rejected."
    private Optional<Pdu> find(StateKey key, Map<StateKey, Pdu> cited) {
        Optional<EventId> inState = inState(key);
        return inState.isPresent()
                ? events.event(inState.get())
                : Optional.ofNullable(cited.get(key));
    }

    private Map<StateKey, Pdu> cited(Pdu event) {
        Map<StateKey, Pdu> cited = new HashMap<>();
        for (EventId id : event.authEvents()) {
            Optional<Pdu> auth = events.event(id).filter(_ -> !events.isRejected(id));
            auth.ifPresent(found -> found.key().ifPresent(key -> cited.put(key, found)));
        }
        create(event, events)
                .ifPresent(found -> cited.put(StateKey.of(EventType.M_ROOM_CREATE), found));
        return cited;
    }

    /// The create event of an event's room, where the room's id names it.
    static Optional<Pdu> create(Pdu event, KnownEvents events) {
        return event.version().rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                ? events.event(new EventId("$" + event.roomId().value().substring(1)))
                : Optional.empty();
    }
}
