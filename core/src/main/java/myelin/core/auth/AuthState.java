package myelin.core.auth;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.state.StateKey;

/// The state by which an event is judged: the state of the room before it, or its auth events.
///
/// It must know the create event, also in rooms since version 12, where auth events don't name it.
@FunctionalInterface
public interface AuthState {

    /// The event at this place of the state, if there is one.
    Optional<Pdu> event(String type, String stateKey);

    /// The state made of these `events`; those which are no state events have no part in it.
    static AuthState of(Collection<Pdu> events) {
        Map<StateKey, Pdu> byKey = new HashMap<>();
        for (Pdu event : events) {
            event.key().ifPresent(key -> byKey.put(key, event));
        }
        return (type, stateKey) -> Optional.ofNullable(byKey.get(new StateKey(type, stateKey)));
    }
}
