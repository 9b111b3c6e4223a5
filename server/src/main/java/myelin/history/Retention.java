package myelin.history;

import static myelin.http.Caller.USER;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.config.rooms.RetentionConfig;
import myelin.core.event.EventType;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.http.Route;
import myelin.rooms.Rooms;
import org.jspecify.annotations.Nullable;

/// How long messages may be read: as the room says, within the server's bounds; where it says nothing, as
/// the server does ([MSC1763](https://github.com/matrix-org/matrix-spec-proposals/pull/1763)). State stays
/// for ever. Any thread.
public final class Retention {

    private static final StateKey POLICY = StateKey.of(EventType.M_ROOM_RETENTION);

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

    /// Whether an event is a message that has become too old to be shown to anybody. What claims to be of
    /// the future is as old as it is here.
    boolean isOver(StoredEvent event) {
        if (!config.enabled() || event.pdu().isState()) {
            return false;
        }
        long since = Math.min(event.pdu().originServerTs(), event.receivedTs());
        Optional<StoredEvent> policy =
                rooms.find(event.pdu().roomId()).flatMap(known -> known.stored(POLICY));
        return maxLifetimeMs(policy)
                .filter(lifetime -> since < clock.millis() - lifetime)
                .isPresent();
    }

    /// How long messages of a room are kept, in milliseconds; empty: for ever.
    ///
    /// @param policy what the room says, its `m.room.retention`
    public Optional<Long> maxLifetimeMs(Optional<StoredEvent> policy) {
        return policy.flatMap(event -> event.shown().content().integer("max_lifetime"))
                .filter(lifetime -> lifetime >= 0)
                .or(() -> Optional.ofNullable(config.defaultMaxLifetime()).map(Duration::toMillis))
                .map(lifetime ->
                        Math.clamp(
                                lifetime,
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
