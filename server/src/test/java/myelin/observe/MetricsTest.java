package myelin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import myelin.core.id.ServerName;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    @Test
    void aCounterIsShownForEachCombinationOfLabels() {
        Counter sent = metrics.counter("myelin_sent", "Sent", "kind");
        sent.increment("a");
        sent.add(2, "b");
        sent.increment("b");

        assertThat(page())
                .contains("# TYPE myelin_sent_total counter")
                .contains("myelin_sent_total{kind=\"a\",server_name=\"test\"} 1.0")
                .contains("myelin_sent_total{kind=\"b\",server_name=\"test\"} 3.0");
    }

    @Test
    void durationsAreCountedByTheirLength() {
        Timer time = metrics.timer("myelin_time_seconds", "Time");
        time.record(2_000_000);
        time.record(300_000_000);
        time.record(60_000_000_000L);

        assertThat(page())
                .contains("myelin_time_seconds_bucket{server_name=\"test\",le=\"0.005\"} 1")
                .contains("myelin_time_seconds_bucket{server_name=\"test\",le=\"0.5\"} 2")
                .contains("myelin_time_seconds_bucket{server_name=\"test\",le=\"10.0\"} 2")
                .contains("myelin_time_seconds_bucket{server_name=\"test\",le=\"+Inf\"} 3")
                .contains("myelin_time_seconds_sum{server_name=\"test\"} 60.302");
    }

    @Test
    void aGaugeIsReadWhenItIsShown() {
        metrics.gauge("myelin_waiting", "Waiting", () -> 7);
        metrics.gauge("myelin_lag", "Lag", "name", () -> Map.of("push", 1.0));

        assertThat(page())
                .contains("myelin_waiting{server_name=\"test\"} 7.0")
                .contains("myelin_lag{name=\"push\",server_name=\"test\"} 1.0");
    }

    @Test
    void aNameIsTakenOnce() {
        metrics.counter("myelin_sent", "Sent");

        assertThatThrownBy(() -> metrics.timer("myelin_sent", "Sent"))
                .hasMessageContaining("myelin_sent");
    }

    private String page() {
        Exposition exposition = new Exposition(metrics, ServerName.parse("test"), "1");
        return new String(exposition.page("").body(), StandardCharsets.UTF_8);
    }
}
