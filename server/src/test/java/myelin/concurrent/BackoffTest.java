package myelin.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), new Random(5));

    @Test
    void pausesGrowUpToTheMost() {
        for (long whole : new long[] {100, 200, 400, 800, 1600, 2000, 2000, 2000}) {
            assertThat(backoff.next().toMillis()).isBetween(whole / 2, whole);
        }
    }

    @Test
    void aSuccessMakesThemShortAgain() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
    }

    @Test
    void manyFailuresDoNoHarm() {
        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.next()).isPositive();
        }
    }
}
