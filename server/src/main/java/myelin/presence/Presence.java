package myelin.presence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.cluster.Bus;
import myelin.cluster.Leases;
import myelin.concurrent.Loop;
import myelin.config.rooms.PresenceConfig;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.stream.Streams;

/// Who is there: what users say, what their syncing shows, and what they do. Those who share a room may know
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#presence)).
///
/// Each device counts for itself, and the highest of them is the user's. A device is unavailable when the user has done
/// nothing on it for [PresenceConfig#idleTimeout], and gone when it has not synced for
/// [PresenceConfig#syncOnlineTimeout]. What devices do is in memory; only what others are told is written, so that
/// somebody is still there costs nothing. Any thread.
public final class Presence implements Capability, AutoCloseable {

    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Parts parts;
    private final InstantSource clock;
    private final PresenceConfig config;
    private final boolean knowsBusy;
    private final SeenDevices devices;
    private final SharedRooms rooms;
    private final Sightings sightings;
    private final Loop sweeper = new Loop("presence-sweeper", this::sweep);

    /// What presence builds on.
    public record Parts(
            Database database,
            Streams streams,
            Bus bus,
            Leases leases,
            Rooms rooms,
            RateLimits limits) {}

    /// @param knowsBusy whether users may be busy (MSC3026)
    public Presence(Parts parts, InstantSource clock, PresenceConfig config, boolean knowsBusy) {
        this.parts = parts;
        this.clock = clock;
        this.config = config;
        this.knowsBusy = knowsBusy;
        this.devices = new SeenDevices(config);
        this.rooms = new SharedRooms(parts.rooms().members(), config.excludeRooms());
        this.sightings = new Sightings(parts, clock, config, devices, rooms);
    }

    @Override
    public List<Route> routes() {
        return new PresenceEndpoints(this, clock).routes();
    }

    /// Begins to note who has gone; also of those whom this server left online when it ended.
    public void start() {
        if (config.enabled()) {
            pass();
            sweeper.start();
        }
    }

    @Override
    public void close() {
        sweeper.close();
    }

    /// A sync under way, which shows that somebody is there until it is closed.
    public interface Sync extends AutoCloseable {
        @Override
        void close();
    }

    /// A device of the user syncs. What it says that is new is dropped where users say new things too often.
    ///
    /// @param wanted what the client says with it; `online` when it says nothing
    /// @throws MatrixError M_INVALID_PARAM when that is no presence
    public Sync syncs(Requester requester, Optional<String> wanted) {
        PresenceState word = wanted.map(this::state).orElse(PresenceState.ONLINE);
        if (!config.tracked() || word == PresenceState.OFFLINE) {
            return () -> {};
        }
        UserId user = requester.user();
        Optional<DeviceId> device = requester.device();
        long now = clock.millis();
        DevicePresence seen = devices.note(user, device, it -> it.syncBegins(now));
        if (seen.isNews(word) && parts.limits().allows(RateLimit.PRESENCE, user)) {
            devices.note(user, device, it -> it.syncSays(word, now));
        }
        sightings.write(user);
        return () -> devices.note(user, device, it -> it.syncEnds(clock.millis()));
    }

    /// The user does something, as sending a message or reading one.
    public void active(Requester requester) {
        if (config.tracked()) {
            long now = clock.millis();
            devices.note(requester.user(), requester.device(), it -> it.active(now));
            sightings.write(requester.user());
        }
    }

    /// What the user says.
    void says(Requester requester, String presence, Optional<String> statusMsg) {
        PresenceState word = state(presence);
        if (config.tracked()) {
            UserId user = requester.user();
            long now = clock.millis();
            devices.forgetRestored(user);
            devices.note(user, requester.device(), it -> it.says(word, now));
            sightings.write(user, it -> it.saying(statusMsg.filter(text -> !text.isEmpty())));
        }
    }

    private PresenceState state(String presence) {
        return PresenceState.of(presence)
                .filter(state -> knowsBusy || state != PresenceState.BUSY)
                .orElseThrow(() -> MatrixError.invalidParam("'" + presence + "' is no presence"));
    }

    /// Of one user, what a client that asks for it is told.
    UserPresence of(UserId user) {
        return config.enabled() ? sightings.of(user) : UserPresence.unknown(user);
    }

    /// Whether a user may know whether another is there.
    boolean maySee(UserId viewer, UserId user) {
        boolean local = viewer.isOf(user.server());
        return viewer.equals(user) || (local && rooms.areShared(viewer, user));
    }

    private Duration sweep() {
        pass();
        return SWEEP;
    }

    /// Writes down who has become idle, and who is gone. It is done every few seconds by itself.
    public synchronized void pass() {
        sightings.pass();
    }

    /// The m.presence events of all who share a room with a user. Those who are offline are left out,
    /// unless the configuration wants them.
    public List<JsonObject> current(UserId viewer) {
        if (!config.enabled()) {
            return List.of();
        }
        boolean all = config.includeOfflineUsersOnSync();
        long now = clock.millis();
        return sightings.of(rooms.users(viewer)).stream()
                .filter(presence -> all || presence.isThere())
                .map(presence -> presence.event(now))
                .toList();
    }

    /// The m.presence events of those who share a room with a user: what has changed between two
    /// positions of the PRESENCE stream, and those whom the user has met meanwhile.
    public List<JsonObject> changes(UserId viewer, long after, long upTo, Set<UserId> met) {
        if (!config.enabled() || (upTo <= after && met.isEmpty())) {
            return List.of();
        }
        Map<UserId, UserPresence> newest = new HashMap<>();
        sightings.between(after, upTo).forEach(presence -> newest.put(presence.user(), presence));
        if (!met.isEmpty()) {
            sightings.of(met).forEach(presence -> newest.put(presence.user(), presence));
        }
        long now = clock.millis();
        return newest.values().stream()
                .filter(presence -> maySee(viewer, presence.user()))
                .map(presence -> presence.event(now))
                .toList();
    }
}
