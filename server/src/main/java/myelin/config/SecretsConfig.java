package myelin.config;

import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// Secrets of the whole server. Never logged: [#toString()] hides them.
///
/// @param macaroonSecretKey key of the tokens that are not kept in the database
///     (`macaroon_secret_key`, `macaroon_secret_key_path`)
public record SecretsConfig(@Nullable String macaroonSecretKey) {

    @Override
    public String toString() {
        return "SecretsConfig[…]";
    }

    static SecretsConfig read(Section config) {
        return new SecretsConfig(config.secret("macaroon_secret_key"));
    }
}
