package myelin.options;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonString;
import myelin.options.Value.Scalar;

/// Durations and sizes as administrators write them.
final class Units {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})([smhdwy]?)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([KMGT]?)(?:i?B)?");
    private static final long SECOND = 1_000;
    private static final long DAY = 24 * 60 * 60 * SECOND;

    private Units() {}

    /// `5m`, `1h`, `7d`, `2w`, `1y` (365 days); a bare number counts milliseconds. Empty when it is none.
    static Optional<Duration> duration(Scalar scalar) {
        return amount(scalar, DURATION, Units::millis).map(Duration::ofMillis);
    }

    /// Bytes: `50M`, `87KiB`; K, M, G and T are powers of 1024. Empty when it is none.
    static Optional<Long> size(Scalar scalar) {
        return amount(scalar, SIZE, Units::bytes);
    }

    private interface Unit {
        long of(String suffix);
    }

    private static Optional<Long> amount(Scalar scalar, Pattern form, Unit unit) {
        if (scalar.json() instanceof JsonInteger(var number)) {
            return number < 0 ? Optional.empty() : Optional.of(number);
        }
        if (!(scalar.json() instanceof JsonString(var text))) {
            return Optional.empty();
        }
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        long factor = unit.of(matcher.group(2));
        return count > Long.MAX_VALUE / factor ? Optional.empty() : Optional.of(count * factor);
    }

    private static long millis(String suffix) {
        return switch (suffix) {
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            case "h" -> 60 * 60 * SECOND;
            case "d" -> DAY;
            case "w" -> 7 * DAY;
            case "y" -> 365 * DAY;
            default -> 1;
        };
    }

    private static long bytes(String suffix) {
        return suffix.isEmpty() ? 1 : 1L << (10 * " KMGT".indexOf(suffix));
    }
}
