package myelin.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
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
        return in(Set.of());
    }

    /// @param rooms all of them, with new events of which nothing is in memory
    static RoomChanges in(Set<RoomId> rooms) {
        return new RoomChanges(Map.of(), rooms);
    }

    /// @param newest all new events, oldest first
    /// @param upTo events behind this position are left out
    static RoomChanges among(List<StoredEvent> newest, long upTo, Predicate<RoomId> isConcerned) {
        Map<RoomId, List<Long>> positions = new HashMap<>();
        for (StoredEvent event : newest) {
            RoomId room = event.pdu().roomId();
            if (event.position() <= upTo && isConcerned.test(room)) {
                positions.computeIfAbsent(room, none -> new ArrayList<>()).add(event.position());
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
