package myelin.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.config.people.PasswordConfig;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Streams;
import org.jspecify.annotations.Nullable;

/// The accounts of this server. Called by all request threads.
public final class Users {

    private final ServerName server;
    private final Database database;
    private final InstantSource clock;
    private final UsersTable table = new UsersTable();
    private final UserChanges changes;
    private final ErasedUsers erased;
    private final ProfileFields profiles;
    private final Passwords passwords;

    /// What was asked of accounts lately.
    private final Cache<UserId, Marked> marks =
            Caffeine.newBuilder()
                    .maximumSize(20_000)
                    .expireAfterWrite(UserChanges.MEMORY)
                    .recordStats()
                    .build();

    private record Marked(Set<Mark> marks, long position) {}

    /// @param bus takes the hints that streams have moved
    public Users(
            ServerName server,
            Database database,
            Streams streams,
            Consumer<Hint> bus,
            InstantSource clock,
            PasswordConfig config) {
        this.server = server;
        this.database = database;
        this.clock = clock;
        this.changes = new UserChanges(database, streams, bus, table);
        this.erased = new ErasedUsers(database, streams, table);
        this.profiles = new ProfileFields(database, streams, bus, table);
        this.passwords = new Passwords(config);
    }

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        shown.add("user_marks", marks);
    }

    /// The name of this server, which all local users have behind the colon.
    public ServerName server() {
        return server;
    }

    /// Whether the id belongs to this server; the account need not exist.
    public boolean isLocal(UserId user) {
        return user.isOf(server);
    }

    /// When accounts and their tokens last changed.
    public UserChanges changes() {
        return changes;
    }

    /// What local users say of themselves.
    public ProfileFields profiles() {
        return profiles;
    }

    /// How passwords are hashed.
    public Passwords passwords() {
        return passwords;
    }

    /// The profile of a local user; empty when there is none.
    public JsonObject profile(UserId user) {
        return profiles.of(user);
    }

    /// The account of a user, deactivated ones, too.
    public Optional<UserRecord> find(UserId user) {
        return database.read(tx -> find(tx, user));
    }

    /// As `find`, within a transaction.
    public Optional<UserRecord> find(Tx tx, UserId user) {
        return table.find(tx, user);
    }

    /// Whether there is no account at all.
    public boolean isEmpty() {
        return database.read(table::isEmpty);
    }

    /// Whether there is no other person's account than this one; guests and users of a special type are none.
    public boolean isFirst(UserId user) {
        return database.read(tx -> table.isFirst(tx, user));
    }

    /// Whether the account bears the mark; false when there is no such account.
    public boolean is(UserId user, Mark mark) {
        if (!isLocal(user)) {
            return false;
        }
        Marked known = marks.getIfPresent(user);
        if (known == null || changes.changedSince(user, known.position())) {
            Optional<Marked> read = database.read(tx -> marked(tx, user));
            if (read.isEmpty()) {
                return false;
            }
            known = read.get();
            marks.put(user, known);
        }
        return known.marks().contains(mark);
    }

    /// Whether a user of this server asked to be forgotten; as [#is] with [Mark#ERASED], but without a query for each.
    public boolean isErased(UserId user) {
        return erased.contains(user);
    }

    private Optional<Marked> marked(Tx tx, UserId user) {
        long position = changes.position(tx);
        return find(tx, user).map(record -> new Marked(record.marks(), position));
    }

    /// The deactivated among the accounts whose last change in stream USERS is after a position, and not after another.
    public List<UserId> deactivated(long after, long upTo) {
        return database.read(tx -> table.deactivated(tx, after, upTo));
    }

    /// The accounts whose ids differ from this one in nothing but small and capital letters: none or one, but for
    /// servers which were careless in their youth.
    public List<UserRecord> findIgnoringCase(Tx tx, UserId user) {
        return table.findIgnoringCase(tx, user);
    }

    /// The account that somebody means by an id: the very one, or else the only one that differs in small and capital
    /// letters alone.
    public Optional<UserRecord> findMeant(UserId user) {
        List<UserRecord> found = database.read(tx -> findIgnoringCase(tx, user));
        if (found.size() == 1) {
            return Optional.of(found.getFirst());
        }
        return found.stream().filter(record -> record.user().equals(user)).findFirst();
    }

    /// Makes an account, and its display name.
    ///
    /// @return whether it was made; false when the id is taken, even by a deactivated account
    public boolean create(Tx tx, NewUser user) {
        if (!table.insert(tx, user, clock.millis())) {
            return false;
        }
        user.displayName()
                .filter(name -> !name.isEmpty())
                .ifPresent(name ->
                        profiles.put(
                                tx, user.user(), ProfileFields.DISPLAYNAME, new JsonString(name)));
        return true;
    }

    /// Makes a guest a person, who keeps the name.
    ///
    /// @return whether there was such a guest
    public boolean promoteGuest(Tx tx, UserId user, String passwordHash) {
        if (!table.replaceGuest(tx, user, passwordHash)) {
            return false;
        }
        changes.changed(tx, user);
        return true;
    }

    /// A number that was never given before, as the localpart of a guest or of somebody who wants no name.
    public UserId nextNumbered(Tx tx) {
        UserId user;
        do {
            user = UserId.of(Long.toString(table.nextNumber(tx)), server);
        } while (table.find(tx, user).isPresent());
        return user;
    }

    /// Gives or takes a mark. To be called last in the transaction.
    ///
    /// @return whether there is such an account
    public boolean mark(Tx tx, UserId user, Mark mark, boolean given) {
        table.lock(tx, user);
        Optional<UserRecord> record = table.find(tx, user);
        if (record.isEmpty()) {
            return false;
        }
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        marks.addAll(record.get().marks());
        if (given ? marks.add(mark) : marks.remove(mark)) {
            table.setMarks(tx, user, marks);
            changes.changed(tx, user);
        }
        return true;
    }

    /// Sets the hash of the password; null: no password lets anybody in.
    public void setPassword(Tx tx, UserId user, @Nullable String hash) {
        table.setPassword(tx, user, hash);
    }

    /// Notes that the user accepts this version of the privacy policy. To be called last in the transaction.
    public void consent(Tx tx, UserId user, String version) {
        table.setConsent(tx, user, version, clock.millis());
        changes.changed(tx, user);
    }
}
