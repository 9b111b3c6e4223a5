package myelin.spaces;

import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.directory.RoomSummary;
import myelin.memberships.Memberships;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// Who may see that a room is there and what it is about
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1roomsroomidhierarchy)).
final class RoomAccess {

    private final Rooms rooms;
    private final Memberships memberships;

    RoomAccess(Rooms rooms, Memberships memberships) {
        this.rooms = rooms;
        this.memberships = memberships;
    }

    /// A room that somebody of this server is in, if the user is in it, may join it, may ask to, or may
    /// read it.
    Optional<RoomSnapshot> find(RoomId room, UserId user) {
        return known(room).filter(known -> isShown(known, user));
    }

    /// A room that is shown to everybody.
    Optional<RoomSnapshot> find(RoomId room) {
        return known(room).filter(known -> RoomSummary.of(known).isOpen());
    }

    private Optional<RoomSnapshot> known(RoomId room) {
        return rooms.find(room).filter(known -> !rooms.members().joined(room).isEmpty());
    }

    private boolean isShown(RoomSnapshot room, UserId user) {
        boolean member =
                room.membership(user)
                        .filter(is -> is == Membership.JOIN || is == Membership.INVITE)
                        .isPresent();
        return member || RoomSummary.of(room).isOpen() || memberships.isLetInBy(room, user);
    }
}
