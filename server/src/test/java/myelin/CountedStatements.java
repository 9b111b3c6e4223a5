package myelin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/// Counts, as the log of requests does, how many statements each request needs that is answered meanwhile.
public final class CountedStatements extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Pattern LINE =
            Pattern.compile("^\\S+ \\S+ (.*) \\d{3} \\d+ms sql=(\\d+) ");

    private final Logger log = (Logger) LoggerFactory.getLogger("myelin.http.RequestLog");
    private final List<Counted> counted = new CopyOnWriteArrayList<>();

    private record Counted(String operation, int statements) {}

    public CountedStatements() {
        setContext(log.getLoggerContext());
        start();
        log.setLevel(Level.INFO);
        log.setAdditive(false);
        log.addAppender(this);
    }

    /// Those of the request that needed most.
    public int most() {
        return counted.stream().mapToInt(Counted::statements).max().orElse(0);
    }

    /// Those of each request of an operation.
    public List<Integer> of(String operation) {
        return counted.stream()
                .filter(request -> request.operation().equals(operation))
                .map(Counted::statements)
                .toList();
    }

    @Override
    protected void append(ILoggingEvent event) {
        Matcher line = LINE.matcher(event.getFormattedMessage());
        if (line.find()) {
            counted.add(new Counted(line.group(1), Integer.parseInt(line.group(2))));
        }
    }

    @Override
    public void close() {
        log.detachAppender(this);
        log.setAdditive(true);
        log.setLevel(null);
        stop();
    }
}
