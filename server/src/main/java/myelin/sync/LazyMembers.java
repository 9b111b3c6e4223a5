package myelin.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import myelin.core.id.DeviceId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// Which member events each device has been sent, so that they are not sent again with every
/// answer. Only a saving: what is forgotten, or known to another node, is sent once more. Any
/// thread.
final class LazyMembers {

    private static final int DEVICES = 2_000;
    private static final Duration KEPT = Duration.ofMinutes(30);

    /// One client.
    record Client(UserId user, Optional<DeviceId> device) {}

    private record Member(RoomId room, UserId user) {}

    private final Cache<Client, Map<Member, Long>> sent =
            Caffeine.newBuilder().maximumSize(DEVICES).expireAfterAccess(KEPT).build();

    /// Forgets what a client was sent: it starts anew.
    void forget(Client client) {
        sent.invalidate(client);
    }

    /// Whether the client has yet to be sent this member event; it counts as sent from now on.
    boolean isNews(Client client, RoomId room, UserId user, long position) {
        Long before =
                sent.get(client, none -> new ConcurrentHashMap<>())
                        .put(new Member(room, user), position);
        return before == null || before != position;
    }
}
