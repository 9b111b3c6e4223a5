package myelin.relations;

import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.events.EventRange;

/// Which relations of an event a client asks for.
///
/// @param relType how they relate; empty: in any way
/// @param type which type they have; empty: any
/// @param recurse also what relates to those
record RelationsQuery(
        RoomId room,
        EventId parent,
        Optional<String> relType,
        Optional<String> type,
        boolean recurse,
        EventRange range) {

    /// How often relations of relations are followed.
    static final int DEPTH = 3;
}
