package myelin.presence;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Who is there, one row a user. Lost in a crash of the database, and soon known again.
final class PresenceTable {

    private static final Sql FIND = Sql.of("SELECT * FROM presence WHERE user_id = :user");

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO presence (user_id, presence, status_msg, last_active_ts, position)
                    VALUES (:user, :presence, :status, :active, :position)
                    ON CONFLICT (user_id) DO UPDATE SET presence = excluded.presence,
                        status_msg = excluded.status_msg,
                        last_active_ts = excluded.last_active_ts,
                        position = excluded.position\
                    """);

    private static final Sql CHANGED =
            Sql.of("SELECT * FROM presence WHERE position > :after AND position <= :upTo");

    private static final Sql OF = Sql.of("SELECT * FROM presence WHERE user_id {in :users}");

    private static final Sql PRESENT = Sql.of("SELECT * FROM presence WHERE presence <> 'offline'");

    Optional<PresenceState> find(Tx tx, UserId user) {
        return tx.query(FIND).bind("user", user).first(PresenceTable::state);
    }

    void set(Tx tx, PresenceState state, long position) {
        tx.update(SET)
                .bind("user", state.user())
                .bind("presence", state.presence())
                .bind("status", state.statusMsg())
                .bind("active", state.lastActiveTs())
                .bind("position", position)
                .run();
    }

    List<PresenceState> changed(Tx tx, long after, long upTo) {
        return tx.query(CHANGED).bind("after", after).bind("upTo", upTo).list(PresenceTable::state);
    }

    /// Of these, who is known at all.
    List<PresenceState> of(Tx tx, Set<UserId> users) {
        return tx.query(OF)
                .bindStrings("users", users.stream().map(UserId::value).toList())
                .list(PresenceTable::state);
    }

    /// Everybody who is not offline.
    List<PresenceState> present(Tx tx) {
        return tx.query(PRESENT).list(PresenceTable::state);
    }

    private static PresenceState state(Row row) {
        return new PresenceState(
                row.id("user_id", UserId::parse),
                row.string("presence"),
                row.optionalString("status_msg"),
                row.number("last_active_ts"));
    }
}
