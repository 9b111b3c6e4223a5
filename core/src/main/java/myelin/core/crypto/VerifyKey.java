package myelin.core.crypto;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;
import myelin.core.id.KeyId;
import org.jspecify.annotations.Nullable;

/// A public Ed25519 key with its name. Immutable, compared by value; any thread may verify.
public final class VerifyKey {
    private final KeyId keyId;
    private final byte[] raw;

    /// Null if the bytes are no point of the curve: then nothing is signed by this key.
    private final @Nullable PublicKey publicKey;

    /// @param raw the 32 bytes of the key
    /// @throws IllegalArgumentException if the algorithm is not ed25519, or the key has another length
    public VerifyKey(KeyId keyId, byte[] raw) {
        if (!keyId.algorithm().equals(Ed25519.ALGORITHM)) {
            throw new IllegalArgumentException("not an ed25519 key");
        }
        if (raw.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("an ed25519 key must have 32 bytes");
        }
        this.keyId = keyId;
        this.raw = raw.clone();
        this.publicKey = publicKey(this.raw);
    }

    private static @Nullable PublicKey publicKey(byte[] raw) {
        try {
            return Ed25519.publicKey(raw);
        } catch (GeneralSecurityException | IllegalArgumentException noPoint) {
            return null;
        }
    }

    /// The key as others publish it; empty if it has another algorithm than ed25519, is no base64, or
    /// has not 32 bytes.
    public static Optional<VerifyKey> parse(KeyId keyId, String base64) {
        return UnpaddedBase64.tryDecode(base64)
                .filter(raw -> raw.length == Ed25519.KEY_LENGTH)
                .filter(_ -> keyId.algorithm().equals(Ed25519.ALGORITHM))
                .map(raw -> new VerifyKey(keyId, raw));
    }

    /// The key's name, under which its signatures stand.
    public KeyId keyId() {
        return keyId;
    }

    /// The key as it is published, in unpadded base64.
    public String base64() {
        return UnpaddedBase64.encode(raw);
    }

    /// Whether `signature` is this key's of `message`. A malformed signature is none.
    public boolean verify(byte[] message, byte[] signature) {
        return publicKey != null && Ed25519.verify(publicKey, message, signature);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerifyKey key
                && keyId.equals(key.keyId)
                && Arrays.equals(raw, key.raw);
    }

    @Override
    public int hashCode() {
        return 31 * keyId.hashCode() + Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return "VerifyKey[" + keyId + " " + base64() + "]";
    }
}
