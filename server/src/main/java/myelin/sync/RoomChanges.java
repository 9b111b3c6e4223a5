package myelin.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.events.Events;
import myelin.events.RecentEvents;
import myelin.events.StoredEvent;

/// Which rooms have new events, and at which positions if that is known from memory.
///
/// A client that is nearly up to date is answered from the newest events of all rooms, without a
/// query; one that comes late asks the database for the rooms only.
final class RoomChanges {

    private final Map<RoomId, List<Long>> positions;
    private final Set<RoomId> rooms;

    private RoomChanges(Map<RoomId, List<Long>> positions, Set<RoomId> rooms) {
        this.positions = positions;
        this.rooms = rooms;
    }

    /// No changes, because everything is told.
    static RoomChanges none() {
        return new RoomChanges(Map.of(), Set.of());
    }

    static RoomChanges between(
            long after, long upTo, Set<RoomId> rooms, RecentEvents recent, Events events) {
        Optional<List<StoredEvent>> newest = recent.since(after);
        if (newest.isEmpty()) {
            return new RoomChanges(Map.of(), events.newestInRooms(rooms, after, upTo).keySet());
        }
        Map<RoomId, List<Long>> positions = new HashMap<>();
        for (StoredEvent event : newest.get()) {
            if (event.position() <= upTo && rooms.contains(event.pdu().roomId())) {
                positions
                        .computeIfAbsent(event.pdu().roomId(), room -> new ArrayList<>())
                        .add(event.position());
            }
        }
        return new RoomChanges(positions, positions.keySet());
    }

    /// Rooms with new events.
    Set<RoomId> rooms() {
        return rooms;
    }

    /// Where a room's new events are, oldest first; empty when that has to be asked.
    Optional<List<Long>> positions(RoomId room) {
        return Optional.ofNullable(positions.get(room));
    }
}
