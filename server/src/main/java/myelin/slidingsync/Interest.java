package myelin.slidingsync;

import java.util.List;
import java.util.Map;
import myelin.core.id.RoomId;
import myelin.roomlists.ListedRoom;

/// The rooms in which a client is interested.
///
/// @param lists by the client's names for them
/// @param rooms those that a list shows or that are subscribed to
record Interest(Map<String, Seen> lists, Map<RoomId, Room> rooms) {

    /// A list as it is now.
    ///
    /// @param count of all rooms in it
    record Seen(long count, List<View> views) {}

    /// What a window of a list shows.
    record View(ListConfig.Window window, List<RoomId> rooms) {}

    /// A room, with as much as the client wants of it.
    ///
    /// @param lists which show it
    /// @param subscribed the client wants it whether a list shows it or not
    record Room(ListedRoom listed, RoomConfig config, List<String> lists, boolean subscribed) {

        RoomId id() {
            return listed.id();
        }
    }
}
