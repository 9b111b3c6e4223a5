package myelin.core.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import myelin.core.id.EventId;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// [State resolution](https://spec.matrix.org/v1.19/server-server-api/#room-state-resolution): the state of a room whose
/// history has forked, found alike by all servers. Pure; may be called by all threads. It does not matter in which order
/// the forks are given.
public final class StateResolution {

    private StateResolution() {}

    /// The state which follows from the states after each fork.
    ///
    /// @param events all events in `forks`, and in rooms since version 2 their auth chains
    public static StateMap resolve(Rules rules, Collection<StateMap> forks, KnownEvents events) {
        Conflict conflict = Conflict.between(forks);
        Map<StateKey, EventId> state = new HashMap<>();
        // What one state holds where none differs is what all hold.
        forks.stream().limit(1).forEach(fork -> state.putAll(fork.events()));
        state.keySet().removeAll(conflict.differing().keySet());
        state.putAll(resolve(rules, conflict, related(rules, forks, conflict, events), events));
        return new StateMap(state);
    }

    private static Set<EventId> related(
            Rules rules, Collection<StateMap> forks, Conflict conflict, KnownEvents events) {
        Set<EventId> related = new HashSet<>();
        if (rules.has(Rule.STATE_RESOLUTION_2) && !conflict.differing().isEmpty()) {
            related.addAll(AuthChain.difference(forks, events));
        }
        if (rules.has(Rule.STATE_RESOLUTION_2_1)) {
            related.addAll(AuthChain.conflictedSubgraph(conflict.events(), events));
        }
        return related;
    }

    /// As [#resolve(Rules, Collection, KnownEvents)], for who knows what conflicts without holding whole states.
    ///
    /// @param related what belongs to the full conflicted set beside the conflicted events: the auth difference (see
    ///     [AuthChain#difference]), and since version 12 the conflicted subgraph ([AuthChain#conflictedSubgraph]). Not
    ///     read in room version 1
    /// @param events the conflicted and related events, the auth events of these, what of the agreed state is asked for,
    ///     and the power levels from which those in force came
    /// @return the entries to be added to the agreed state. Where the states differ and this has no entry, there shall be
    ///     none
    public static Map<StateKey, EventId> resolve(
            Rules rules, Conflict conflict, Set<EventId> related, KnownEvents events) {
        if (conflict.differing().isEmpty()) {
            return Map.of();
        }
        return rules.has(Rule.STATE_RESOLUTION_2)
                ? SecondResolution.resolve(rules, conflict, related, events)
                : FirstResolution.resolve(rules, conflict, events);
    }
}
