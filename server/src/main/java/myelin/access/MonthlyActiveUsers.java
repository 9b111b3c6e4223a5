package myelin.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import myelin.config.people.BlockingConfig;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;
import myelin.users.Mark;
import myelin.users.UserRecord;
import myelin.users.Users;

/// Who has used the server within thirty days, as Synapse counts: guests, users of application services, those who are
/// there to help and those who are on trial are left out. Called by all request threads.
///
/// Where their number is limited, somebody comes in while there is room, and stays in for as long as he comes back. Two
/// who come at once, on two nodes, may be one too many: the least active is out again within the hour.
final class MonthlyActiveUsers {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration NOTE_EVERY = Duration.ofHours(1);
    private static final Duration CLEAN_EVERY = Duration.ofHours(1);
    private static final int MAX_KNOWN = 100_000;

    private static final Sql FIND =
            Sql.of(
                    "SELECT 1 FROM monthly_active_users WHERE user_id = :user AND seen_ts >= :since");

    private static final Sql COUNT =
            Sql.of("SELECT COUNT(*) AS users FROM monthly_active_users WHERE seen_ts >= :since");

    private static final Sql PUT =
            Sql.of(
                    """
                    INSERT INTO monthly_active_users (user_id, seen_ts) VALUES (:user, :now)
                    ON CONFLICT (user_id) DO UPDATE SET seen_ts = excluded.seen_ts\
                    """);

    private static final Sql DELETE_OLD =
            Sql.of("DELETE FROM monthly_active_users WHERE seen_ts < :since");

    private static final Sql DELETE_EXCESS =
            Sql.of(
                    """
                    DELETE FROM monthly_active_users WHERE user_id NOT IN (
                        SELECT user_id FROM monthly_active_users
                        ORDER BY seen_ts DESC, user_id LIMIT :most)\
                    """);

    private final Database database;
    private final InstantSource clock;
    private final Users users;
    private final BlockingConfig.ActiveUsers config;
    private final AtomicLong cleanedTs = new AtomicLong();

    /// Those who are in, for whom nothing has to be written for a while.
    private final Cache<UserId, Boolean> known;

    MonthlyActiveUsers(
            Database database,
            InstantSource clock,
            Users users,
            BlockingConfig.ActiveUsers config) {
        this.database = database;
        this.clock = clock;
        this.users = users;
        this.config = config;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(MAX_KNOWN)
                        .ticker(() -> clock.millis() * 1_000_000)
                        .expireAfterWrite(NOTE_EVERY)
                        .build();
    }

    /// How many there are.
    long count() {
        return database.read(this::count);
    }

    /// Notes that a user is there, and lets him in where there is room.
    void seen(UserId user) {
        if (!config.counted() || known.getIfPresent(user) != null) {
            return;
        }
        boolean in =
                database.transact(tx -> {
                    clean(tx);
                    boolean counts = users.find(tx, user).filter(this::counts).isPresent();
                    if (!counts || !(isIn(tx, user) || hasRoom(tx))) {
                        return false;
                    }
                    tx.update(PUT).bind("user", user).bind("now", clock.millis()).run();
                    return true;
                });
        if (in) {
            known.put(user, true);
        }
    }

    /// Whether a user is known to be in, without asking the database.
    boolean isKnown(UserId user) {
        return known.getIfPresent(user) != null;
    }

    /// Whether a user may use the server.
    boolean admits(Tx tx, UserRecord user) {
        return !config.limited() || isIn(tx, user.user()) || isOnTrial(user) || hasRoom(tx);
    }

    /// Whether one more may come.
    boolean hasRoom(Tx tx) {
        return !config.limited() || count(tx) < config.most();
    }

    private boolean isIn(Tx tx, UserId user) {
        return tx.query(FIND).bind("user", user).bind("since", since()).exists();
    }

    private long count(Tx tx) {
        return tx.query(COUNT)
                .bind("since", since())
                .first(row -> row.number("users"))
                .orElseThrow();
    }

    private boolean counts(UserRecord user) {
        return !user.is(Mark.GUEST)
                && user.appservice().isEmpty()
                && !Usage.isSupport(user)
                && !isOnTrial(user);
    }

    private boolean isOnTrial(UserRecord user) {
        return clock.millis() - user.createdTs() < config.trial().toMillis();
    }

    /// Once in an hour, whoever comes first.
    private void clean(Tx tx) {
        long now = clock.millis();
        long cleaned = cleanedTs.get();
        if (now - cleaned < CLEAN_EVERY.toMillis() || !cleanedTs.compareAndSet(cleaned, now)) {
            return;
        }
        tx.update(DELETE_OLD).bind("since", since()).run();
        if (config.limited() && tx.update(DELETE_EXCESS).bind("most", config.most()).run() > 0) {
            tx.afterCommit(known::invalidateAll);
        }
    }

    private long since() {
        return clock.millis() - MONTH.toMillis();
    }
}
