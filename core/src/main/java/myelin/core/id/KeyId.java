package myelin.core.id;

import java.util.Optional;

/// The id of a key, `algorithm:version`, as in `ed25519:a_ABCD`. In the keys of a device the version
/// is the device's id, so nearly any text may follow the first colon.
///
/// See <https://spec.matrix.org/v1.19/appendices/#signing-details>.
public record KeyId(String value) implements Identifier {
    private static final String WHAT = "a key ID";
    private static final int MAX_BYTES = 2200;

    /// @throws InvalidId if `value` lacks an algorithm, a colon or a version
    public KeyId {
        int colon = value.indexOf(':');
        if (colon <= 0 || colon == value.length() - 1) {
            throw new InvalidId("not a key ID: it must look like algorithm:version");
        }
        Grammar.requireText(WHAT, value, MAX_BYTES);
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` lacks an algorithm, a colon or a version
    public static KeyId parse(String value) {
        return new KeyId(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<KeyId> tryParse(String value) {
        return Grammar.attempt(KeyId::new, value);
    }

    /// The key `version` of `algorithm`.
    ///
    /// @throws InvalidId if either is empty
    public static KeyId of(String algorithm, String version) {
        return new KeyId(algorithm + ":" + version);
    }

    /// What stands before the first colon, for example `ed25519`.
    public String algorithm() {
        return value.substring(0, value.indexOf(':'));
    }

    /// What stands behind the first colon.
    public String version() {
        return value.substring(value.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
