package myelin.rooms;

import java.util.Optional;
import myelin.core.id.RoomId;

/// What a list of rooms has to know of each of them, to sort and to filter.
///
/// @param position of the newest event
/// @param type as m.room.create says; empty: an ordinary room
/// @param encrypted whether the room's state has an m.room.encryption
public record RoomListing(RoomId room, long position, Optional<String> type, boolean encrypted) {

    /// The same room once a later event has come.
    public RoomListing movedTo(long later) {
        return new RoomListing(room, Math.max(position, later), type, encrypted);
    }

    /// The same room, encrypted.
    public RoomListing nowEncrypted() {
        return encrypted ? this : new RoomListing(room, position, type, true);
    }
}
