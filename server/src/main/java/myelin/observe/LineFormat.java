package myelin.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import myelin.core.json.JsonObject;

/// What a line of the log looks like. Used by many threads at once.
sealed interface LineFormat permits PythonFormat, JsonFormat {

    /// The line, with its line end.
    String format(ILoggingEvent event);

    /// Reads an entry of `formatters`.
    static LineFormat parse(String name, JsonObject written) {
        String path = "formatters." + name;
        String kind = written.string("class").or(() -> written.string("()")).orElse("");
        return switch (kind) {
            case "", "logging.Formatter", "synapse.logging.formatter.LogFormatter" ->
                    python(written, path);
            case "synapse.logging.JsonFormatter" -> new JsonFormat(false);
            case "synapse.logging.TerseJsonFormatter" -> new JsonFormat(true);
            default ->
                    throw new BadLogConfig(path + ".class", "has " + kind + ", which is not there");
        };
    }

    private static PythonFormat python(JsonObject written, String path) {
        if (!written.string("style").orElse("%").equals("%")) {
            throw new BadLogConfig(path + ".style", "must be %");
        }
        try {
            return PythonFormat.parse(
                    written.string("format").orElse("%(message)s"),
                    written.string("datefmt").orElse(null));
        } catch (IllegalArgumentException e) {
            throw new BadLogConfig(path + ".datefmt", String.valueOf(e.getMessage()));
        }
    }
}
