package myelin.presence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import myelin.cluster.Lease;
import myelin.concurrent.KeyedLocks;
import myelin.config.rooms.PresenceConfig;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Recent;
import myelin.stream.Stream;

/// Writes down what this node sees of its users, and tells those who may know.
///
/// Each node writes for itself, and the highest state that any of them sees is the user's: a user is there as long as
/// one of his devices syncs with one of the nodes, and all nodes say the same of him. What a node has seen that dies is
/// taken over by another, or by itself when it starts again.
///
/// Any thread may write; `locks` keeps what is written of one user in the order in which it was seen. One thread at a
/// time looks after the seats.
final class Sightings {

    /// How often it is looked for nodes that have died.
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    private final Presence.Parts parts;
    private final Database database;
    private final InstantSource clock;
    private final SeenDevices devices;
    private final SharedRooms rooms;
    private final long granularityMs;
    private final Seats seats;
    private final PresenceTable table = new PresenceTable();
    private final Recent<UserPresence> recent = new Recent<>();
    private final KeyedLocks<UserId> locks = new KeyedLocks<>();
    private long lookedTs;

    Sightings(
            Presence.Parts parts,
            InstantSource clock,
            PresenceConfig config,
            SeenDevices devices,
            SharedRooms rooms) {
        this.parts = parts;
        this.database = parts.database();
        this.clock = clock;
        this.devices = devices;
        this.rooms = rooms;
        this.granularityMs = config.lastActiveGranularity().toMillis();
        this.seats = new Seats(parts.leases());
    }

    /// Writes what is to be seen of a user, if it is worth it.
    void write(UserId user) {
        if (devices.isNews(user, clock.millis())) {
            write(user, presence -> presence);
        }
    }

    /// Writes what is to be seen of a user, and what he says besides.
    void write(UserId user, UnaryOperator<UserPresence> said) {
        Optional<PresenceTable.Placed> news;
        try (KeyedLocks.Held _ = locks.hold(user)) {
            Sight sight = devices.sight(user, clock.millis());
            news = database.transactRelaxed(tx -> write(tx, user, sight, said));
            devices.written(user, sight);
        }
        news.ifPresent(this::tell);
    }

    /// @return what others are to be told
    private Optional<PresenceTable.Placed> write(
            Tx tx, UserId user, Sight sight, UnaryOperator<UserPresence> said) {
        PresenceTable.Placed before = table.lock(tx, user);
        table.see(tx, user, seats.own(), sight.state());
        UserPresence after =
                said.apply(
                        before.presence()
                                .seen(
                                        table.seen(tx, user),
                                        sight.activeTs(),
                                        clock.millis(),
                                        granularityMs));
        if (after.equals(before.presence())) {
            return Optional.empty();
        }
        boolean isNews = after.isNewsAfter(before.presence(), granularityMs);
        long position =
                isNews ? parts.streams().reserve(tx, Stream.PRESENCE, 1) : before.position();
        PresenceTable.Placed placed = new PresenceTable.Placed(after, position);
        table.set(tx, placed);
        return isNews ? Optional.of(placed) : Optional.empty();
    }

    private void tell(PresenceTable.Placed news) {
        UserId user = news.presence().user();
        recent.add(news.presence(), news.position());
        parts.bus()
                .publish(new Hint(Stream.PRESENCE, news.position(), rooms.of(user), Set.of(user)));
    }

    /// Lets time pass: writes down who has become idle and who is gone, and looks after those whose node is.
    void pass() {
        if (seats.sit()) {
            devices.forgetWritten();
            takeOver(seats.own());
        }
        if (clock.millis() - lookedTs >= BETWEEN_LOOKS.toMillis()) {
            lookedTs = clock.millis();
            inherit();
        }
        devices.pass(clock.millis()).forEach(this::write);
    }

    /// What is in this node's own seat is as if it had written it.
    private void takeOver(long seat) {
        long now = clock.millis();
        for (UserPresence left : database.read(tx -> table.left(tx, seat))) {
            Sight written = new Sight(left.state(), left.lastActiveTs(), left.currentlyActive());
            devices.restore(left, now, written);
        }
    }

    /// Goes on for the nodes that have died.
    private void inherit() {
        for (long seat : database.read(tx -> table.otherSeats(tx, seats.own()))) {
            seats.take(seat).ifPresent(lease -> inherit(seat, lease));
        }
    }

    private void inherit(long seat, Lease lease) {
        long now = clock.millis();
        for (UserPresence left : database.read(tx -> table.left(tx, seat))) {
            devices.restore(left, now, Sight.NOTHING);
            write(left.user(), presence -> presence);
        }
        database.transactRelaxed(tx -> table.leave(tx, seat));
        seats.free(lease);
    }

    /// What others were told of a user last; his last activity as this node knows it.
    UserPresence of(UserId user) {
        return database.read(tx -> table.find(tx, user))
                .map(this::upToDate)
                .orElseGet(() -> UserPresence.unknown(user));
    }

    /// Of these users, those of whom anything is known.
    List<UserPresence> of(Set<UserId> users) {
        return database.read(tx -> table.of(tx, users)).stream().map(this::upToDate).toList();
    }

    /// What was told between two positions of the PRESENCE stream, oldest first. It costs no query when this node
    /// remembers it.
    List<UserPresence> between(long after, long upTo) {
        List<UserPresence> told =
                recent.between(
                        after,
                        upTo,
                        (from, to) -> database.read(tx -> table.changed(tx, from, to)));
        return told.stream().map(this::upToDate).toList();
    }

    /// "The last active time must be up to date whenever the server gives a presence event to the client".
    private UserPresence upToDate(UserPresence told) {
        return told.activeAt(devices.sight(told.user(), clock.millis()).activeTs());
    }
}
