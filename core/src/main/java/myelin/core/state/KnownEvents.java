package myelin.core.state;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;

/// The events which state resolution looks at: those in the states and their auth chains, all in memory.
public interface KnownEvents {

    /// The event of this id. Empty only for what no server could give us, and for what its own auth events do not permit:
    /// such events "should not appear in the process".
    Optional<Pdu> event(EventId id);

    /// Whether the event was rejected on receipt.
    boolean isRejected(EventId id);

    /// The events of this map, of which these were rejected.
    static KnownEvents of(Map<EventId, Pdu> events, Set<EventId> rejected) {
        return new KnownEvents() {
            @Override
            public Optional<Pdu> event(EventId id) {
                return Optional.ofNullable(events.get(id));
            }

            @Override
            public boolean isRejected(EventId id) {
                return rejected.contains(id);
            }
        };
    }
}
