package myelin.events;

import java.util.List;
import myelin.core.id.EventId;
import myelin.sql.Tx;

/// Somebody who keeps rows about events that must be there as soon as the events are. Lives here because
/// storing is here; those who index stand lower in the line of packages.
public interface EventIndex {

    /// Called in the transaction that stores the events, after they and their redactions were written, by the
    /// thread of the event writer. Must be quick, and cost nothing for events that do not concern it.
    void stored(Tx tx, List<StoredEvent> events);

    /// Called in the transaction in which events are redacted, after [#stored].
    default void redacted(Tx tx, List<EventId> events) {}
}
