package myelin.config;

import java.time.Duration;
import java.util.List;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// The servers through which clients reach each other in calls.
///
/// @param uris where they are; empty: there are none (`turn_uris`)
/// @param credentials how users are known there; null when there are none
/// @param userLifetime how long what a user is given is good (`turn_user_lifetime`)
/// @param allowGuests whether guests are told of them (`turn_allow_guests`)
public record TurnConfig(
        List<String> uris,
        @Nullable Credentials credentials,
        Duration userLifetime,
        boolean allowGuests) {

    /// How users are known at the servers.
    public sealed interface Credentials {}

    /// Each by a password of his own, which is made from a secret shared with the servers
    /// (`turn_shared_secret`, `turn_shared_secret_path`).
    public record SharedSecret(String secret) implements Credentials {

        /// Never shows the secret.
        @Override
        public String toString() {
            return "SharedSecret";
        }
    }

    /// All by the same name and password (`turn_username`, `turn_password`).
    public record CommonUser(String name, String password) implements Credentials {

        /// Never shows the password.
        @Override
        public String toString() {
            return "CommonUser[" + name + "]";
        }
    }

    static TurnConfig read(Section config) {
        List<String> uris = config.texts("turn_uris");
        Credentials credentials = credentials(config);
        Duration lifetime = config.duration("turn_user_lifetime");
        if (!uris.isEmpty() && credentials == null) {
            config.problem(
                    "turn_uris", "needs turn_shared_secret, or turn_username and turn_password");
        }
        if (lifetime.toSeconds() == 0) {
            config.problem("turn_user_lifetime", "must be a second at least");
        }
        return new TurnConfig(uris, credentials, lifetime, config.flag("turn_allow_guests"));
    }

    private static @Nullable Credentials credentials(Section config) {
        String secret = config.secret("turn_shared_secret");
        String name = config.optionalText("turn_username");
        String password = config.optionalText("turn_password");
        if (secret != null) {
            return new SharedSecret(secret);
        }
        return name == null || password == null ? null : new CommonUser(name, password);
    }
}
