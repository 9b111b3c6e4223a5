package myelin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import myelin.config.ConfigReader;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// What `background_updates` of the configuration makes of batches.
class PaceTest {

    private static Pace pace(String options) {
        return Pace.of(
                ConfigReader.parse(
                                """
                                server_name: test
                                signing_key: ed25519 a_test %s
                                background_updates: {%s}
                                """
                                        .formatted("A".repeat(43), options))
                        .backgroundUpdates());
    }

    private static BackgroundUpdate after(long items, long ms) {
        return new BackgroundUpdate("job", JsonObject.EMPTY, Optional.empty(), items, ms);
    }

    @Test
    void theFirstBatchIsAsConfigured() {
        assertThat(pace("default_batch_size: 7").rows(after(0, 0))).isEqualTo(7);
    }

    @Test
    void laterOnesTakeAsLongAsConfigured() {
        assertThat(pace("background_update_duration_ms: 500").rows(after(300, 100)))
                .isEqualTo(1500);
    }

    @Test
    void noneIsShorterThanConfigured() {
        assertThat(pace("min_batch_size: 5").rows(after(1, 10_000))).isEqualTo(5);
    }

    @Test
    void thereIsAPauseBetweenThemUnlessItIsOff() {
        assertThat(pace("sleep_duration_ms: 250").pause()).isEqualTo(Duration.ofMillis(250));
        assertThat(pace("sleep_duration_ms: 250, sleep_enabled: false").pause())
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void whoConfiguresNothingGetsTheUsual() {
        assertThat(pace("")).isEqualTo(Pace.DEFAULT);
    }
}
