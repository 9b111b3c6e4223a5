package myelin.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What the log says of requests.
final class RequestLogTest {

    /// Half of all lines were about questions of browsers whether they may ask.
    @Test
    void whatIsAskedAllTheTimeIsNotTold() {
        Dispatcher dispatcher =
                DispatcherTest.dispatcher(
                        Route.get("/x").to(_ -> JsonObject.EMPTY),
                        Route.get("/health").to(_ -> JsonObject.EMPTY));

        List<String> lines =
                linesOf(() -> {
                    dispatcher.dispatch(Request.to(Method.OPTIONS, "/x").build());
                    dispatcher.dispatch(Request.to(Method.GET, "/health").build());
                    dispatcher.dispatch(Request.to(Method.GET, "/x").build());
                });

        assertThat(lines).singleElement().asString().endsWith(" GET /x");
    }

    private static List<String> linesOf(Runnable requests) {
        Logger log = (Logger) LoggerFactory.getLogger(RequestLog.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
        try {
            requests.run();
        } finally {
            log.detachAppender(lines);
            log.setLevel(null);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
