package myelin.presence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.cluster.Bus;
import myelin.concurrent.Loop;
import myelin.config.rooms.PresenceConfig;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Route;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Who is there: what users say, and what their syncing shows. Those who share a room may know.
///
/// A user whose devices have all stopped to sync is offline after [PresenceConfig#syncOnlineTimeout]. Only a
/// change is written; that somebody is still there costs nothing.
public final class Presence implements Capability, AutoCloseable {

    private static final Set<String> STATES = Set.of("online", "unavailable", "busy", "offline");
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final Database database;
    private final Streams streams;
    private final Bus bus;
    private final Rooms rooms;
    private final InstantSource clock;
    private final PresenceConfig config;
    private final PresenceTable table = new PresenceTable();

    private final SyncingUsers syncing = new SyncingUsers();

    private final Loop sweeper = new Loop("presence-sweeper", this::sweep);

    public Presence(
            Database database,
            Streams streams,
            Bus bus,
            Rooms rooms,
            InstantSource clock,
            PresenceConfig config) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.rooms = rooms;
        this.clock = clock;
        this.config = config;
    }

    @Override
    public List<Route> routes() {
        return new PresenceEndpoints(this, clock).routes();
    }

    /// Begins to note who has gone.
    public void start() {
        if (config.tracked()) {
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

    /// A device of the user syncs.
    ///
    /// @param wanted what the client says with it; `online` when it says nothing
    /// @throws MatrixError M_INVALID_PARAM when that is no presence
    public Sync syncs(UserId user, Optional<String> wanted) {
        String presence = wanted.orElse(PresenceState.ONLINE);
        requireState(presence);
        if (!config.tracked() || presence.equals(PresenceState.OFFLINE)) {
            return () -> {};
        }
        Optional<String> before = syncing.begin(user, presence, clock.millis());
        if (!before.equals(Optional.of(presence))) {
            PresenceState now = state(user);
            set(new PresenceState(user, presence, now.statusMsg(), clock.millis()));
        }
        return () -> syncing.end(user, clock.millis());
    }

    /// What the user says.
    void set(UserId user, String presence, Optional<String> statusMsg) {
        requireState(presence);
        if (config.enabled()) {
            set(new PresenceState(user, presence, statusMsg, clock.millis()));
        }
    }

    PresenceState state(UserId user) {
        return database.read(tx -> table.find(tx, user))
                .orElseGet(() -> PresenceState.offline(user));
    }

    /// Whether a user may know whether another is there.
    boolean maySee(UserId viewer, UserId user) {
        return viewer.equals(user) || sharing(viewer).contains(user);
    }

    private static void requireState(String presence) {
        if (!STATES.contains(presence)) {
            throw MatrixError.invalidParam("'" + presence + "' is no presence");
        }
    }

    private void set(PresenceState state) {
        long position =
                database.transactRelaxed(tx -> {
                    boolean same =
                            table.find(tx, state.user()).filter(state::looksLike).isPresent();
                    if (same) {
                        return 0L;
                    }
                    long at = streams.reserve(tx, Stream.PRESENCE, 1);
                    table.set(tx, state, at);
                    return at;
                });
        if (position > 0) {
            Set<UserId> told = sharing(state.user());
            told.add(state.user());
            bus.publish(new Hint(Stream.PRESENCE, position, Set.of(), told));
        }
    }

    private Duration sweep() {
        long gone = clock.millis() - config.syncOnlineTimeout().toMillis();
        for (UserId user : syncing.gone(gone)) {
            PresenceState now = state(user);
            set(
                    new PresenceState(
                            user, PresenceState.OFFLINE, now.statusMsg(), now.lastActiveTs()));
        }
        return SWEEP;
    }

    /// The m.presence events of all who share a room with a user. Those who are offline are left out,
    /// unless the configuration wants them.
    public List<JsonObject> current(UserId viewer) {
        if (!config.enabled()) {
            return List.of();
        }
        boolean all = config.includeOfflineUsersOnSync();
        return events(
                viewer,
                database.read(
                        tx -> all ? table.changed(tx, 0, Long.MAX_VALUE) : table.present(tx)));
    }

    /// The m.presence events of those who share a room with a user: what has changed between two
    /// positions of the PRESENCE stream, and those whom the user has met meanwhile.
    public List<JsonObject> changes(UserId viewer, long after, long upTo, Set<UserId> met) {
        if (!config.enabled() || (upTo <= after && met.isEmpty())) {
            return List.of();
        }
        Set<PresenceState> states = new LinkedHashSet<>();
        database.read(tx -> {
            states.addAll(table.changed(tx, after, upTo));
            if (!met.isEmpty()) {
                states.addAll(table.of(tx, met));
            }
            return states;
        });
        return events(viewer, states);
    }

    private List<JsonObject> events(UserId viewer, Collection<PresenceState> states) {
        if (states.isEmpty()) {
            return List.of();
        }
        Set<UserId> visible = sharing(viewer);
        visible.add(viewer);
        List<JsonObject> events = new ArrayList<>();
        for (PresenceState state : states) {
            if (visible.contains(state.user())) {
                events.add(
                        JsonObject.of(
                                "type",
                                "m.presence",
                                "sender",
                                state.user(),
                                "content",
                                PresenceEndpoints.content(state, clock.millis())));
            }
        }
        return events;
    }

    private Set<UserId> sharing(UserId user) {
        Set<UserId> users = new HashSet<>();
        for (RoomMember member : rooms.members().roomsOf(user).values()) {
            if (member.membership() == Membership.JOIN
                    && !config.excludeRooms().contains(member.room())) {
                users.addAll(rooms.members().joined(member.room()));
            }
        }
        return users;
    }
}
