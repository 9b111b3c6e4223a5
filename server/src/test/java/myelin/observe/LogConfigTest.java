package myelin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.observe.LogOutput.Console;
import myelin.observe.LogOutput.File;
import org.junit.jupiter.api.Test;

/// What a Python logging file becomes.
class LogConfigTest {
    /// What Synapse writes beside a new configuration.
    private static final JsonObject OF_SYNAPSE =
            JsonParser.object(
                    """
                    {
                      "version": 1,
                      "formatters": {"precise": {"format":
                        "%(asctime)s - %(name)s - %(lineno)d - %(levelname)s - %(request)s - %(message)s"}},
                      "handlers": {
                        "file": {
                          "class": "logging.handlers.TimedRotatingFileHandler",
                          "formatter": "precise",
                          "filename": "/tmp/homeserver.log",
                          "when": "midnight",
                          "backupCount": 3,
                          "encoding": "utf8"
                        },
                        "buffer": {
                          "class": "synapse.logging.handlers.PeriodicallyFlushingMemoryHandler",
                          "target": "file",
                          "capacity": 10,
                          "flushLevel": 30,
                          "period": 5
                        },
                        "console": {"class": "logging.StreamHandler", "formatter": "precise"}
                      },
                      "loggers": {"synapse.storage.SQL": {"level": "INFO"}},
                      "root": {"level": "INFO", "handlers": ["buffer"]},
                      "disable_existing_loggers": false
                    }\
                    """);

    @Test
    void synapsesOwnFileIsUnderstood() {
        LogConfig config = LogConfig.parse(OF_SYNAPSE);

        assertThat(config.root().level()).isEqualTo(Level.INFO);
        assertThat(config.root().handlers()).containsExactly("buffer");
        assertThat(config.rules()).extracting(LogConfig.Rule::logger).containsExactly("myelin.sql");
    }

    @Test
    void aBufferWritesWhereItsTargetDoes() {
        LogConfig config = LogConfig.parse(OF_SYNAPSE);

        assertThat(config.handlers().get("buffer")).isEqualTo(config.handlers().get("file"));
    }

    @Test
    void aStreamIsTheErrorStreamUnlessItSaysOtherwise() {
        assertThat(handler(JsonObject.of("class", "logging.StreamHandler")).target())
                .isEqualTo(new Console(true));
        assertThat(
                        handler(
                                        JsonObject.of(
                                                "class",
                                                "logging.StreamHandler",
                                                "stream",
                                                "ext://sys.stdout"))
                                .target())
                .isEqualTo(new Console(false));
    }

    @Test
    void aRotatingFileKnowsItsSizeAndBackups() {
        LogOutput handler =
                handler(
                        JsonParser.object(
                                """
                                {
                                  "class": "logging.handlers.RotatingFileHandler",
                                  "filename": "/tmp/h.log",
                                  "maxBytes": 104857600,
                                  "backupCount": 10,
                                  "encoding": "utf8"
                                }\
                                """));

        assertThat(handler.target())
                .isEqualTo(new File(Path.of("/tmp/h.log"), new LogRotation.BySize(104857600, 10)));
    }

    @Test
    void partsOfSynapseThatWeDoNotHaveHaveNoLogger() {
        assertThat(LoggerNames.ours("synapse.util.caches.lrucache")).isEmpty();
        assertThat(LoggerNames.ours("synapse")).containsExactly("myelin");
        assertThat(LoggerNames.ours("synapse.access.http.8008"))
                .containsExactly("myelin.http.RequestLog.8008");
        assertThat(LoggerNames.ours("synapse.access.https.front.door"))
                .containsExactly("myelin.http.RequestLog.front.door");
        assertThat(LoggerNames.ours("synapse.access.http"))
                .containsExactly("myelin.http.RequestLog");
        assertThat(LoggerNames.ours("myelin.sync")).containsExactly("myelin.sync");
    }

    @Test
    void levelsAreNamesOrNumbers() {
        assertThat(LogConfig.level(myelin.core.json.Json.of("CRITICAL"), ""))
                .isEqualTo(Level.ERROR);
        assertThat(LogConfig.level(myelin.core.json.Json.of("WARN"), "")).isEqualTo(Level.WARN);
        assertThat(LogConfig.level(myelin.core.json.Json.of(20), "")).isEqualTo(Level.INFO);
        assertThat(LogConfig.level(myelin.core.json.Json.of("NOTSET"), "")).isEqualTo(Level.TRACE);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(problem(JsonObject.of("class", "logging.handlers.SysLogOutput")))
                .startsWith(
                        "handlers.h.class has logging.handlers.SysLogOutput, which is not there");
        assertThat(problem(JsonObject.of("class", "logging.StreamHandler", "formatter", "nice")))
                .isEqualTo("handlers.h.formatter names no formatter: nice");
        assertThat(problem(JsonObject.of("class", "logging.StreamHandler", "level", "LOUD")))
                .startsWith("handlers.h.level must be CRITICAL");
        assertThat(problem(JsonObject.of("class", "logging.handlers.MemoryHandler", "target", "h")))
                .contains("is the target of a buffer, but cannot be found");
    }

    @Test
    void theOldStructuredLoggingIsRefused() {
        assertThat(catchThrowable(() -> LogConfig.parse(JsonObject.of("structured", true))))
                .isInstanceOf(BadLogConfig.class)
                .hasMessageContaining("synapse.logging.JsonFormatter");
    }

    private static LogOutput handler(JsonObject handler) {
        LogConfig config = LogConfig.parse(JsonObject.of("handlers", JsonObject.of("h", handler)));
        return config.handlers().get("h");
    }

    private static String problem(JsonObject handler) {
        return String.valueOf(catchThrowable(() -> handler(handler)).getMessage());
    }

    @Test
    void handlersOfALoggerMustExist() {
        JsonObject config =
                JsonObject.of("root", JsonObject.of("handlers", JsonArray.of("nowhere")));

        assertThat(catchThrowable(() -> LogConfig.parse(config)))
                .hasMessage("root.handlers names no handler: nowhere");
    }
}
