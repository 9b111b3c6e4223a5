package myelin.users;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Statement;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// The accounts, and the numbers which name those that have no name.
final class UsersTable {

    private static final Sql ANYBODY = Sql.of("SELECT 1 FROM users LIMIT 1");

    private static final Sql OTHER_PERSON =
            Sql.of(
                    """
                    SELECT 1 FROM users
                    WHERE user_id <> :user AND user_type IS NULL AND NOT guest LIMIT 1\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT user_id, password_hash, created_ts, user_type, appservice_id, consent_version,
                           admin, guest, deactivated, erased, locked, suspended, shadow_banned
                    FROM users WHERE user_id = :user\
                    """);

    private static final Sql FIND_FOLDED =
            Sql.of(
                    """
                    SELECT user_id, password_hash, created_ts, user_type, appservice_id, consent_version,
                           admin, guest, deactivated, erased, locked, suspended, shadow_banned
                    FROM users WHERE folded = :folded ORDER BY user_id\
                    """);

    private static final Sql LOCK =
            Sql.of("SELECT user_id FROM users WHERE user_id = :user {lock}");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO users (user_id, folded, password_hash, created_ts, user_type, appservice_id,
                        admin, guest, deactivated, erased, locked, suspended, shadow_banned, position)
                    VALUES (:user, :folded, :hash, :created, :type, :appservice,
                        :admin, :guest, :deactivated, :erased, :locked, :suspended, :shadow_banned, 0)
                    ON CONFLICT (user_id) DO NOTHING\
                    """);

    private static final Sql REPLACE_GUEST =
            Sql.of(
                    """
                    UPDATE users SET password_hash = :hash, guest = FALSE
                    WHERE user_id = :user AND guest\
                    """);

    private static final Sql SET_MARKS =
            Sql.of(
                    """
                    UPDATE users SET admin = :admin, guest = :guest, deactivated = :deactivated, erased = :erased,
                        locked = :locked, suspended = :suspended, shadow_banned = :shadow_banned
                    WHERE user_id = :user\
                    """);

    private static final Sql SET_PASSWORD =
            Sql.of("UPDATE users SET password_hash = :hash WHERE user_id = :user");

    private static final Sql SET_CONSENT =
            Sql.of(
                    """
                    UPDATE users SET consent_version = :version, consent_ts = :now
                    WHERE user_id = :user\
                    """);

    private static final Sql SET_POSITION =
            Sql.of("UPDATE users SET position = :position WHERE user_id = :user");

    private static final Sql CHANGED =
            Sql.of("SELECT user_id, position FROM users WHERE position > :since ORDER BY position");

    private static final Sql DEACTIVATED =
            Sql.of(
                    """
                    SELECT user_id FROM users
                    WHERE position > :after AND position <= :up_to AND deactivated ORDER BY position\
                    """);

    private static final Sql ERASED = Sql.of("SELECT user_id FROM users WHERE erased = TRUE");

    private static final Sql ERASED_SINCE =
            Sql.of("SELECT user_id, erased FROM users WHERE position > :since");

    private static final Sql NEXT_NUMBER =
            Sql.of("UPDATE user_numbers SET last = last + 1 RETURNING last");

    boolean isEmpty(Tx tx) {
        return !tx.query(ANYBODY).exists();
    }

    boolean isFirst(Tx tx, UserId user) {
        return !tx.query(OTHER_PERSON).bind("user", user).exists();
    }

    Optional<UserRecord> find(Tx tx, UserId user) {
        return tx.query(FIND).bind("user", user).first(UsersTable::read);
    }

    List<UserRecord> findIgnoringCase(Tx tx, UserId user) {
        return tx.query(FIND_FOLDED).bind("folded", fold(user)).list(UsersTable::read);
    }

    boolean lock(Tx tx, UserId user) {
        return tx.query(LOCK).bind("user", user).exists();
    }

    /// Whether there was no such account before.
    boolean insert(Tx tx, NewUser user, long now) {
        Statement update =
                tx.update(INSERT)
                        .bind("user", user.user())
                        .bind("folded", fold(user.user()))
                        .bind("hash", user.passwordHash())
                        .bind("created", now)
                        .bind("type", user.userType())
                        .bind("appservice", user.appservice());
        return bindMarks(update, user.marks()).run() == 1;
    }

    /// Whether there was a guest account of this name.
    boolean replaceGuest(Tx tx, UserId user, @Nullable String passwordHash) {
        return tx.update(REPLACE_GUEST).bind("user", user).bind("hash", passwordHash).run() == 1;
    }

    void setMarks(Tx tx, UserId user, Set<Mark> marks) {
        bindMarks(tx.update(SET_MARKS).bind("user", user), marks).run();
    }

    void setPassword(Tx tx, UserId user, @Nullable String hash) {
        tx.update(SET_PASSWORD).bind("user", user).bind("hash", hash).run();
    }

    void setConsent(Tx tx, UserId user, String version, long now) {
        tx.update(SET_CONSENT).bind("user", user).bind("version", version).bind("now", now).run();
    }

    void setPosition(Tx tx, UserId user, long position) {
        tx.update(SET_POSITION).bind("user", user).bind("position", position).run();
    }

    /// Who has changed after a position of stream USERS, and where it was last.
    List<UserChange> changedSince(Tx tx, long since) {
        return tx.query(CHANGED)
                .bind("since", since)
                .list(row ->
                        new UserChange(row.id("user_id", UserId::parse), row.number("position")));
    }

    List<UserId> deactivated(Tx tx, long after, long upTo) {
        return tx.query(DEACTIVATED)
                .bind("after", after)
                .bind("up_to", upTo)
                .list(row -> row.id("user_id", UserId::parse));
    }

    /// Who asked to be forgotten.
    Set<UserId> erased(Tx tx) {
        return Set.copyOf(tx.query(ERASED).list(row -> row.id("user_id", UserId::parse)));
    }

    /// Whether those ask to be forgotten who have changed after a position of stream USERS.
    Map<UserId, Boolean> erasedSince(Tx tx, long since) {
        Map<UserId, Boolean> erased = new HashMap<>();
        tx.query(ERASED_SINCE)
                .bind("since", since)
                .forEach(row -> erased.put(row.id("user_id", UserId::parse), row.bool("erased")));
        return erased;
    }

    long nextNumber(Tx tx) {
        return tx.update(NEXT_NUMBER).returning(row -> row.number("last")).orElseThrow();
    }

    record UserChange(UserId user, long position) {}

    private static String fold(UserId user) {
        return user.value().toLowerCase(Locale.ROOT);
    }

    private static Statement bindMarks(Statement update, Set<Mark> marks) {
        for (Mark mark : Mark.values()) {
            update.bind(column(mark), marks.contains(mark));
        }
        return update;
    }

    private static UserRecord read(Row row) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        for (Mark mark : Mark.values()) {
            if (row.bool(column(mark))) {
                marks.add(mark);
            }
        }
        return new UserRecord(
                row.id("user_id", UserId::parse),
                row.optionalString("password_hash"),
                row.number("created_ts"),
                row.optionalString("user_type"),
                row.optionalString("appservice_id"),
                row.optionalString("consent_version"),
                marks);
    }

    private static String column(Mark mark) {
        return switch (mark) {
            case ADMIN -> "admin";
            case GUEST -> "guest";
            case DEACTIVATED -> "deactivated";
            case ERASED -> "erased";
            case LOCKED -> "locked";
            case SUSPENDED -> "suspended";
            case SHADOW_BANNED -> "shadow_banned";
        };
    }
}
