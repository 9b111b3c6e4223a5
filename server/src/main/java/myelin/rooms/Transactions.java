package myelin.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;

/// The transactions of clients that this node has carried out lately, and the events that they made. The unique index of
/// the events table finds those which are older, or another node's. Any thread.
final class Transactions {

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 20_000;

    private final Cache<Sent, EventId> events =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    record Sent(RoomId room, UserId sender, TransactionKey key) {}

    Optional<EventId> find(Sent sent) {
        return Optional.ofNullable(events.getIfPresent(sent));
    }

    /// Remembers what has been committed.
    void committed(List<StoredEvent> stored) {
        for (StoredEvent event : stored) {
            event.transaction()
                    .ifPresent(key ->
                            events.put(
                                    new Sent(event.pdu().roomId(), event.pdu().sender(), key),
                                    event.pdu().eventId()));
        }
    }
}
