package myelin.events;

import java.util.List;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.sql.Tx;

/// Somebody who keeps rows about events. Lives here because storing and deleting is here; those who index stand
/// lower in the line of packages.
public interface EventIndex {

    /// Called in the transaction that stores the events, after they and their redactions were written, by the
    /// thread of the event writer. Must be quick, and cost nothing for events that do not concern it.
    default void stored(Tx tx, List<StoredEvent> events) {}

    /// Called in the transaction in which events are redacted, after [#stored].
    default void redacted(Tx tx, List<EventId> events) {}

    /// Called in the transaction that deletes events of a room for good, after they are gone; most of them may not
    /// concern it. Who indexes behind the stream must not add them any more: see [Events#hold].
    default void deleted(Tx tx, RoomId room, List<OldEvent> events) {}
}
