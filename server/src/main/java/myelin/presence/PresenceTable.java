package myelin.presence;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Who is there, one row a user, and what each node has seen of it. Lost in a crash of the database, and soon known
/// again.
final class PresenceTable {

    private static final Sql FIND = Sql.of("SELECT * FROM presence WHERE user_id = :user");

    private static final Sql LOCK =
            Sql.of(
                    """
                    INSERT INTO presence (user_id, presence, last_active_ts, position)
                    VALUES (:user, 'offline', 0, 0)
                    ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
                    RETURNING *\
                    """);

    private static final Sql SET =
            Sql.of(
                    """
                    UPDATE presence SET presence = :presence, status_msg = :status,
                        last_active_ts = :active, currently_active = :isActive,
                        position = :position
                    WHERE user_id = :user\
                    """);

    private static final Sql CHANGED =
            Sql.of("SELECT * FROM presence WHERE position > :after AND position <= :upTo");

    private static final Sql OF = Sql.of("SELECT * FROM presence WHERE user_id {in :users}");

    private static final Sql SEE =
            Sql.of(
                    """
                    INSERT INTO presence_seen (user_id, seat, presence)
                    VALUES (:user, :seat, :presence)
                    ON CONFLICT (user_id, seat) DO UPDATE SET presence = excluded.presence\
                    """);

    private static final Sql SEE_NOTHING =
            Sql.of("DELETE FROM presence_seen WHERE user_id = :user AND seat = :seat");

    private static final Sql SEEN =
            Sql.of("SELECT presence FROM presence_seen WHERE user_id = :user");

    private static final Sql LEFT =
            Sql.of(
                    """
                    SELECT s.presence AS seen, p.* FROM presence_seen s
                    JOIN presence p ON p.user_id = s.user_id
                    WHERE s.seat = :seat\
                    """);

    private static final Sql LEAVE = Sql.of("DELETE FROM presence_seen WHERE seat = :seat");

    private static final Sql SEATS =
            Sql.of("SELECT DISTINCT seat FROM presence_seen WHERE seat <> :seat");

    /// @param position in the PRESENCE stream: the last change that others were told
    record Placed(UserPresence presence, long position) {}

    Optional<UserPresence> find(Tx tx, UserId user) {
        return tx.query(FIND).bind("user", user).first(PresenceTable::presence);
    }

    /// The row of a user, made when there is none, which no other node changes meanwhile.
    Placed lock(Tx tx, UserId user) {
        return tx.update(LOCK).bind("user", user).returning(PresenceTable::placed).orElseThrow();
    }

    void set(Tx tx, Placed placed) {
        UserPresence presence = placed.presence();
        tx.update(SET)
                .bind("user", presence.user())
                .bind("presence", presence.state().text())
                .bind("status", presence.statusMsg())
                .bind("active", presence.lastActiveTs())
                .bind("isActive", presence.currentlyActive())
                .bind("position", placed.position())
                .run();
    }

    /// What others were told, by position.
    Map<Long, UserPresence> changed(Tx tx, long after, long upTo) {
        Map<Long, UserPresence> changed = new HashMap<>();
        tx.query(CHANGED)
                .bind("after", after)
                .bind("upTo", upTo)
                .list(PresenceTable::placed)
                .forEach(placed -> changed.put(placed.position(), placed.presence()));
        return changed;
    }

    /// Of these, who is known at all.
    List<UserPresence> of(Tx tx, Collection<UserId> users) {
        return tx.query(OF).bindStrings("users", users).list(PresenceTable::presence);
    }

    /// Notes what the node in a seat sees of a user.
    void see(Tx tx, UserId user, long seat, PresenceState state) {
        if (state == PresenceState.OFFLINE) {
            tx.update(SEE_NOTHING).bind("user", user).bind("seat", seat).run();
            return;
        }
        tx.update(SEE).bind("user", user).bind("seat", seat).bind("presence", state.text()).run();
    }

    /// What all nodes together see of a user.
    PresenceState seen(Tx tx, UserId user) {
        return tx.query(SEEN).bind("user", user).list(row -> state(row.string("presence"))).stream()
                .reduce(PresenceState.OFFLINE, PresenceState::or);
    }

    /// What the node in a seat has seen of its users.
    List<UserPresence> left(Tx tx, long seat) {
        return tx.query(LEFT)
                .bind("seat", seat)
                .list(row -> presence(row).in(state(row.string("seen"))));
    }

    /// Forgets what the node in a seat has seen.
    int leave(Tx tx, long seat) {
        return tx.update(LEAVE).bind("seat", seat).run();
    }

    /// The seats of other nodes that have seen somebody.
    List<Long> otherSeats(Tx tx, long seat) {
        return tx.query(SEATS).bind("seat", seat).list(row -> row.number("seat"));
    }

    private static Placed placed(Row row) {
        return new Placed(presence(row), row.number("position"));
    }

    private static UserPresence presence(Row row) {
        return new UserPresence(
                row.id("user_id", UserId::parse),
                state(row.string("presence")),
                row.optionalString("status_msg"),
                row.number("last_active_ts"),
                row.bool("currently_active"));
    }

    private static PresenceState state(String text) {
        return PresenceState.of(text).orElseThrow();
    }
}
