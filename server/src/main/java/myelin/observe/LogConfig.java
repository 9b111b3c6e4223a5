package myelin.observe;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import org.jspecify.annotations.Nullable;

/// How to log: what Python's `logging.config.dictConfig` means, as far as a log file of Synapse uses it.
///
/// @param handlers where lines go, by name
/// @param rules levels and handlers of loggers, by our names
/// @param root the same for all other loggers
public record LogConfig(Map<String, LogOutput> handlers, List<Rule> rules, Rule root) {

    /// What holds for a logger and those below it.
    ///
    /// @param logger its name; empty for the root
    /// @param level least level that is logged; null: that of the logger above
    /// @param handlers names of its own handlers
    /// @param propagate whether the handlers of the loggers above write, too
    public record Rule(
            String logger, @Nullable Level level, List<String> handlers, boolean propagate) {}

    /// Everything from INFO on, to the standard error stream.
    public static LogConfig console() {
        var format =
                PythonFormat.parse(
                        "%(asctime)s %(levelname)-7s %(name)s %(request)s %(message)s", null);
        var console = new LogOutput(new LogOutput.Console(true), Level.TRACE, format);
        return new LogConfig(
                Map.of("console", console),
                List.of(),
                new Rule("", Level.INFO, List.of("console"), true));
    }

    /// Reads a logging file.
    ///
    /// @throws BadLogConfig when it asks for something that is wrong or not there
    public static LogConfig parse(JsonObject config) {
        if (config.bool("structured").orElse(false)) {
            throw new BadLogConfig(
                    "structured",
                    "is not supported: use a formatter with synapse.logging.JsonFormatter");
        }
        Map<String, LogOutput> handlers = LogOutput.parse(config);
        var rules = new java.util.ArrayList<Rule>();
        JsonObject loggers = config.object("loggers").orElse(JsonObject.EMPTY);
        for (String name : loggers.keys()) {
            String path = "loggers." + name;
            JsonObject logger = object(loggers, name, path);
            LoggerNames.ours(name).forEach(ours -> rules.add(rule(ours, logger, path, handlers)));
        }
        Optional<JsonObject> root = config.object("root");
        return new LogConfig(
                handlers,
                rules,
                root.map(written -> rule("", written, "root", handlers))
                        .orElse(new Rule("", Level.WARN, List.of(), true)));
    }

    private static Rule rule(
            String name, JsonObject logger, String path, Map<String, LogOutput> handlers) {
        List<String> names = logger.array("handlers").map(JsonArray::strings).orElse(List.of());
        for (String handler : names) {
            if (!handlers.containsKey(handler)) {
                throw new BadLogConfig(path + ".handlers", "names no handler: " + handler);
            }
        }
        return new Rule(
                name,
                logger.value("level").map(level -> level(level, path + ".level")).orElse(null),
                names,
                logger.bool("propagate").orElse(true));
    }

    /// One of Python's levels, by name or number. `NOTSET` is null for loggers, so all levels here.
    static Level level(Json level, String path) {
        return switch (level) {
            case JsonString(var name) -> named(name, path);
            case JsonInteger(var number) -> numbered(number);
            default -> throw new BadLogConfig(path, "must be a level like INFO");
        };
    }

    private static Level named(String name, String path) {
        return switch (name) {
            case "CRITICAL", "FATAL", "ERROR" -> Level.ERROR;
            case "WARNING", "WARN" -> Level.WARN;
            case "INFO" -> Level.INFO;
            case "DEBUG" -> Level.DEBUG;
            case "NOTSET" -> Level.TRACE;
            default ->
                    throw new BadLogConfig(
                            path,
                            "must be CRITICAL, ERROR, WARNING, INFO, DEBUG or NOTSET, not " + name);
        };
    }

    private static Level numbered(long number) {
        if (number > 30) {
            return Level.ERROR;
        }
        if (number > 20) {
            return Level.WARN;
        }
        if (number > 10) {
            return Level.INFO;
        }
        return number > 0 ? Level.DEBUG : Level.TRACE;
    }

    /// The mapping below a key of another one; what is empty in YAML is an empty mapping.
    static JsonObject object(JsonObject parent, String key, String path) {
        return switch (parent.value(key).orElse(JsonObject.EMPTY)) {
            case JsonObject object -> object;
            case myelin.core.json.JsonNull _ -> JsonObject.EMPTY;
            default -> throw new BadLogConfig(path, "must be a mapping");
        };
    }

    /// All mappings below a key, by name.
    static Map<String, JsonObject> objects(JsonObject config, String key) {
        var objects = new LinkedHashMap<String, JsonObject>();
        JsonObject parent = object(config, key, key);
        for (String name : parent.keys()) {
            objects.put(name, object(parent, name, key + "." + name));
        }
        return objects;
    }
}
