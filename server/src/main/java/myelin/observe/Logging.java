package myelin.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// The log of the process. [#apply] may be called again and by any thread, e.g. after SIGHUP.
public final class Logging implements AutoCloseable {
    /// Libraries that talk more than an administrator wants, unless he asks for it.
    private static final List<String> TALKATIVE =
            List.of("org.eclipse.jetty", "com.zaxxer.hikari", "org.postgresql");

    /// Warns in the words of whoever sends nonsense.
    private static final String OF_STRANGERS = "org.eclipse.jetty.util.HostPort";

    private final InstantSource clock;
    private List<Attached> attached = List.of();

    /// @param clock for the rotation of files
    public Logging(InstantSource clock) {
        this.clock = clock;
    }

    private record Attached(Logger logger, LogAppender appender) {}

    /// Logs in this way from now on. Files are opened anew, so somebody else may have put them aside.
    ///
    /// @throws BadLogConfig when a file cannot be opened; then all stays as it was
    public synchronized void apply(LogConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Map<String, LogAppender> appenders = open(config, context);
        List<Attached> before = attached;
        attached = new ArrayList<>();
        context.getLoggerList().forEach(Logging::forget);
        TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        context.getLogger(OF_STRANGERS).setLevel(Level.ERROR);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (before.isEmpty()) {
            ofTheStart(root).forEach(root::detachAppender);
        }
        follow(config.root(), root, appenders);
        config.rules().forEach(rule -> follow(rule, context.getLogger(rule.logger()), appenders));
        before.forEach(old -> old.logger.detachAppender(old.appender));
        before.forEach(old -> old.appender.stop());
    }

    /// Logs nowhere from now on.
    @Override
    public synchronized void close() {
        attached.forEach(old -> old.logger.detachAppender(old.appender));
        attached.forEach(old -> old.appender.stop());
        attached = List.of();
    }

    /// What [LoggingStart] has attached.
    private static List<Appender<ILoggingEvent>> ofTheStart(Logger root) {
        var appenders = new ArrayList<Appender<ILoggingEvent>>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        appenders.removeIf(appender -> !(appender instanceof LogAppender));
        return appenders;
    }

    private Map<String, LogAppender> open(LogConfig config, LoggerContext context) {
        var appenders = new HashMap<String, LogAppender>();
        config.handlers()
                .forEach((name, handler) -> {
                    try {
                        var appender = new LogAppender(handler, clock);
                        appender.setName(name);
                        appender.setContext(context);
                        appender.start();
                        appenders.put(name, appender);
                    } catch (UncheckedIOException e) {
                        appenders.values().forEach(Appender::stop);
                        throw new BadLogConfig(
                                "handlers." + name, "cannot open its file: " + e.getCause());
                    }
                });
        return appenders;
    }

    private static void forget(Logger logger) {
        if (!logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            logger.setLevel(null);
            logger.setAdditive(true);
        }
    }

    private void follow(LogConfig.Rule rule, Logger logger, Map<String, LogAppender> appenders) {
        if (rule.level() != null) {
            logger.setLevel(rule.level());
        }
        logger.setAdditive(rule.propagate());
        for (String name : rule.handlers()) {
            LogAppender appender = appenders.get(name);
            if (appender != null) {
                logger.addAppender(appender);
                attached.add(new Attached(logger, appender));
            }
        }
    }
}
