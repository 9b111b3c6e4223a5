package myelin.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {

    @Test
    void whatIsTakenIsDone() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (BoundedExecutor executor = new BoundedExecutor("test", 3, 1000)) {
            for (int i = 0; i < 500; i++) {
                assertThat(executor.offer(done::incrementAndGet)).isTrue();
            }
            executor.awaitIdle();
            assertThat(done).hasValue(500);
        }
    }

    @Test
    void whatIsTooMuchIsRefused() {
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        try (BoundedExecutor executor = new BoundedExecutor("test", 1, 1)) {
            assertThat(executor.offer(() -> awaited(free))).isTrue();
            assertThat(executor.offer(done::incrementAndGet)).isTrue();
            assertThat(executor.offer(done::incrementAndGet)).isFalse();
            free.countDown();
        }
        assertThat(done).hasValue(1);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void afterTheEndNothingIsTaken() {
        BoundedExecutor executor = new BoundedExecutor("test", 1, 1);
        executor.close();

        assertThat(executor.offer(() -> {})).isFalse();
    }
}
