package myelin.uia;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.sql.Database;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The tokens that administrators hand out to those who may register. Called by all request threads.
///
/// [Token-authenticated registration](https://spec.matrix.org/v1.19/client-server-api/#token-authenticated-registration)
public final class RegistrationTokens {

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT token, uses_allowed, pending, completed, expiry_ts
                    FROM registration_tokens WHERE token = :token\
                    """);

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT token, uses_allowed, pending, completed, expiry_ts
                    FROM registration_tokens WHERE token = :token {lock}\
                    """);

    private static final Sql ALL =
            Sql.of(
                    """
                    SELECT token, uses_allowed, pending, completed, expiry_ts
                    FROM registration_tokens ORDER BY token\
                    """);

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO registration_tokens (token, uses_allowed, pending, completed, expiry_ts)
                    VALUES (:token, :uses, 0, 0, :expiry)
                    ON CONFLICT (token) DO NOTHING\
                    """);

    private static final Sql CHANGE =
            Sql.of(
                    """
                    UPDATE registration_tokens SET uses_allowed = :uses, expiry_ts = :expiry
                    WHERE token = :token\
                    """);

    private static final Sql DELETE =
            Sql.of("DELETE FROM registration_tokens WHERE token = :token");

    private static final Sql BEGIN =
            Sql.of("UPDATE registration_tokens SET pending = pending + 1 WHERE token = :token");

    private static final Sql GIVE_UP =
            Sql.of(
                    """
                    UPDATE registration_tokens SET pending = pending - 1
                    WHERE token = :token AND pending > 0\
                    """);

    private static final Sql COMPLETE =
            Sql.of("UPDATE registration_tokens SET completed = completed + 1 WHERE token = :token");

    private final Database database;
    private final InstantSource clock;

    RegistrationTokens(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Whether somebody could begin to register with it now.
    public boolean isValid(String token) {
        return database.read(tx -> find(tx, token))
                .filter(found -> found.isValid(clock.millis()))
                .isPresent();
    }

    /// One token.
    public Optional<RegistrationToken> find(Tx tx, String token) {
        return tx.query(FIND).bind("token", token).first(RegistrationTokens::read);
    }

    /// All tokens, good or not.
    public List<RegistrationToken> all(Tx tx) {
        return tx.query(ALL).list(RegistrationTokens::read);
    }

    /// Makes a token.
    ///
    /// @return whether it was made; false when there is one of this text
    public boolean create(
            Tx tx, String token, Optional<Long> usesAllowed, Optional<Long> expiryTs) {
        return tx.update(INSERT)
                        .bind("token", token)
                        .bind("uses", usesAllowed)
                        .bind("expiry", expiryTs)
                        .run()
                == 1;
    }

    /// Changes how often and how long a token may be used.
    ///
    /// @return whether there is such a token
    public boolean change(
            Tx tx, String token, Optional<Long> usesAllowed, Optional<Long> expiryTs) {
        return tx.update(CHANGE)
                        .bind("token", token)
                        .bind("uses", usesAllowed)
                        .bind("expiry", expiryTs)
                        .run()
                == 1;
    }

    /// Deletes a token.
    ///
    /// @return whether there was one
    public boolean delete(Tx tx, String token) {
        return tx.update(DELETE).bind("token", token).run() == 1;
    }

    /// Holds one use of a token for a registration, so that nobody else can take it.
    ///
    /// @return whether the token was good
    boolean begin(Tx tx, String token) {
        Optional<RegistrationToken> locked =
                tx.query(LOCK).bind("token", token).first(RegistrationTokens::read);
        if (locked.filter(found -> found.isValid(clock.millis())).isEmpty()) {
            return false;
        }
        tx.update(BEGIN).bind("token", token).run();
        return true;
    }

    /// Gives a held use back.
    void giveUp(Tx tx, String token) {
        tx.update(GIVE_UP).bind("token", token).run();
    }

    /// Turns a held use into an account.
    void complete(Tx tx, String token) {
        giveUp(tx, token);
        tx.update(COMPLETE).bind("token", token).run();
    }

    private static RegistrationToken read(Row row) {
        return new RegistrationToken(
                row.string("token"),
                row.optionalNumber("uses_allowed"),
                row.number("pending"),
                row.number("completed"),
                row.optionalNumber("expiry_ts"));
    }
}
