package myelin.openid;

import java.util.Optional;
import myelin.core.id.UserId;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The tokens that are good, by their hashes.
final class OpenidTokensTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO openid_tokens (token_hash, user_id, expires_ts)
                    VALUES (:hash, :user, :expires)\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT user_id FROM openid_tokens
                    WHERE token_hash = :hash AND expires_ts >= :now\
                    """);

    private static final Sql DELETE_EXPIRED =
            Sql.of("DELETE FROM openid_tokens WHERE expires_ts < :now");

    void insert(Tx tx, String hash, UserId user, long expiresTs) {
        tx.update(INSERT).bind("hash", hash).bind("user", user).bind("expires", expiresTs).run();
    }

    Optional<UserId> find(Tx tx, String hash, long now) {
        return tx.query(FIND)
                .bind("hash", hash)
                .bind("now", now)
                .first(row -> row.id("user_id", UserId::parse));
    }

    void deleteExpired(Tx tx, long now) {
        tx.update(DELETE_EXPIRED).bind("now", now).run();
    }
}
