package myelin.config.people;

import java.time.Duration;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// How long a login lasts. A null lifetime is for ever.
///
/// @param sessionLifetime hard end of any session, guests apart (`session_lifetime`)
/// @param refreshableAccessTokenLifetime life of an access token that has a refresh token; null
///     switches refresh tokens off (`refreshable_access_token_lifetime`)
/// @param nonrefreshableAccessTokenLifetime life of an access token without one
///     (`nonrefreshable_access_token_lifetime`)
/// @param refreshTokenLifetime life of an unused refresh token (`refresh_token_lifetime`)
/// @param uiAuthSessionTimeout for how long one confirmation covers further delicate requests of a
///     session; zero: each is confirmed (`ui_auth.session_timeout`)
/// @param userIpsMaxAge for how long it is remembered from where a device called, its last call apart; null: for
///     ever (`user_ips_max_age`)
/// @param loginViaExistingSession `POST /login/get_token`
public record SessionConfig(
        @Nullable Duration sessionLifetime,
        @Nullable Duration refreshableAccessTokenLifetime,
        @Nullable Duration nonrefreshableAccessTokenLifetime,
        @Nullable Duration refreshTokenLifetime,
        Duration uiAuthSessionTimeout,
        @Nullable Duration userIpsMaxAge,
        LoginViaExistingSession loginViaExistingSession) {

    /// One session lets another device in (`login_via_existing_session`).
    ///
    /// @param enabled whether it may
    /// @param requireUiAuth whether the password is asked for again
    /// @param tokenTimeout life of the login token
    public record LoginViaExistingSession(
            boolean enabled, boolean requireUiAuth, Duration tokenTimeout) {}

    public static SessionConfig read(Section config) {
        var sessions =
                new SessionConfig(
                        config.optionalDuration("session_lifetime"),
                        config.optionalDuration("refreshable_access_token_lifetime"),
                        config.optionalDuration("nonrefreshable_access_token_lifetime"),
                        config.optionalDuration("refresh_token_lifetime"),
                        config.section("ui_auth").duration("session_timeout"),
                        config.optionalDuration("user_ips_max_age"),
                        existing(config.section("login_via_existing_session")));
        if (config.has("refreshable_access_token_lifetime")) {
            sessions.check(
                    config,
                    "refreshable_access_token_lifetime",
                    sessions.refreshableAccessTokenLifetime);
        }
        sessions.check(
                config,
                "nonrefreshable_access_token_lifetime",
                sessions.nonrefreshableAccessTokenLifetime);
        sessions.check(config, "refresh_token_lifetime", sessions.refreshTokenLifetime);
        return sessions;
    }

    private void check(Section config, String key, @Nullable Duration lifetime) {
        if (sessionLifetime != null
                && lifetime != null
                && lifetime.compareTo(sessionLifetime) > 0) {
            config.problem(key, "must not exceed session_lifetime");
        }
    }

    private static LoginViaExistingSession existing(Section existing) {
        return new LoginViaExistingSession(
                existing.flag("enabled"),
                existing.flag("require_ui_auth"),
                existing.duration("token_timeout"));
    }
}
