package myelin.observe;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import myelin.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Where lines of the log go, from which level on, and what they look like.
public record LogOutput(Target target, Level level, LineFormat format) {

    /// Where lines go.
    public sealed interface Target {}

    /// A stream of the process: the standard error stream or the standard output.
    public record Console(boolean error) implements Target {}

    /// A file that is appended to, and turned over as its rotation says.
    public record File(Path path, LogRotation rotation) implements Target {}

    /// Nowhere.
    public record Nowhere() implements Target {}

    /// How far a chain of buffers may go before it is taken for a circle.
    private static final int MAX_BUFFERS = 10;

    private static final String BUFFER =
            "synapse.logging.handlers.PeriodicallyFlushingMemoryHandler";
    private static final LineFormat MESSAGE_ONLY = PythonFormat.parse("%(message)s", null);

    /// The handlers of a logging file, by name.
    static Map<String, LogOutput> parse(JsonObject config) {
        Map<String, LineFormat> formats = new LinkedHashMap<>();
        LogConfig.objects(config, "formatters")
                .forEach((name, written) -> formats.put(name, LineFormat.parse(name, written)));
        Map<String, JsonObject> written = LogConfig.objects(config, "handlers");
        Map<String, LogOutput> handlers = new LinkedHashMap<>();
        for (String name : written.keySet()) {
            handlers.put(name, handler(name, written, formats, 0));
        }
        return handlers;
    }

    private static LogOutput handler(
            String name, Map<String, JsonObject> all, Map<String, LineFormat> formats, int depth) {
        String path = "handlers." + name;
        JsonObject written = all.get(name);
        if (written == null || depth > MAX_BUFFERS) {
            throw new BadLogConfig(path, "is the target of a buffer, but cannot be found");
        }
        Level level =
                written.value("level")
                        .map(value -> LogConfig.level(value, path + ".level"))
                        .orElse(Level.TRACE);
        String kind = written.string("class").or(() -> written.string("()")).orElse("");
        if (kind.equals(BUFFER) || kind.equals("logging.handlers.MemoryHandler")) {
            // A write to a file is cheap here, so nothing waits in a buffer, and nothing is lost
            // with it.
            String target =
                    written.string("target")
                            .orElseThrow(() -> new BadLogConfig(path + ".target", "is missing"));
            LogOutput behind = handler(target, all, formats, depth + 1);
            Level stricter = behind.level.isGreaterOrEqual(level) ? behind.level : level;
            return new LogOutput(behind.target, stricter, behind.format);
        }
        return new LogOutput(target(kind, written, path), level, format(written, formats, path));
    }

    private static LineFormat format(
            JsonObject written, Map<String, LineFormat> formats, String path) {
        Optional<String> name = written.string("formatter");
        if (name.isEmpty()) {
            return MESSAGE_ONLY;
        }
        @Nullable LineFormat format = formats.get(name.get());
        if (format == null) {
            throw new BadLogConfig(path + ".formatter", "names no formatter: " + name.get());
        }
        return format;
    }

    private static Target target(String kind, JsonObject written, String path) {
        return switch (kind) {
            case "logging.StreamHandler" -> console(written, path);
            case "logging.NullHandler" -> new Nowhere();
            case "logging.FileHandler", "logging.handlers.WatchedFileHandler" ->
                    new File(filename(written, path), new LogRotation.Never());
            case "logging.handlers.RotatingFileHandler" ->
                    new File(filename(written, path), LogRotation.bySize(written, path));
            case "logging.handlers.TimedRotatingFileHandler" ->
                    new File(filename(written, path), LogRotation.byTime(written, path));
            case "" -> throw new BadLogConfig(path + ".class", "is missing");
            default ->
                    throw new BadLogConfig(
                            path + ".class",
                            "has "
                                    + kind
                                    + ", which is not there: logging.StreamHandler,"
                                    + " logging.FileHandler, logging.handlers.RotatingFileHandler"
                                    + " and logging.handlers.TimedRotatingFileHandler are");
        };
    }

    private static Console console(JsonObject written, String path) {
        return switch (written.string("stream").orElse("ext://sys.stderr")) {
            case "ext://sys.stderr" -> new Console(true);
            case "ext://sys.stdout" -> new Console(false);
            default ->
                    throw new BadLogConfig(
                            path + ".stream", "must be ext://sys.stdout or ext://sys.stderr");
        };
    }

    private static Path filename(JsonObject written, String path) {
        return written.string("filename")
                .map(Path::of)
                .orElseThrow(() -> new BadLogConfig(path + ".filename", "is missing"));
    }
}
