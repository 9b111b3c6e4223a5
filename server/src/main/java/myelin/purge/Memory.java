package myelin.purge;

import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// What a package has in memory of rooms.
@FunctionalInterface
public interface Memory {

    /// Drops what is known of rooms of which something was deleted; must be quick.
    ///
    /// @param users who have lost memberships by it
    void forget(Predicate<RoomId> rooms, Predicate<UserId> users);
}
