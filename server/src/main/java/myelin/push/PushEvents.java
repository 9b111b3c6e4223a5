package myelin.push;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.push.PushEvent;
import myelin.core.push.PushFeatures;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;

/// Events made ready for push rules, once for all whose rules are asked while the event is new. Any thread.
final class PushEvents {

    /// Events in memory, at most.
    private static final int CACHED = 1_000;

    private final Events events;
    private final PushFeatures features;
    private final Cache<Long, PushEvent> cache = Caffeine.newBuilder().maximumSize(CACHED).build();

    PushEvents(Events events, PushFeatures features) {
        this.events = events;
        this.features = features;
    }

    /// An event with what its room says, which should be about the same as at the event.
    PushEvent of(StoredEvent event, RoomSnapshot room) {
        return cache.get(event.position(), none -> prepared(event.pdu(), room));
    }

    private PushEvent prepared(Pdu pdu, RoomSnapshot room) {
        PushEvent push = PushEvent.of(pdu, room.powerLevels(), room.head().joinedMembers());
        return features.replies() ? push.among(event -> inRoom(event, room.room())) : push;
    }

    private Optional<Pdu> inRoom(EventId event, RoomId room) {
        return events.find(event).map(StoredEvent::pdu).filter(pdu -> pdu.roomId().equals(room));
    }
}
