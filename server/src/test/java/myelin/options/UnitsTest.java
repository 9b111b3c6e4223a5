package myelin.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.options.Value.Place;
import myelin.options.Value.Scalar;
import org.junit.jupiter.api.Test;

/// Durations and sizes.
class UnitsTest {

    @Test
    void durationsHaveTheUnitsOfSynapse() {
        assertThat(duration("30s")).contains(Duration.ofSeconds(30));
        assertThat(duration("5m")).contains(Duration.ofMinutes(5));
        assertThat(duration("1h")).contains(Duration.ofHours(1));
        assertThat(duration("7d")).contains(Duration.ofDays(7));
        assertThat(duration("2w")).contains(Duration.ofDays(14));
        assertThat(duration("1y")).contains(Duration.ofDays(365));
    }

    @Test
    void aBareNumberCountsMilliseconds() {
        assertThat(duration("1500")).contains(Duration.ofMillis(1500));
        assertThat(duration(1500)).contains(Duration.ofMillis(1500));
    }

    @Test
    void sizesCountIn1024() {
        assertThat(size("50M")).contains(50L << 20);
        assertThat(size("87KiB")).contains(87L << 10);
        assertThat(size("10K")).contains(10240L);
        assertThat(size(17)).contains(17L);
    }

    @Test
    void nonsenseIsNeither() {
        for (Object nonsense :
                new Object[] {"", "m", "5 m", "-1s", "1.5h", -1, true, "99999999999999999y"}) {
            assertThat(duration(nonsense)).as(nonsense.toString()).isEmpty();
        }
        assertThat(size("12X")).isEmpty();
        assertThat(size("99999999999999999T")).isEmpty();
    }

    private static Optional<Duration> duration(Object value) {
        return Units.duration(scalar(value));
    }

    private static Optional<Long> size(Object value) {
        return Units.size(scalar(value));
    }

    private static Scalar scalar(Object value) {
        return new Scalar(Json.of(value), value.toString(), Place.DEFAULT);
    }
}
