package myelin.sending;

import java.util.List;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;

/// Finds what relates to an event, so that it can be redacted with it (MSC3912). Lives here because redacting is
/// here; who knows relations stands lower in the line of packages.
public interface RelatedEvents {

    /// The events that relate to one.
    ///
    /// @param relTypes how they relate; with `*` in any way
    List<EventId> of(RoomId room, EventId event, List<String> relTypes);
}
