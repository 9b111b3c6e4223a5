package myelin.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration FOREVER = Duration.ofDays(1);

    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();

    private void next() throws InterruptedException {
        assertThat(steps.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aWakeUpEndsThePause() throws Exception {
        Loop.Step step =
                () -> {
                    steps.add("step");
                    return FOREVER;
                };
        try (Loop loop = new Loop("test", step).start()) {
            next();
            loop.wake();
            next();
            assertThat(steps).isEmpty();
        }
    }

    /// Whoever changes something and wakes the loop must not be overlooked, even if a step is under way.
    @Test
    void aWakeUpDuringAStepCausesAnother() throws Exception {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Loop.Step step =
                () -> {
                    inStep.countDown();
                    goOn.await();
                    steps.add("step");
                    return FOREVER;
                };
        try (Loop loop = new Loop("test", step).start()) {
            inStep.await();
            loop.wake();
            goOn.countDown();
            next();
            next();
        }
    }

    @Test
    void aFailedStepIsTriedAgain() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        Loop.Step step =
                () -> {
                    steps.add("step");
                    if (failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("meant to fail");
                    }
                    return FOREVER;
                };
        try (Loop _ = new Loop("test", step).start()) {
            next();
            next();
        }
    }

    @Test
    void theEndWaitsForTheStep() throws Exception {
        CountDownLatch inStep = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        Loop loop =
                new Loop(
                                "test",
                                () -> {
                                    inStep.countDown();
                                    Thread.onSpinWait();
                                    finished.set(true);
                                    return FOREVER;
                                })
                        .start();
        inStep.await();

        loop.close();

        assertThat(finished).isTrue();
    }

    @Test
    void aLoopStartsOnce() {
        try (Loop loop = new Loop("test", () -> FOREVER).start()) {
            assertThatThrownBy(loop::start).isInstanceOf(IllegalStateException.class);
        }
    }
}
