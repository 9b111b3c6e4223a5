package myelin.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A format of Python's `logging`, like `%(asctime)s %(levelname)-8s %(message)s`. A stack trace stands
/// in the lines below.
final class PythonFormat implements LineFormat {
    private static final Pattern FIELD =
            Pattern.compile("%(?:%|\\((\\w+)\\)([-0 ]*)(\\d*)(?:\\.\\d+)?[sdf])");

    private final List<Piece> pieces;
    private final DateTimeFormatter dates;
    private final boolean withMillis;
    private volatile Second second = new Second(Long.MIN_VALUE, "");

    /// The text of the last second that was written: most lines share it.
    private record Second(long epochSecond, String text) {}

    private sealed interface Piece {}

    private record Text(String text) implements Piece {}

    /// What makes a field wide enough.
    private enum Padding {
        BLANKS_BEFORE,
        BLANKS_BEHIND,
        ZEROS_BEFORE
    }

    /// A field, at least `width` wide.
    private record Field(String name, Padding padding, int width) implements Piece {}

    private PythonFormat(List<Piece> pieces, DateTimeFormatter dates, boolean withMillis) {
        this.pieces = List.copyOf(pieces);
        this.dates = dates.withZone(ZoneId.systemDefault());
        this.withMillis = withMillis;
    }

    /// Reads a format.
    ///
    /// @param dateFormat how `asctime` is written, as for `strftime`; null: as Python does, with milliseconds
    /// @throws IllegalArgumentException when something in it is unknown
    static PythonFormat parse(String format, @Nullable String dateFormat) {
        var pieces = new ArrayList<Piece>();
        Matcher matcher = FIELD.matcher(format);
        int end = 0;
        while (matcher.find()) {
            pieces.add(new Text(format.substring(end, matcher.start())));
            pieces.add(matcher.group(1) == null ? new Text("%") : field(matcher));
            end = matcher.end();
        }
        pieces.add(new Text(format.substring(end)));
        return new PythonFormat(
                pieces,
                dates(dateFormat == null ? "%Y-%m-%d %H:%M:%S" : dateFormat),
                dateFormat == null);
    }

    private static Field field(Matcher matcher) {
        String flags = matcher.group(2);
        Padding padding = flags.contains("0") ? Padding.ZEROS_BEFORE : Padding.BLANKS_BEFORE;
        String width = matcher.group(3);
        return new Field(
                matcher.group(1),
                flags.contains("-") ? Padding.BLANKS_BEHIND : padding,
                width.isEmpty() ? 0 : Integer.parseInt(width));
    }

    private static DateTimeFormatter dates(String format) {
        var builder = new DateTimeFormatterBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                i++;
                directive(format.charAt(i), builder);
            } else {
                builder.appendLiteral(c);
            }
        }
        return builder.toFormatter(Locale.ROOT);
    }

    private static void directive(char letter, DateTimeFormatterBuilder builder) {
        switch (letter) {
            case 'Y' -> builder.appendPattern("yyyy");
            case 'y' -> builder.appendPattern("yy");
            case 'm' -> builder.appendPattern("MM");
            case 'd' -> builder.appendPattern("dd");
            case 'H' -> builder.appendPattern("HH");
            case 'I' -> builder.appendPattern("hh");
            case 'M' -> builder.appendPattern("mm");
            case 'S' -> builder.appendPattern("ss");
            case 'j' -> builder.appendPattern("DDD");
            case 'p' -> builder.appendPattern("a");
            case 'z' -> builder.appendPattern("xx");
            case 'Z' -> builder.appendPattern("zzz");
            case 'F' -> builder.appendPattern("yyyy-MM-dd");
            case 'T' -> builder.appendPattern("HH:mm:ss");
            case 'b' -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT);
            case 'B' -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
            case 'a' -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT);
            case 'A' -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
            case '%' -> builder.appendLiteral('%');
            default ->
                    throw new IllegalArgumentException("has an unknown date directive: %" + letter);
        }
    }

    @Override
    public String format(ILoggingEvent event) {
        var line = new StringBuilder(200);
        for (Piece piece : pieces) {
            switch (piece) {
                case Text(var text) -> line.append(text);
                case Field field -> append(field, value(field.name, event), line);
            }
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void append(Field field, String value, StringBuilder line) {
        int missing = Math.max(0, field.width - value.length());
        switch (field.padding) {
            case BLANKS_BEFORE -> line.repeat(' ', missing).append(value);
            case BLANKS_BEHIND -> line.append(value).repeat(' ', missing);
            case ZEROS_BEFORE -> line.repeat('0', missing).append(value);
        }
    }

    /// Line numbers are 0: to look them up costs more than all the rest of the line.
    private String value(String field, ILoggingEvent event) {
        return switch (field) {
            case "asctime" -> time(event.getTimeStamp());
            case "name" -> event.getLoggerName();
            case "levelname" -> level(event.getLevel());
            case "levelno" -> number(event.getLevel());
            case "message" -> event.getFormattedMessage();
            case "request" -> RequestScope.id("-");
            case "msecs" -> String.valueOf(event.getTimeStamp() % 1000);
            case "created" -> String.valueOf(event.getTimeStamp() / 1000.0);
            case "process" -> String.valueOf(ProcessHandle.current().pid());
            case "processName" -> "myelin";
            case "thread" -> String.valueOf(Thread.currentThread().threadId());
            case "threadName" -> event.getThreadName();
            case "module", "filename", "pathname", "funcName" -> lastWord(event.getLoggerName());
            case "lineno", "relativeCreated" -> "0";
            default -> "-";
        };
    }

    private static String lastWord(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private String time(long millis) {
        long epochSecond = Math.floorDiv(millis, 1000);
        Second last = second;
        if (last.epochSecond != epochSecond) {
            last = new Second(epochSecond, dates.format(Instant.ofEpochSecond(epochSecond)));
            second = last;
        }
        return withMillis
                ? last.text + "," + String.valueOf(1000 + millis % 1000).substring(1)
                : last.text;
    }

    /// Python's name of a level.
    static String level(Level level) {
        return level.toInt() == Level.WARN_INT ? "WARNING" : level.toString();
    }

    private static String number(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "40";
            case Level.WARN_INT -> "30";
            case Level.INFO_INT -> "20";
            default -> "10";
        };
    }
}
