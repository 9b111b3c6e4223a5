package myelin.core.state;

import java.util.Collection;
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
        if (!rules.has(Rule.STATE_RESOLUTION_2)) {
            return FirstResolution.resolve(rules, forks, events);
        }
        Conflict conflict = Conflict.between(forks);
        if (conflict.isNone()) {
            return new StateMap(conflict.agreed());
        }
        return SecondResolution.resolve(
                rules, conflict, AuthChain.difference(forks, events), events);
    }

    /// As [#resolve(Rules, Collection, KnownEvents)] in rooms since version 2, for who can find the auth difference
    /// without walking the auth chains of whole states.
    ///
    /// @param authDifference see [AuthChain#difference]
    /// @param events all events in `authDifference` and of the conflicted places of the states, and the auth events of
    ///     these; since version 12 the auth chains of the conflicted events
    public static StateMap resolve(
            Rules rules,
            Collection<StateMap> forks,
            Set<EventId> authDifference,
            KnownEvents events) {
        Conflict conflict = Conflict.between(forks);
        return conflict.isNone()
                ? new StateMap(conflict.agreed())
                : SecondResolution.resolve(rules, conflict, authDifference, events);
    }
}
