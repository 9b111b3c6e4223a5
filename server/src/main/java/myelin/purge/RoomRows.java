package myelin.purge;

import myelin.core.id.RoomId;
import myelin.sql.Tx;

/// Rows of one package that belong to rooms and go with them. What belongs to events is in
/// [myelin.events.EventIndex].
@FunctionalInterface
public interface RoomRows {

    /// Deletes rows of a room that nobody knows any more.
    ///
    /// @param limit so many are enough at a time
    /// @return how many; fewer than `limit` when none are left
    int delete(Tx tx, RoomId room, int limit);
}
