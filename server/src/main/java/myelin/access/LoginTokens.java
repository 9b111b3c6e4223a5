package myelin.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Short-lived tokens, each good for one `m.login.token` login on another device or after single sign-on.
///
/// [Token-based login](https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv1loginget_token)
public final class LoginTokens {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO login_tokens (token_hash, user_id, expires_ts)
                    VALUES (:hash, :user, :expires)\
                    """);

    private static final Sql TAKE =
            Sql.of(
                    """
                    DELETE FROM login_tokens WHERE token_hash = :hash
                    RETURNING user_id, expires_ts\
                    """);

    private static final Sql DELETE_EXPIRED =
            Sql.of("DELETE FROM login_tokens WHERE expires_ts < :now");

    private static final Sql DELETE_ALL = Sql.of("DELETE FROM login_tokens WHERE user_id = :user");

    private final Database database;
    private final InstantSource clock;

    LoginTokens(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// A new token which logs this user in.
    public String issue(UserId user, Duration lifetime) {
        String token = Secret.random("myl_");
        long now = clock.millis();
        database.write(tx -> {
            tx.update(DELETE_EXPIRED).bind("now", now).run();
            tx.update(INSERT)
                    .bind("hash", Secret.hash(token))
                    .bind("user", user)
                    .bind("expires", now + lifetime.toMillis())
                    .run();
        });
        return token;
    }

    /// Uses a token up.
    ///
    /// @return whom it logs in; empty when it is unknown, used or too old
    public Optional<UserId> consume(String token) {
        return database.transact(tx ->
                tx.update(TAKE)
                        .bind("hash", Secret.hash(token))
                        .returning(row ->
                                row.number("expires_ts") < clock.millis()
                                        ? Optional.<UserId>empty()
                                        : Optional.of(row.id("user_id", UserId::parse)))
                        .flatMap(user -> user));
    }

    /// Makes all tokens of a user worthless.
    void deleteAll(Tx tx, UserId user) {
        tx.update(DELETE_ALL).bind("user", user).run();
    }
}
