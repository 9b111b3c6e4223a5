package myelin.core.crypto;

import java.security.PrivateKey;
import java.util.random.RandomGenerator;
import myelin.core.id.KeyId;

/// A private Ed25519 key with which a server signs. Immutable; any thread may sign.
public final class SigningKey {
    private final KeyId keyId;
    private final byte[] seed;
    private final PrivateKey privateKey;

    private SigningKey(KeyId keyId, byte[] seed) {
        this.keyId = keyId;
        this.seed = seed;
        this.privateKey = Ed25519.privateKey(seed);
    }

    /// A new key.
    ///
    /// @param version what tells the keys of a server apart: one or more of `a-z A-Z 0-9 _`
    /// @param random in production a `SecureRandom`
    public static SigningKey generate(String version, RandomGenerator random) {
        byte[] seed = new byte[Ed25519.KEY_LENGTH];
        random.nextBytes(seed);
        return of(version, seed);
    }

    /// Reads a line of the file in which Synapse keeps signing keys: `ed25519 version seed`, the seed
    /// in base64.
    ///
    /// @throws IllegalArgumentException if the line is not that; the message does not quote it
    public static SigningKey parseLine(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length != 3 || !words[0].equals(Ed25519.ALGORITHM)) {
            throw new IllegalArgumentException("a signing key must read: ed25519 version seed");
        }
        return of(words[1], UnpaddedBase64.decode(words[2]));
    }

    private static SigningKey of(String version, byte[] seed) {
        if (!version.matches("[a-zA-Z0-9_]+")) {
            throw new IllegalArgumentException(
                    "the version of a signing key must be of a-zA-Z0-9_");
        }
        if (seed.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("the seed of a signing key must have 32 bytes");
        }
        return new SigningKey(KeyId.of(Ed25519.ALGORITHM, version), seed);
    }

    /// The secret line that [#parseLine] reads, without a line end.
    public String toLine() {
        return Ed25519.ALGORITHM + " " + keyId.version() + " " + UnpaddedBase64.encode(seed);
    }

    /// The key's name, under which its signatures stand.
    public KeyId keyId() {
        return keyId;
    }

    /// The public half. It is worked out anew each time, which takes some milliseconds.
    public VerifyKey verifyKey() {
        return new VerifyKey(keyId, Ed25519.rawPublicKey(seed));
    }

    /// The signature of `message`: 64 bytes.
    public byte[] sign(byte[] message) {
        return Ed25519.sign(privateKey, message);
    }

    /// Only the key's name: the seed is secret.
    @Override
    public String toString() {
        return "SigningKey[" + keyId + "]";
    }
}
