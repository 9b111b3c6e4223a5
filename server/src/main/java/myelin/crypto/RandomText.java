package myelin.crypto;

import java.security.SecureRandom;
import myelin.core.crypto.UnpaddedBase64;

/// Text that nobody can guess: tokens, secrets, ids. Any thread.
public final class RandomText {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /// Random bytes in base64 without padding, with `-` and `_`: four characters for three bytes.
    public static String ofBytes(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return UnpaddedBase64.encodeUrl(random);
    }

    /// Characters, each taken from an alphabet.
    public static String ofLetters(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
