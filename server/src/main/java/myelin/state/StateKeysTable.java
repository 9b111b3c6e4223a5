package myelin.state;

import java.util.Optional;
import myelin.core.state.StateKey;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The numbers of (type, state key) pairs; a number is never given twice and never taken back.
final class StateKeysTable {

    private static final Sql NUMBER =
            Sql.of("SELECT number FROM state_keys WHERE type = :type AND state_key = :key");

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO state_keys (type, state_key) VALUES (:type, :key)
                    ON CONFLICT (type, state_key) DO NOTHING\
                    """);

    private static final Sql KEY =
            Sql.of("SELECT type, state_key FROM state_keys WHERE number = :number");

    Optional<Long> number(Tx tx, StateKey key) {
        return tx.query(NUMBER)
                .bind("type", key.type())
                .bind("key", key.key())
                .first(row -> row.number("number"));
    }

    long numberOrNew(Tx tx, StateKey key) {
        return number(tx, key)
                .orElseGet(() -> {
                    tx.update(INSERT).bind("type", key.type()).bind("key", key.key()).run();
                    return number(tx, key).orElseThrow();
                });
    }

    StateKey key(Tx tx, long number) {
        return tx.query(KEY)
                .bind("number", number)
                .one(row -> new StateKey(row.string("type"), row.string("state_key")));
    }
}
