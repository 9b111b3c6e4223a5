package myelin.access;

import java.util.Collection;
import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// The access tokens.
final class AccessTokensTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO access_tokens
                        (token_hash, user_id, device_id, issued_ts, valid_until_ts, refresh_number, used, validated_ts)
                    VALUES (:hash, :user, :device, :now, :valid_until, :refresh, FALSE, 0)\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT number, user_id, device_id, valid_until_ts, refresh_number, used
                    FROM access_tokens WHERE token_hash = :hash\
                    """);

    private static final Sql MARK_USED =
            Sql.of("UPDATE access_tokens SET used = TRUE WHERE number = :number");

    private static final Sql VALIDATE =
            Sql.of("UPDATE access_tokens SET validated_ts = :now WHERE number = :number");

    private static final Sql VALIDATED =
            Sql.of("SELECT validated_ts FROM access_tokens WHERE number = :number");

    private static final Sql DELETE = Sql.of("DELETE FROM access_tokens WHERE number = :number");

    private static final Sql DELETE_ALL =
            Sql.of("DELETE FROM access_tokens WHERE user_id = :user AND number <> :except");

    private static final Sql DELETE_OF_DEVICES =
            Sql.of("DELETE FROM access_tokens WHERE user_id = :user AND device_id {in :devices}");

    private static final Sql DELETE_OF_REFRESH =
            Sql.of("DELETE FROM access_tokens WHERE refresh_number = :refresh");

    private static final Sql DELETE_EXPIRED =
            Sql.of(
                    """
                    DELETE FROM access_tokens
                    WHERE user_id = :user AND device_id = :device AND valid_until_ts < :now
                      AND refresh_number <> :refresh\
                    """);

    /// @param device null: none
    /// @param validUntilTs null: for ever
    /// @param refreshNumber null: none
    record NewToken(
            String hash,
            UserId user,
            Optional<DeviceId> device,
            long now,
            @Nullable Long validUntilTs,
            @Nullable Long refreshNumber) {}

    record Token(
            long number,
            UserId user,
            Optional<DeviceId> device,
            Optional<Long> validUntilTs,
            Optional<Long> refreshNumber,
            boolean used) {}

    void insert(Tx tx, NewToken token) {
        tx.update(INSERT)
                .bind("hash", token.hash())
                .bind("user", token.user())
                .bind("device", token.device())
                .bind("now", token.now())
                .bind("valid_until", token.validUntilTs())
                .bind("refresh", token.refreshNumber())
                .run();
    }

    Optional<Token> find(Tx tx, String hash) {
        return tx.query(FIND)
                .bind("hash", hash)
                .first(row ->
                        new Token(
                                row.number("number"),
                                row.id("user_id", UserId::parse),
                                row.optionalId("device_id", DeviceId::parse),
                                row.optionalNumber("valid_until_ts"),
                                row.optionalNumber("refresh_number"),
                                row.bool("used")));
    }

    void markUsed(Tx tx, long number) {
        tx.update(MARK_USED).bind("number", number).run();
    }

    void validate(Tx tx, long number, long now) {
        tx.update(VALIDATE).bind("number", number).bind("now", now).run();
    }

    long validatedTs(Tx tx, long number) {
        return tx.query(VALIDATED)
                .bind("number", number)
                .first(row -> row.number("validated_ts"))
                .orElse(0L);
    }

    void delete(Tx tx, long number) {
        tx.update(DELETE).bind("number", number).run();
    }

    /// @param except the number of a token to be kept; 0: none
    void deleteAll(Tx tx, UserId user, long except) {
        tx.update(DELETE_ALL).bind("user", user).bind("except", except).run();
    }

    /// How many there were.
    int deleteOf(Tx tx, UserId user, Collection<DeviceId> devices) {
        return tx.update(DELETE_OF_DEVICES)
                .bind("user", user)
                .bindStrings("devices", devices)
                .run();
    }

    void deleteOfRefresh(Tx tx, long refreshNumber) {
        tx.update(DELETE_OF_REFRESH).bind("refresh", refreshNumber).run();
    }

    /// Those which ended and belong to other refresh tokens than this.
    void deleteExpired(Tx tx, UserId user, DeviceId device, long now, long refreshNumber) {
        tx.update(DELETE_EXPIRED)
                .bind("user", user)
                .bind("device", device)
                .bind("now", now)
                .bind("refresh", refreshNumber)
                .run();
    }
}
