package myelin.core.id;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The name of a homeserver: a DNS name, an IPv4 address or an IPv6 address in brackets, and perhaps
/// a port. Names are compared case-sensitively.
///
/// See <https://spec.matrix.org/v1.19/appendices/#server-name>.
public record ServerName(String value) implements Identifier {
    private static final int MAX_HOST = 255;
    private static final int MAX_PORT = 65535;
    private static final int MAX_PORT_DIGITS = 5;

    /// @throws InvalidId if `value` is not a server name
    public ServerName {
        if (!matches(value, 0)) {
            throw new InvalidId("not a server name");
        }
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` is not a server name
    public static ServerName parse(String value) {
        return new ServerName(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<ServerName> tryParse(String value) {
        return matches(value, 0) ? Optional.of(new ServerName(value)) : Optional.empty();
    }

    /// The name without its port; an IPv6 address keeps its brackets.
    public String host() {
        return value.substring(0, hostEnd(value, 0));
    }

    /// The port, if the name has one: 0 to 65535.
    public OptionalInt port() {
        int end = hostEnd(value, 0);
        return end == value.length()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(value, end + 1, value.length(), 10));
    }

    /// Whether the host is an IPv4 or IPv6 address and not a DNS name.
    public boolean isIpLiteral() {
        return value.charAt(0) == '[' || isIpv4(value, 0, hostEnd(value, 0));
    }

    /// As a record has it. Written out for ids, which are keys everywhere: what the JVM makes of a record is slow until it
    /// is hot.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerName id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }

    /// Whether the part of `text` from `from` to its end is a server name.
    static boolean matches(String text, int from) {
        int end = hostEnd(text, from);
        if (end < 0 || end == from || end - from > MAX_HOST) {
            return false;
        }
        return end == text.length() || (text.charAt(end) == ':' && isPort(text, end + 1));
    }

    /// Where the host ends (the end of the text or a colon), or -1 if it breaks the grammar.
    private static int hostEnd(String text, int from) {
        if (from < text.length() && text.charAt(from) == '[') {
            int close = text.indexOf(']', from);
            return close > 0 && isIpv6(text, from + 1, close) ? close + 1 : -1;
        }
        int i = from;
        while (i < text.length() && text.charAt(i) != ':') {
            char c = text.charAt(i);
            if (!Grammar.isAlphanumeric(c) && c != '-' && c != '.') {
                return -1;
            }
            i++;
        }
        return i;
    }

    private static boolean isPort(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > MAX_PORT_DIGITS) {
            return false;
        }
        int port = number(text, from, text.length());
        return port >= 0 && port <= MAX_PORT;
    }

    /// The decimal number in `[from, to)` (at most nine digits), or -1 if there is another character.
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!Grammar.isDigit(text.charAt(i))) {
                return -1;
            }
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number;
    }

    private static boolean isIpv4(String text, int from, int to) {
        int parts = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == '.') {
                int digits = i - start;
                if (digits < 1 || digits > 3 || number(text, start, i) < 0) {
                    return false;
                }
                if (number(text, start, i) > 255) {
                    return false;
                }
                parts++;
                start = i + 1;
            }
        }
        return parts == 4;
    }

    /// RFC 3513, section 2.2: eight groups of one to four hexadecimal digits; `::` stands once for
    /// missing ones, and an IPv4 address may stand for the last two.
    private static boolean isIpv6(String text, int from, int to) {
        int gap = text.indexOf("::", from);
        if (gap < 0 || gap >= to) {
            return ipv6Groups(text, from, to) == 8;
        }
        int left = gap == from ? 0 : ipv6Groups(text, from, gap);
        int right = gap + 2 == to ? 0 : ipv6Groups(text, gap + 2, to);
        return left >= 0 && right >= 0 && left + right < 8;
    }

    /// The number of groups between single colons in `[from, to)`, or -1 if one is malformed.
    private static int ipv6Groups(String text, int from, int to) {
        int groups = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i < to && text.charAt(i) != ':') {
                continue;
            }
            if (i == to && text.charAt(to) == ']' && isIpv4(text, start, to)) {
                groups += 2;
            } else if (isHexGroup(text, start, i)) {
                groups++;
            } else {
                return -1;
            }
            start = i + 1;
        }
        return groups;
    }

    private static boolean isHexGroup(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!Grammar.isDigit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return to - from >= 1 && to - from <= 4;
    }
}
