package myelin.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.push.PushEvent;
import myelin.core.push.PushFeatures;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// Events made ready for push rules, once for all whose rules are asked while the event is new. Any thread.
final class PushEvents {

    /// Events in memory, at most.
    private static final int CACHED = 1_000;

    private final Rooms rooms;
    private final PushFeatures features;
    private final Cache<Long, PushEvent> cache = Caffeine.newBuilder().maximumSize(CACHED).build();

    PushEvents(Rooms rooms, PushFeatures features) {
        this.rooms = rooms;
        this.features = features;
    }

    /// An event with what its room says: who had which power at the event, and how many are in the room now.
    PushEvent of(StoredEvent event, RoomSnapshot room) {
        return cache.get(event.position(), none -> prepared(event, room));
    }

    private PushEvent prepared(StoredEvent event, RoomSnapshot room) {
        RoomVersion version = room.version();
        PushEvent push =
                PushEvent.of(
                        event.pdu(),
                        () -> powerLevels(event, version),
                        room.head().joinedMembers());
        return features.replies() ? push.among(other -> inRoom(other, room.room())) : push;
    }

    /// What was in force when the event was sent: nobody loses a mention because its sender has lost his power since.
    private PowerLevels powerLevels(StoredEvent event, RoomVersion version) {
        return PowerLevels.of(
                version.rules(),
                state(event, EventType.M_ROOM_POWER_LEVELS),
                state(event, EventType.M_ROOM_CREATE));
    }

    private Optional<Pdu> state(StoredEvent event, String type) {
        return rooms.states()
                .event(event.stateBefore(), StateKey.of(type))
                .map(rooms.events()::at)
                .map(StoredEvent::pdu);
    }

    private Optional<Pdu> inRoom(EventId event, RoomId room) {
        return rooms.events()
                .find(event)
                .map(StoredEvent::pdu)
                .filter(pdu -> pdu.roomId().equals(room));
    }
}
