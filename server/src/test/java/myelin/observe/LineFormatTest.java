package myelin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/// Lines of the log, by Python's formats and as JSON.
class LineFormatTest {
    private static final Instant TIME = Instant.parse("2026-11-22T12:00:00.042Z");

    @Test
    void aLineLooksAsPythonWouldWriteIt() {
        String date =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                        .withZone(ZoneId.systemDefault())
                        .format(TIME);

        assertThat(
                        line(
                                "%(asctime)s - %(name)s - %(lineno)d - %(levelname)s - %(request)s - %(message)s"))
                .isEqualTo(date + ",042 - myelin.sync - 0 - WARNING - - - slow by 3\n");
    }

    @Test
    void fieldsHaveWidths() {
        assertThat(line("[%(levelname)-9s][%(levelname)9s][%(msecs)05d] 100%%"))
                .isEqualTo("[WARNING  ][  WARNING][00042] 100%\n");
    }

    @Test
    void aDateFormatIsThatOfStrftime() {
        PythonFormat format = PythonFormat.parse("%(asctime)s", "%d.%m.%y");

        assertThat(format.format(event())).matches("\\d\\d\\.11\\.26\n");
        assertThat(catchThrowable(() -> PythonFormat.parse("%(asctime)s", "%Q")))
                .hasMessageContaining("%Q");
    }

    @Test
    void theRequestIsTheOneThatTheThreadWorksFor() {
        String line =
                ScopedValue.where(RequestScope.CURRENT, new RequestScope("PUT-7"))
                        .call(() -> line("%(request)s"));

        assertThat(line).isEqualTo("PUT-7\n");
    }

    @Test
    void aStackTraceStandsBelowItsLine() {
        LoggingEvent event = event();
        event.setThrowableProxy(
                new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException("broken")));

        assertThat(PythonFormat.parse("%(message)s", null).format(event))
                .startsWith("slow by 3\njava.lang.IllegalStateException: broken\n\tat ");
    }

    @Test
    void jsonHasSynapsesKeys() {
        assertThat(new JsonFormat(true).format(event()))
                .isEqualTo(
                        "{\"level\":\"WARNING\",\"log\":\"slow by 3\",\"namespace\":\"myelin.sync\","
                                + "\"request\":\"-\",\"time\":1795348800.04}\n");
        assertThat(new JsonFormat(false).format(event())).doesNotContain("time\":1795");
    }

    private static String line(String format) {
        return PythonFormat.parse(format, null).format(event());
    }

    private static LoggingEvent event() {
        var logger = new LoggerContext().getLogger("myelin.sync");
        var event = new LoggingEvent("", logger, Level.WARN, "slow by {}", null, new Object[] {3});
        event.setInstant(TIME);
        return event;
    }
}
