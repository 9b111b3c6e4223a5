package myelin.slidingsync;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Connections of sliding sync, and what was sent on them.
final class ConnectionsTable {

    /// States of a connection of which it is not known whether the client has them, at most.
    private static final int UNCONFIRMED = 4;

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT c.user_id, c.device_id, c.name, c.used_ts, s.sent
                    FROM sliding_sync_connections c
                        JOIN sliding_sync_states s ON s.connection = c.connection
                    WHERE c.connection = :connection AND s.state = :state\
                    """);

    private static final Sql BEGIN =
            Sql.of(
                    """
                    INSERT INTO sliding_sync_connections (user_id, device_id, name, newest, used_ts)
                    VALUES (:user, :device, :name, 1, :used)
                    ON CONFLICT (user_id, device_id, name) DO UPDATE
                        SET newest = sliding_sync_connections.newest + 1, used_ts = excluded.used_ts
                    RETURNING connection, newest\
                    """);

    private static final Sql ADVANCE =
            Sql.of(
                    """
                    UPDATE sliding_sync_connections SET newest = newest + 1, used_ts = :used
                    WHERE connection = :connection RETURNING connection, newest\
                    """);

    private static final Sql USE =
            Sql.of(
                    """
                    UPDATE sliding_sync_connections SET used_ts = :used
                    WHERE connection = :connection\
                    """);

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO sliding_sync_states (connection, state, sent)
                    VALUES (:connection, :state, :sent)\
                    """);

    private static final Sql DROP_STATES =
            Sql.of(
                    """
                    DELETE FROM sliding_sync_states WHERE connection = :connection
                        AND (state < :before OR (state > :before AND state < :unconfirmed))\
                    """);

    private static final Sql DROP_OLDEST =
            Sql.of(
                    """
                    DELETE FROM sliding_sync_connections WHERE connection IN (
                        SELECT connection FROM sliding_sync_connections
                        WHERE user_id = :user AND device_id = :device
                        ORDER BY used_ts DESC, connection DESC LIMIT 1000 OFFSET :most)
                    RETURNING connection\
                    """);

    private static final Sql DROP_UNUSED =
            Sql.of(
                    """
                    DELETE FROM sliding_sync_connections WHERE used_ts < :before
                    RETURNING connection\
                    """);

    private static final Sql DROP_OF =
            Sql.of(
                    """
                    DELETE FROM sliding_sync_connections
                    WHERE user_id = :user AND device_id {in :devices} RETURNING connection\
                    """);

    private static final Sql DROP_ALL_STATES =
            Sql.of("DELETE FROM sliding_sync_states WHERE connection {in :connections}");

    Optional<Connections.Kept> find(Tx tx, long connection, long state) {
        return tx.query(FIND)
                .bind("connection", connection)
                .bind("state", state)
                .first(row ->
                        new Connections.Kept(
                                owner(row),
                                ConnectionState.read(row.json("sent")),
                                row.number("used_ts")));
    }

    private static Connections.Owner owner(Row row) {
        return new Connections.Owner(
                row.id("user_id", UserId::parse),
                Optional.of(row.string("device_id"))
                        .filter(device -> !device.isEmpty())
                        .map(DeviceId::parse),
                row.string("name"));
    }

    /// Begins a connection, in the place of one with the same name.
    Connections.Key begin(Tx tx, Connections.Kept kept) {
        return tx.update(BEGIN)
                .bind("user", kept.owner().user())
                .bind("device", device(kept.owner()))
                .bind("name", kept.owner().name())
                .bind("used", kept.usedMs())
                .returning(ConnectionsTable::key)
                .orElseThrow();
    }

    /// Takes the next number for a state; empty when the connection is gone.
    Optional<Connections.Key> advance(Tx tx, long connection, long usedMs) {
        return tx.update(ADVANCE)
                .bind("connection", connection)
                .bind("used", usedMs)
                .returning(ConnectionsTable::key);
    }

    private static Connections.Key key(Row row) {
        return new Connections.Key(row.number("connection"), row.number("newest"));
    }

    private static String device(Connections.Owner owner) {
        return owner.device().map(DeviceId::value).orElse("");
    }

    /// Notes that a connection is used.
    int use(Tx tx, long connection, long usedMs) {
        return tx.update(USE).bind("connection", connection).bind("used", usedMs).run();
    }

    void insert(Tx tx, Connections.Key key, ConnectionState sent) {
        tx.update(INSERT)
                .bind("connection", key.connection())
                .bind("state", key.state())
                .bind("sent", sent.toJson())
                .run();
    }

    /// Drops what no client can stand on any more.
    ///
    /// @param newest the state that was added last
    /// @param before the state on which it stands; the client has it
    void dropStates(Tx tx, Connections.Key newest, long before) {
        tx.update(DROP_STATES)
                .bind("connection", newest.connection())
                .bind("before", before)
                .bind("unconfirmed", newest.state() - UNCONFIRMED)
                .run();
    }

    /// Drops a device's connections but for the `most` that were used last.
    void dropOldest(Tx tx, Connections.Owner owner, int most) {
        drop(
                tx,
                tx.update(DROP_OLDEST)
                        .bind("user", owner.user())
                        .bind("device", device(owner))
                        .bind("most", most)
                        .list(row -> row.number("connection")));
    }

    /// @return how many were dropped
    int dropUnused(Tx tx, long beforeMs) {
        return drop(
                tx,
                tx.update(DROP_UNUSED)
                        .bind("before", beforeMs)
                        .list(row -> row.number("connection")));
    }

    void dropOf(Tx tx, UserId user, Collection<DeviceId> devices) {
        drop(
                tx,
                tx.update(DROP_OF)
                        .bind("user", user)
                        .bindStrings("devices", devices)
                        .list(row -> row.number("connection")));
    }

    private static int drop(Tx tx, List<Long> connections) {
        if (!connections.isEmpty()) {
            tx.update(DROP_ALL_STATES).bindLongs("connections", connections).run();
        }
        return connections.size();
    }
}
