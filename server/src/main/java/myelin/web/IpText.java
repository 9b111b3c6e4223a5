package myelin.web;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// IP addresses as people write them: `::1`, where Java has `0:0:0:0:0:0:0:1`
/// ([RFC 5952](https://www.rfc-editor.org/rfc/rfc5952#section-4)).
final class IpText {

    /// Several groups of zeros: one alone is not shortened.
    private static final Pattern ZEROS = Pattern.compile("(?<![^:])0(:0)+(?![^:])");

    private IpText() {}

    /// The text of an address, without its zone.
    static String of(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return ZEROS.matcher(plain)
                .results()
                .max(Comparator.comparingInt(zeros -> zeros.end() - zeros.start()))
                .map(zeros -> without(plain, zeros))
                .orElse(plain);
    }

    private static String without(String text, MatchResult zeros) {
        String head = zeros.start() == 0 ? ":" : text.substring(0, zeros.start());
        String tail = zeros.end() == text.length() ? ":" : text.substring(zeros.end());
        return head + tail;
    }
}
