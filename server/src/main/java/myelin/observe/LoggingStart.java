package myelin.observe;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.Instant;
import java.time.InstantSource;

/// Logs to the console until the configuration is read. Logback finds this class by itself, and does not
/// look for XML then, which takes longer than all the rest of its start; only tests bring such a file.
public final class LoggingStart extends ContextAwareBase implements Configurator {
    /// The console does not ask what time it is; only files do.
    private static final InstantSource NO_FILES = () -> Instant.EPOCH;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (LoggingStart.class.getResource("/logback-test.xml") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var config = LogConfig.console();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(config.root().level());
        config.handlers()
                .forEach((name, handler) -> {
                    var appender = new LogAppender(handler, NO_FILES);
                    appender.setName(name);
                    appender.setContext(context);
                    appender.start();
                    root.addAppender(appender);
                });
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
