package myelin.access;

import java.util.Collection;
import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// The refresh tokens: of each device the newest, and the one before while the newest is not yet used.
final class RefreshTokensTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO refresh_tokens (token_hash, user_id, device_id, expires_ts, session_ends_ts)
                    VALUES (:hash, :user, :device, :expires, :ends)
                    RETURNING number\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT number, user_id, device_id, expires_ts, session_ends_ts, next_number
                    FROM refresh_tokens WHERE token_hash = :hash {lock}\
                    """);

    private static final Sql SET_NEXT =
            Sql.of("UPDATE refresh_tokens SET next_number = :next WHERE number = :number");

    private static final Sql DELETE = Sql.of("DELETE FROM refresh_tokens WHERE number = :number");

    private static final Sql DELETE_BEFORE =
            Sql.of("DELETE FROM refresh_tokens WHERE next_number = :number");

    private static final Sql DELETE_ALL =
            Sql.of(
                    """
                    DELETE FROM refresh_tokens WHERE user_id = :user AND number NOT IN (
                        SELECT refresh_number FROM access_tokens
                        WHERE number = :except AND refresh_number IS NOT NULL)\
                    """);

    private static final Sql DELETE_OF_DEVICES =
            Sql.of("DELETE FROM refresh_tokens WHERE user_id = :user AND device_id {in :devices}");

    record NewToken(
            String hash,
            UserId user,
            DeviceId device,
            @Nullable Long expiresTs,
            @Nullable Long sessionEndsTs) {}

    record Token(
            long number,
            UserId user,
            DeviceId device,
            Optional<Long> expiresTs,
            Optional<Long> sessionEndsTs,
            Optional<Long> nextNumber) {}

    /// The number of the new token.
    long insert(Tx tx, NewToken token) {
        return tx.update(INSERT)
                .bind("hash", token.hash())
                .bind("user", token.user())
                .bind("device", token.device())
                .bind("expires", token.expiresTs())
                .bind("ends", token.sessionEndsTs())
                .returning(row -> row.number("number"))
                .orElseThrow();
    }

    /// The token of this hash, locked: two requests can't change it for two others.
    Optional<Token> lock(Tx tx, String hash) {
        return tx.query(FIND)
                .bind("hash", hash)
                .first(row ->
                        new Token(
                                row.number("number"),
                                row.id("user_id", UserId::parse),
                                row.id("device_id", DeviceId::parse),
                                row.optionalNumber("expires_ts"),
                                row.optionalNumber("session_ends_ts"),
                                row.optionalNumber("next_number")));
    }

    void setNext(Tx tx, long number, long next) {
        tx.update(SET_NEXT).bind("number", number).bind("next", next).run();
    }

    void delete(Tx tx, long number) {
        tx.update(DELETE).bind("number", number).run();
    }

    /// Deletes the token which was changed for this one.
    void deleteBefore(Tx tx, long number) {
        tx.update(DELETE_BEFORE).bind("number", number).run();
    }

    /// @param except the number of an access token whose refresh token is to be kept; 0: none
    void deleteAll(Tx tx, UserId user, long except) {
        tx.update(DELETE_ALL).bind("user", user).bind("except", except).run();
    }

    void deleteOf(Tx tx, UserId user, Collection<DeviceId> devices) {
        tx.update(DELETE_OF_DEVICES).bind("user", user).bindStrings("devices", devices).run();
    }
}
