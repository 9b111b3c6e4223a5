package myelin.core.json;

import java.math.BigInteger;
import java.util.Optional;

/// A JSON number which is not an integer within ±(2^53 − 1): one with a fraction or an exponent
/// (`1.0` and `1e2` too), or a greater integer. Its text is kept as it was read, so `1.0` and `1.00`
/// differ. Only the oldest room versions allow such numbers in events.
public record JsonDecimal(String text) implements Json {
    /// @throws IllegalArgumentException if `text` is no such number
    public JsonDecimal {
        if (!isDecimal(text)) {
            throw new IllegalArgumentException("not a decimal number of JSON");
        }
    }

    /// The grammar of RFC 8259, section 6, except those integers for which [JsonInteger] stands.
    private static boolean isDecimal(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int integer = digitsEnd(text, start);
        if (integer == start || (text.charAt(start) == '0' && integer > start + 1)) {
            return false;
        }
        int end = integer;
        if (end < text.length() && text.charAt(end) == '.') {
            end = digitsEnd(text, integer + 1);
            if (end == integer + 1) {
                return false;
            }
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int sign = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0 ? 1 : 0;
            int exponent = end + 1 + sign;
            end = digitsEnd(text, exponent);
            if (end == exponent) {
                return false;
            }
        }
        return end == text.length() && (end > integer || isTooGreat(text, start));
    }

    /// Whether it is an integer: written without a point and an exponent.
    public boolean isInteger() {
        return text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    }

    /// The number, if it is an integer.
    public Optional<BigInteger> integer() {
        return isInteger() ? Optional.of(new BigInteger(text)) : Optional.empty();
    }

    private static boolean isTooGreat(String integer, int start) {
        int digits = integer.length() - start;
        return digits > 16
                || (digits == 16
                        && Long.parseLong(integer, start, integer.length(), 10) > JsonInteger.MAX);
    }

    private static int digitsEnd(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    @Override
    public String toString() {
        return text;
    }
}
