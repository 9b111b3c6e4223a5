package myelin.core.id;

import java.util.Optional;
import java.util.function.Function;

/// The parts of the identifier grammar which several kinds of identifier share.
final class Grammar {
    /// "MUST NOT exceed 255 bytes", the sigil and the domain included.
    static final int MAX_BYTES = 255;

    private Grammar() {}

    /// Checks `&opaque` where `&` is the sigil: valid Unicode without NUL in at most 255 bytes.
    static void requireOpaque(String what, char sigil, String value) {
        if (value.isEmpty() || value.charAt(0) != sigil) {
            throw new InvalidId("not " + what + ": it must begin with '" + sigil + "'");
        }
        requireText(what, value, MAX_BYTES);
    }

    /// Checks `&localpart:server` where `&` is the sigil.
    static void requireWithServer(String what, char sigil, String value) {
        requireOpaque(what, sigil, value);
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw new InvalidId("not " + what + ": it has no ':' before a server name");
        }
        if (!ServerName.matches(value, colon + 1)) {
            throw new InvalidId("not " + what + ": what follows the ':' is not a server name");
        }
    }

    /// Checks that a text has no NUL and no lone surrogate, and at most `maxBytes` bytes in UTF-8.
    static void requireText(String what, String value, int maxBytes) {
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                throw new InvalidId("not " + what + ": it contains NUL");
            }
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (isPair(value, i)) {
                bytes += 4;
                i++;
            } else {
                throw new InvalidId("not " + what + ": it contains a lone surrogate");
            }
        }
        if (bytes > maxBytes) {
            throw new InvalidId("not " + what + ": it is longer than " + maxBytes + " bytes");
        }
    }

    private static boolean isPair(String value, int index) {
        return index + 1 < value.length()
                && Character.isSurrogatePair(value.charAt(index), value.charAt(index + 1));
    }

    /// Whether every character from `from` on is one of `A-Z a-z 0-9 - _`.
    static boolean isUrlSafe(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static <T> Optional<T> attempt(Function<String, T> parse, String value) {
        try {
            return Optional.of(parse.apply(value));
        } catch (InvalidId invalid) {
            return Optional.empty();
        }
    }
}
