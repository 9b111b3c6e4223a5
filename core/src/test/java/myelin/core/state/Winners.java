package myelin.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// Goes the way of a resolution once more, with the whole state in hand: every event that has won a place must be permitted by
/// the state that it was applied to.
public final class Winners {
    private final Rules rules;
    private final KnownEvents events;
    private final Conflict conflict;
    private final StateMap resolved;

    /// The state so far, with what all forks agree on wherever the algorithm has it.
    private final Map<StateKey, EventId> state = new HashMap<>();

    private Winners(Rules rules, KnownEvents events, Conflict conflict, StateMap resolved) {
        this.rules = rules;
        this.events = events;
        this.conflict = conflict;
        this.resolved = resolved;
    }

    /// Checks what `forks` were `resolved` to.
    ///
    /// @throws AssertionError if an event has won which the rules denied, or one that they permitted has not
    public static void check(
            Rules rules, Collection<StateMap> forks, KnownEvents events, StateMap resolved) {
        Conflict conflict = Conflict.between(forks);
        Winners winners = new Winners(rules, events, conflict, resolved);
        if (rules.has(Rule.STATE_RESOLUTION_2)) {
            winners.checkSecond(AuthChain.difference(forks, events));
        } else {
            winners.checkFirst();
        }
    }

    private void checkSecond(Set<EventId> difference) {
        Set<EventId> full = new HashSet<>(conflict.events());
        full.addAll(difference);
        if (rules.has(Rule.STATE_RESOLUTION_2_1)) {
            full.addAll(AuthChain.conflictedSubgraph(conflict.events(), events));
        } else {
            state.putAll(agreed());
        }
        List<Pdu> powerEvents =
                known(full).stream().filter(SecondResolution::isPowerEvent).toList();
        List<Pdu> first = new PowerOrdering(rules, events).sort(powerEvents, full);
        first.forEach(this::applyIfPermitted);
        first.forEach(event -> full.remove(event.eventId()));
        Optional<EventId> levels =
                Optional.ofNullable(state.get(StateKey.of(EventType.M_ROOM_POWER_LEVELS)));
        new Mainline(levels, events).sort(known(full)).forEach(this::applyIfPermitted);
        state.putAll(agreed());
        assertThat(resolved.events()).isEqualTo(state);
    }

    private Map<StateKey, EventId> agreed() {
        Map<StateKey, EventId> agreed = new HashMap<>(resolved.events());
        agreed.keySet().removeIf(key -> conflict.agreed().event(key).isEmpty());
        return agreed;
    }

    private List<Pdu> known(Collection<EventId> ids) {
        return ids.stream().flatMap(id -> events.event(id).stream()).toList();
    }

    private void applyIfPermitted(Pdu event) {
        Map<StateKey, Pdu> cited = new HashMap<>();
        SecondResolution.create(event, events)
                .ifPresent(create -> cited.put(create.key().orElseThrow(), create));
        for (Pdu auth : known(event.authEvents())) {
            if (!events.isRejected(auth.eventId())) {
                auth.key().ifPresent(key -> cited.put(key, auth));
            }
        }
        if (isPermitted(event, state, cited)) {
            state.put(event.key().orElseThrow(), event.eventId());
        }
    }

    private boolean isPermitted(
            Pdu event, Map<StateKey, EventId> before, Map<StateKey, Pdu> otherwise) {
        AuthState found =
                (type, stateKey) -> {
                    StateKey key = new StateKey(type, stateKey);
                    return before.containsKey(key)
                            ? events.event(before.get(key))
                            : Optional.ofNullable(otherwise.get(key));
                };
        return Authorization.check(rules, event, found).equals(Verdict.ALLOWED);
    }

    private void checkFirst() {
        state.putAll(resolved.events());
        state.keySet().removeIf(this::isContested);
        checkAuth(StateKey.of(EventType.M_ROOM_POWER_LEVELS)::equals);
        checkAuth(key -> key.type().equals(EventType.M_ROOM_JOIN_RULES));
        checkAuth(key -> key.type().equals(EventType.M_ROOM_MEMBER));
        conflict.differing()
                .forEach((key, ids) -> {
                    if (!state.containsKey(key)) {
                        checkOther(event(key), known(ids));
                    }
                });
    }

    private boolean isContested(StateKey key) {
        return conflict.differing().getOrDefault(key, Set.of()).size() > 1;
    }

    private Pdu event(StateKey key) {
        return resolved.event(key).flatMap(events::event).orElseThrow();
    }

    /// The winners of these places, each applied to the state before all of them. Where an event is the first of its place,
    /// nobody asks; any other is applied after the one before it.
    private void checkAuth(Predicate<StateKey> wanted) {
        Map<StateKey, EventId> winners = new HashMap<>();
        conflict.differing()
                .forEach((key, ids) -> {
                    if (wanted.test(key) && isContested(key)) {
                        List<Pdu> sorted = new ArrayList<>(known(ids));
                        sorted.sort(FirstResolution.ORDER);
                        int place = sorted.indexOf(event(key));
                        if (place > 0) {
                            Map<StateKey, EventId> before = new HashMap<>(state);
                            before.put(key, sorted.get(place - 1).eventId());
                            assertThat(isPermitted(event(key), before, Map.of())).isTrue();
                        }
                        winners.put(key, event(key).eventId());
                    }
                });
        state.putAll(winners);
    }

    /// Where nothing is permitted, one must be taken all the same.
    private void checkOther(Pdu winner, List<Pdu> candidates) {
        List<Pdu> permitted =
                candidates.stream().filter(event -> isPermitted(event, state, Map.of())).toList();
        if (!permitted.isEmpty()) {
            assertThat(permitted).contains(winner);
        }
    }
}
