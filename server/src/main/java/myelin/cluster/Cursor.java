package myelin.cluster;

import java.util.Optional;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Where a follower has come to, and under which lease. A node which has lost its lease can't move it.
///
/// @param name of the follower
/// @param position all up to here is done
/// @param epoch of the lease
record Cursor(String name, long position, long epoch) {

    private static final Sql CLAIM =
            Sql.of(
                    """
                    INSERT INTO followers (name, position, epoch) VALUES (:name, :start, :epoch)
                    ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch
                    WHERE followers.epoch <= excluded.epoch
                    RETURNING position\
                    """);

    private static final Sql MOVE =
            Sql.of(
                    """
                    UPDATE followers SET position = :position
                    WHERE name = :name AND epoch = :epoch\
                    """);

    /// Makes the cursor that of `lease`'s holder; none when a later holder has been here.
    ///
    /// @param start the position of a follower which has never run
    static Optional<Cursor> claim(Tx tx, String name, Lease lease, long start) {
        return tx.update(CLAIM)
                .bind("name", name)
                .bind("start", start)
                .bind("epoch", lease.epoch())
                .returning(row -> new Cursor(name, row.number("position"), lease.epoch()));
    }

    Cursor at(long position) {
        return new Cursor(name, position, epoch);
    }

    /// Stores the position.
    ///
    /// @throws LeaseLost when a later holder has been here
    void save(Tx tx) {
        int moved =
                tx.update(MOVE)
                        .bind("position", position)
                        .bind("name", name)
                        .bind("epoch", epoch)
                        .run();
        if (moved == 0) {
            throw new LeaseLost(name);
        }
    }
}
