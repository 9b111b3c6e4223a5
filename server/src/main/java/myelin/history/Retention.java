package myelin.history;

import static myelin.http.Caller.USER;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.config.rooms.RetentionConfig;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.http.Route;
import myelin.rooms.Rooms;
import org.jspecify.annotations.Nullable;

/// How long messages may be read: as the room says, within the server's bounds; where it says nothing, as
/// the server does ([MSC1763](https://github.com/matrix-org/matrix-spec-proposals/pull/1763)). State stays
/// for ever. Any thread.
final class Retention {

    private static final String M_ROOM_RETENTION = "m.room.retention";

    private final Rooms rooms;
    private final RetentionConfig config;
    private final InstantSource clock;

    Retention(Rooms rooms, RetentionConfig config, InstantSource clock) {
        this.rooms = rooms;
        this.config = config;
        this.clock = clock;
    }

    List<Route> routes() {
        if (!config.enabled() || !config.announced()) {
            return List.of();
        }
        JsonObject configuration = configuration();
        return List.of(
                Route.get("/_matrix/client/unstable/org.matrix.msc1763/retention/configuration")
                        .caller(USER)
                        .unstable("org.matrix.msc1763")
                        .to(request -> configuration));
    }

    /// Whether an event is a message that has become too old to be shown to anybody.
    boolean isOver(StoredEvent event) {
        if (!config.enabled() || event.pdu().isState()) {
            return false;
        }
        Pdu pdu = event.pdu();
        return maxLifetimeMs(pdu.roomId())
                .filter(lifetime -> pdu.originServerTs() < clock.millis() - lifetime)
                .isPresent();
    }

    private Optional<Long> maxLifetimeMs(RoomId room) {
        Optional<Long> own =
                rooms.find(room)
                        .flatMap(known -> known.event(M_ROOM_RETENTION, ""))
                        .flatMap(policy -> policy.content().integer("max_lifetime"))
                        .filter(lifetime -> lifetime >= 0);
        if (own.isEmpty()) {
            return Optional.ofNullable(config.defaultMaxLifetime()).map(Duration::toMillis);
        }
        return Optional.of(
                Math.clamp(
                        own.get(),
                        millis(config.allowedLifetimeMin(), 0),
                        millis(config.allowedLifetimeMax(), Long.MAX_VALUE)));
    }

    private static long millis(@Nullable Duration duration, long otherwise) {
        return duration == null ? otherwise : duration.toMillis();
    }

    private JsonObject configuration() {
        JsonObject policy =
                lifetimes(
                        "min_lifetime",
                        config.defaultMinLifetime(),
                        "max_lifetime",
                        config.defaultMaxLifetime());
        JsonObject limits =
                lifetimes("min", config.allowedLifetimeMin(), "max", config.allowedLifetimeMax());
        return JsonObject.of(
                "policies",
                policy.isEmpty() ? policy : JsonObject.of("*", policy),
                "limits",
                limits.isEmpty() ? limits : JsonObject.of("max_lifetime", limits));
    }

    private static JsonObject lifetimes(
            String least, @Nullable Duration min, String most, @Nullable Duration max) {
        JsonObject.Builder lifetimes = JsonObject.builder();
        if (min != null) {
            lifetimes.put(least, min.toMillis());
        }
        if (max != null) {
            lifetimes.put(most, max.toMillis());
        }
        return lifetimes.build();
    }
}
