package myelin.rooms;

import java.util.Set;
import myelin.core.id.EventId;
import myelin.events.StoredEvent;

/// What became of an event that was made elsewhere.
public sealed interface Receipt {

    /// It is in the timeline now.
    record Accepted(StoredEvent event) implements Receipt {}

    /// It is part of the room's graph, but the room as it is now would not permit it: clients don't see
    /// it, and new events don't refer to it.
    ///
    /// @param rule the number of the authorization rule
    record SoftFailed(String rule, String reason) implements Receipt {}

    /// It is known, and has no part in the room.
    ///
    /// @param rule the number of the authorization rule, or the name of the field which has no sense
    record Rejected(String rule, String reason) implements Receipt {}

    /// It was there before.
    record Known(StoredEvent event) implements Receipt {}

    /// It can't be judged before these are here, and has not been kept.
    ///
    /// @param prevEvents those of its prev events whose place in the graph is not known
    /// @param authEvents those of its auth events that are not known
    record Missing(Set<EventId> prevEvents, Set<EventId> authEvents) implements Receipt {}
}
