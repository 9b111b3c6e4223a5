package myelin.access;

import java.time.Duration;
import java.util.Optional;
import myelin.config.people.SessionConfig;
import org.jspecify.annotations.Nullable;

/// When tokens end, from the configured lifetimes. No token outlives its session.
final class TokenLifetimes {

    private final SessionConfig config;

    TokenLifetimes(SessionConfig config) {
        this.config = config;
    }

    /// Ends in milliseconds; null: none.
    ///
    /// @param accessTs of the access token
    /// @param refreshTs of the refresh token
    /// @param sessionTs of the session, which no refresh moves
    record Ends(@Nullable Long accessTs, @Nullable Long refreshTs, @Nullable Long sessionTs) {}

    boolean refreshable() {
        return config.refreshableAccessTokenLifetime() != null;
    }

    Ends atLogin(Login login, long now) {
        if (login.guest()) {
            return new Ends(null, null, null);
        }
        Long session = end(now, config.sessionLifetime());
        Duration access =
                login.refreshable() && refreshable()
                        ? config.refreshableAccessTokenLifetime()
                        : config.nonrefreshableAccessTokenLifetime();
        return new Ends(
                sooner(end(now, access), session),
                sooner(end(now, config.refreshTokenLifetime()), session),
                session);
    }

    Ends atRefresh(Optional<Long> sessionEndsTs, long now) {
        Long session = sessionEndsTs.orElse(null);
        return new Ends(
                sooner(end(now, config.refreshableAccessTokenLifetime()), session),
                sooner(end(now, config.refreshTokenLifetime()), session),
                session);
    }

    private static @Nullable Long end(long now, @Nullable Duration lifetime) {
        return lifetime == null ? null : now + lifetime.toMillis();
    }

    private static @Nullable Long sooner(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.min(one, other);
    }
}
