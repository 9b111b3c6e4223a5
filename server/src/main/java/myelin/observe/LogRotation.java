package myelin.observe;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import myelin.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// When a log file is put aside and begun anew, as Python's handlers do it.
sealed interface LogRotation {

    /// It grows for ever, or somebody else puts it aside and sends SIGHUP.
    record Never() implements LogRotation {}

    /// Before it would exceed `maxBytes`; the old ones are `.1` (the youngest) to `.backups`.
    record BySize(long maxBytes, int backups) implements LogRotation {}

    /// At points in time; the old ones have the time in their name, and `backups` of them are kept (0: all).
    ///
    /// @param period how long a file lasts; null: until midnight
    /// @param days how many midnights a file lasts
    /// @param weekday the day before whose midnight a file ends; null: any day
    /// @param suffix the time in the names of old files
    record ByTime(
            @Nullable Duration period,
            int days,
            @Nullable DayOfWeek weekday,
            int backups,
            DateTimeFormatter suffix,
            ZoneId zone)
            implements LogRotation {

        /// When a file ends that was begun at `start`.
        Instant end(Instant start) {
            if (period != null) {
                return start.plus(period);
            }
            ZonedDateTime from = start.atZone(zone);
            if (weekday != null) {
                // Monday's file ends in the night to Tuesday.
                from = from.with(TemporalAdjusters.nextOrSame(weekday));
            }
            return from.with(LocalTime.MIDNIGHT).plusDays(days).toInstant();
        }

        /// What is appended to the name of a file that ended at `end`.
        String suffix(Instant end) {
            ZonedDateTime last = end.atZone(zone);
            return suffix.format(period == null ? last.minusDays(days) : last.minus(period));
        }
    }

    /// Reads the keys of a `RotatingFileHandler`. Without both numbers the file grows for ever.
    static LogRotation bySize(JsonObject handler, String path) {
        long maxBytes = number(handler, "maxBytes", 0, path);
        int backups = (int) number(handler, "backupCount", 0, path);
        return maxBytes == 0 || backups == 0 ? new Never() : new BySize(maxBytes, backups);
    }

    /// Reads the keys of a `TimedRotatingFileHandler`.
    static LogRotation byTime(JsonObject handler, String path) {
        int interval = (int) Math.max(1, number(handler, "interval", 1, path));
        int backups = (int) number(handler, "backupCount", 0, path);
        ZoneId zone = handler.bool("utc").orElse(false) ? ZoneOffset.UTC : ZoneId.systemDefault();
        String when = handler.string("when").orElse("H").toUpperCase(Locale.ROOT);
        return switch (when) {
            case "S" -> every(Duration.ofSeconds(interval), "yyyy-MM-dd_HH-mm-ss", backups, zone);
            case "M" -> every(Duration.ofMinutes(interval), "yyyy-MM-dd_HH-mm", backups, zone);
            case "H" -> every(Duration.ofHours(interval), "yyyy-MM-dd_HH", backups, zone);
            case "D" -> every(Duration.ofDays(interval), "yyyy-MM-dd", backups, zone);
            case "MIDNIGHT" -> new ByTime(null, interval, null, backups, DAY, zone);
            case "W0", "W1", "W2", "W3", "W4", "W5", "W6" ->
                    new ByTime(null, 1, DayOfWeek.of(1 + when.charAt(1) - '0'), backups, DAY, zone);
            default ->
                    throw new BadLogConfig(
                            path + ".when", "must be S, M, H, D, midnight or W0 to W6");
        };
    }

    /// Most backups, and longest interval.
    int MOST = 100_000;

    DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    private static ByTime every(Duration period, String suffix, int backups, ZoneId zone) {
        var formatter = DateTimeFormatter.ofPattern(suffix, Locale.ROOT);
        return new ByTime(period, 1, null, backups, formatter, zone);
    }

    private static long number(JsonObject handler, String key, long standard, String path) {
        long most = key.equals("maxBytes") ? Long.MAX_VALUE : MOST;
        long number = handler.integer(key).orElse(standard);
        if (number < 0 || number > most) {
            throw new BadLogConfig(path + "." + key, "is out of range");
        }
        return number;
    }
}
