package myelin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import myelin.core.crypto.UnpaddedBase64;
import myelin.crypto.RandomText;

/// The text of tokens. Only their SHA-256 is stored: who reads the database can't act for its users. A plain hash is
/// enough, for a token has 256 random bits.
public final class Secret {

    private static final int BYTES = 32;

    private Secret() {}

    /// A new token: the prefix, which tells people and scanners what they found, and 43 random characters.
    public static String random(String prefix) {
        return prefix + RandomText.ofBytes(BYTES);
    }

    /// What is stored of a token, whoever made it.
    public static String hash(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            return UnpaddedBase64.encodeUrl(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
