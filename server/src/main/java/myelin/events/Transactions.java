package myelin.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// The transactions of clients that this node has carried out lately, and the events that they made. The unique index of
/// the events table finds those which are older, or another node's. Any thread.
public final class Transactions {

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 20_000;

    private final Cache<Sent, EventId> events =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    /// Whose transaction, in which room.
    public record Sent(RoomId room, UserId sender, TransactionKey key) {}

    /// The event that a transaction made, if this node still knows.
    public Optional<EventId> find(Sent sent) {
        return Optional.ofNullable(events.getIfPresent(sent));
    }

    /// Remembers what has been committed.
    public void committed(List<StoredEvent> stored) {
        for (StoredEvent event : stored) {
            event.transaction()
                    .ifPresent(key ->
                            events.put(
                                    new Sent(event.pdu().roomId(), event.pdu().sender(), key),
                                    event.pdu().eventId()));
        }
    }
}
