package myelin.slidingsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import myelin.core.crypto.EventHashes;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.sync.SentMembers;

/// What each connection has been sent, kept so that restarts of the server, and other nodes, know it.
///
/// A state is written when it differs from the one before it, and never changed; the token names it.
/// The state from which the client went on and the few that it may have been sent since are kept, so a
/// request that is repeated finds what it stands on. Any thread.
final class Connections {

    /// How long a connection is kept that nobody uses.
    private static final Duration EXPIRY = Duration.ofDays(7);

    /// How often it is noted that a connection is used.
    private static final Duration NOTED = Duration.ofHours(6);

    /// Connections of one device, at most; the one that was not used for longest goes.
    private static final int PER_DEVICE = 20;

    /// Rooms in the cached states, at most.
    private static final int CACHED = 1_000_000;

    private final Database database;
    private final InstantSource clock;
    private final ConnectionsTable table = new ConnectionsTable();
    private final SentMembers<Long, Long> members = new SentMembers<>();
    private final AtomicLong answers;
    private final Cache<Key, Kept> cache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED)
                    .weigher((Key key, Kept kept) -> kept.state().size() + 1)
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();

    /// A connection, and one of its states.
    record Key(long connection, long state) {}

    /// Whose connection it is.
    ///
    /// @param name the client's name for it
    record Owner(UserId user, Optional<DeviceId> device, String name) {

        private static final long MARKS = 1L << 59;

        /// A number that others have only by chance, for tokens of which nothing else says whose they are.
        long mark() {
            String whole = user + "\n" + device.map(DeviceId::value).orElse("") + "\n" + name;
            byte[] hash = EventHashes.sha256(whole.getBytes(UTF_8));
            return Math.floorMod(ByteBuffer.wrap(hash).getLong(), MARKS);
        }
    }

    /// A state, and when it was noted last that it is used, in milliseconds.
    record Kept(Owner owner, ConnectionState state, long usedMs) {}

    /// A connection on which a client asks.
    ///
    /// @param pos where the client stands; empty: it begins anew
    /// @param members the member events that it was sent
    record Opened(
            Owner owner, Optional<Pos> pos, ConnectionState state, SentMembers.Answer members) {}

    Connections(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.answers = new AtomicLong(clock.millis());
    }

    /// Finds what a client has been sent that stands at `token`.
    ///
    /// @throws MatrixError M_UNKNOWN_POS when nothing is known of that: the client has to begin anew
    Opened open(Owner owner, Optional<String> token) {
        if (token.isEmpty()) {
            return new Opened(owner, Optional.empty(), ConnectionState.EMPTY, SentMembers.first());
        }
        Pos pos = Pos.parse(token.get()).orElseThrow(Connections::unknown);
        if (pos.connection() == 0) {
            if (pos.state() != owner.mark()) {
                throw unknown();
            }
            return new Opened(owner, Optional.of(pos), ConnectionState.EMPTY, SentMembers.first());
        }
        Kept kept =
                find(pos)
                        .filter(it -> it.owner().equals(owner) && !isExpired(it))
                        .orElseThrow(Connections::unknown);
        noteUse(pos, kept);
        return new Opened(
                owner,
                Optional.of(pos),
                kept.state(),
                members.from(pos.connection(), pos.answer()));
    }

    private Optional<Kept> find(Pos pos) {
        Key key = new Key(pos.connection(), pos.state());
        Kept cached = cache.getIfPresent(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Kept> found = database.read(tx -> table.find(tx, pos.connection(), pos.state()));
        found.ifPresent(kept -> cache.put(key, kept));
        return found;
    }

    private boolean isExpired(Kept kept) {
        return clock.millis() - kept.usedMs() > EXPIRY.toMillis();
    }

    private void noteUse(Pos pos, Kept kept) {
        long now = clock.millis();
        if (now - kept.usedMs() > NOTED.toMillis()) {
            database.transactRelaxed(tx -> table.use(tx, pos.connection(), now));
            cache.put(
                    new Key(pos.connection(), pos.state()),
                    new Kept(kept.owner(), kept.state(), now));
        }
    }

    /// Keeps what an answer sends, and gives out the token with which the client goes on.
    ///
    /// @throws MatrixError M_UNKNOWN_POS when the connection has expired meanwhile
    Pos keep(Opened opened, Answers.Answer answer) {
        Key before =
                opened.pos()
                        .map(pos -> new Key(pos.connection(), pos.state()))
                        .orElseGet(() -> new Key(0, opened.owner().mark()));
        Key key = before;
        if (answer.state() != opened.state()) {
            Kept kept = new Kept(opened.owner(), answer.state(), clock.millis());
            key = database.transactRelaxed(tx -> store(tx, before, kept));
            cache.put(key, kept);
        }
        Pos pos = new Pos(key.connection(), key.state(), answers.incrementAndGet(), answer.now());
        if (key.connection() > 0) {
            members.keep(pos.connection(), answer.members(), pos.answer());
        }
        return pos;
    }

    private Key store(Tx tx, Key before, Kept kept) {
        boolean begins = before.connection() == 0;
        Key key =
                begins
                        ? table.begin(tx, kept)
                        : table.advance(tx, before.connection(), kept.usedMs())
                                .orElseThrow(Connections::unknown);
        table.insert(tx, key, kept.state());
        table.dropStates(tx, key, begins ? key.state() : before.state());
        if (begins) {
            table.dropOldest(tx, kept.owner(), PER_DEVICE);
        }
        return key;
    }

    /// Drops what nobody has used for long.
    void expire() {
        long before = clock.millis() - EXPIRY.toMillis();
        database.transactRelaxed(tx -> table.dropUnused(tx, before));
    }

    /// Drops what devices have that are deleted.
    void drop(Tx tx, UserId user, Collection<DeviceId> devices) {
        table.dropOf(tx, user, devices);
    }

    private static MatrixError unknown() {
        return MatrixError.of(400, "M_UNKNOWN_POS", "Unknown position");
    }
}
