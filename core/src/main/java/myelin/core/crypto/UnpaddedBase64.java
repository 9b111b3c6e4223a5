package myelin.core.crypto;

import java.util.Base64;
import java.util.Optional;

/// Base64 without padding, in which Matrix writes binary data.
///
/// See <https://spec.matrix.org/v1.19/appendices/#unpadded-base64>.
public final class UnpaddedBase64 {
    private static final Base64.Encoder STANDARD = Base64.getEncoder().withoutPadding();
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    private UnpaddedBase64() {}

    /// With `+` and `/`.
    public static String encode(byte[] bytes) {
        return STANDARD.encodeToString(bytes);
    }

    /// With `-` and `_`, as in event ids.
    public static String encodeUrl(byte[] bytes) {
        return URL_SAFE.encodeToString(bytes);
    }

    /// Reads either alphabet, with or without padding.
    ///
    /// @throws IllegalArgumentException if `text` is no base64; the message does not quote it
    public static byte[] decode(String text) {
        return tryDecode(text).orElseThrow(() -> new IllegalArgumentException("not base64"));
    }

    /// As [#decode], but empty instead of an exception.
    public static Optional<byte[]> tryDecode(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        String bare = text.substring(0, end);
        boolean urlSafe = bare.indexOf('-') >= 0 || bare.indexOf('_') >= 0;
        try {
            return Optional.of(
                    (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(bare));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
