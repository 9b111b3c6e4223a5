package myelin.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.crypto.VerifyKey;
import myelin.core.id.KeyId;
import myelin.options.Section;

/// The keys with which this server signs.
///
/// @param signingKeys our keys, the first of which signs; never empty (`signing_key_path`, or `signing_key` in line)
/// @param oldSigningKeys retired keys that are still published (`old_signing_keys`)
/// @param keyRefreshInterval for how long others may keep our keys (`key_refresh_interval`)
public record KeysConfig(
        List<SigningKey> signingKeys,
        List<OldSigningKey> oldSigningKeys,
        Duration keyRefreshInterval) {

    /// The key that signs.
    public SigningKey signingKey() {
        return signingKeys.getFirst();
    }

    /// A key that signed until `expired`.
    public record OldSigningKey(VerifyKey key, Instant expired) {}

    /// @param directory where `<server_name>.signing.key` is when `signing_key_path` does not say
    static KeysConfig read(Section config, Path directory) {
        return new KeysConfig(
                signingKeys(config, directory),
                oldKeys(config),
                config.duration("key_refresh_interval"));
    }

    /// The file of the key, whether it exists or not.
    ///
    /// @param directory where it is when `signing_key_path` does not say
    public static Path file(Section config, Path directory) {
        Path written = config.optionalPath("signing_key_path");
        return written == null
                ? directory.resolve(config.text("server_name") + ".signing.key")
                : written;
    }

    private static List<SigningKey> signingKeys(Section config, Path directory) {
        String inLine = config.optionalText("signing_key");
        if (inLine != null) {
            return keys(config, "signing_key", inLine);
        }
        Path path = file(config, directory);
        if (!Files.exists(path)) {
            config.problem(
                    "signing_key_path",
                    "names " + path + ", which does not exist: make it with generate-keys");
            return List.of();
        }
        return config.content("signing_key_path", path)
                .map(text -> keys(config, "signing_key_path", text))
                .orElse(List.of());
    }

    private static List<SigningKey> keys(Section config, String key, String text) {
        try {
            List<SigningKey> keys =
                    text.lines()
                            .filter(line -> !line.isBlank())
                            .map(SigningKey::parseLine)
                            .toList();
            if (keys.isEmpty()) {
                config.problem(key, "names a file without a key");
            }
            return keys;
        } catch (IllegalArgumentException _) {
            config.problem(key, "must give lines like \"ed25519 a_key <base64>\"");
            return List.of();
        }
    }

    private static List<OldSigningKey> oldKeys(Section config) {
        var keys = new ArrayList<OldSigningKey>();
        config.section("old_signing_keys")
                .named()
                .forEach((id, key) -> oldKey(config, id, key).ifPresent(keys::add));
        return List.copyOf(keys);
    }

    private static Optional<OldSigningKey> oldKey(Section config, String id, Section key) {
        try {
            byte[] raw = UnpaddedBase64.decode(key.text("key"));
            return Optional.of(
                    new OldSigningKey(
                            new VerifyKey(KeyId.parse(id), raw), key.instant("expired_ts")));
        } catch (IllegalArgumentException _) {
            config.problem("old_signing_keys", "has no good key " + id);
            return Optional.empty();
        }
    }
}
