package myelin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The whole way of a line, into a file and out of it again. Rules are given to loggers of this test
/// only, so that tests at the same time keep theirs.
class LoggingTest {
    private static final String LOGGER = "myelin.observe.test";

    @TempDir private Path folder;

    @Test
    void aLoggersLinesGoToItsFileFromItsLevelOn() throws IOException {
        Logging logging = new Logging(() -> Instant.EPOCH);

        logging.apply(config("h.log", "WARNING"));
        LoggerFactory.getLogger(LOGGER).info("nobody needs this");
        LoggerFactory.getLogger(LOGGER).warn("this counts");

        assertThat(folder.resolve("h.log")).hasContent("WARNING this counts");
        logging.close();
    }

    @Test
    void aFilePutAsideIsOpenedAnewWhenTheConfigurationIsAppliedAgain() throws IOException {
        Logging logging = new Logging(() -> Instant.EPOCH);
        logging.apply(config("h.log", "INFO"));
        LoggerFactory.getLogger(LOGGER).info("before");
        Files.move(folder.resolve("h.log"), folder.resolve("aside"));

        logging.apply(config("h.log", "INFO"));
        LoggerFactory.getLogger(LOGGER).info("after");

        assertThat(folder.resolve("aside")).hasContent("INFO before");
        assertThat(folder.resolve("h.log")).hasContent("INFO after");
        logging.close();
    }

    @Test
    void aFileThatCannotBeOpenedChangesNothing() throws IOException {
        Logging logging = new Logging(() -> Instant.EPOCH);
        logging.apply(config("h.log", "INFO"));
        Files.createDirectory(folder.resolve("folder"));

        Throwable problem = catchThrowable(() -> logging.apply(config("folder", "INFO")));
        LoggerFactory.getLogger(LOGGER).info("still here");

        assertThat(problem).isInstanceOf(BadLogConfig.class).hasMessageContaining("handlers.file");
        assertThat(folder.resolve("h.log")).hasContent("INFO still here");
        logging.close();
    }

    private LogConfig config(String file, String level) {
        return LogConfig.parse(
                JsonObject.of(
                        "formatters",
                        JsonObject.of(
                                "brief", JsonObject.of("format", "%(levelname)s %(message)s")),
                        "handlers",
                        JsonObject.of(
                                "file",
                                JsonObject.of(
                                        "class",
                                        "logging.FileHandler",
                                        "filename",
                                        folder.resolve(file).toString(),
                                        "formatter",
                                        "brief")),
                        "loggers",
                        JsonObject.of(
                                LOGGER,
                                JsonObject.of(
                                        "level",
                                        level,
                                        "handlers",
                                        JsonArray.of("file"),
                                        "propagate",
                                        false)),
                        "root",
                        JsonObject.of("level", "WARNING")));
    }
}
