package myelin.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.concurrent.Tasks.Task;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /// Waits until it is interrupted, and says so.
    private static <T> Task<T> endless(AtomicBoolean interrupted) {
        return () -> {
            try {
                new CountDownLatch(1).await();
                throw new IllegalStateException("nobody counts down");
            } catch (InterruptedException stop) {
                interrupted.set(true);
                throw stop;
            }
        };
    }

    @Test
    void resultsComeInTheOrderOfTheTasks() throws Exception {
        CountDownLatch secondDone = new CountDownLatch(1);
        Task<Integer> first =
                () -> {
                    secondDone.await();
                    return 1;
                };
        Task<Integer> second =
                () -> {
                    secondDone.countDown();
                    return 2;
                };

        assertThat(Tasks.all(2, LONG, List.of(first, second))).containsExactly(1, 2);
    }

    @Test
    void noMoreRunAtOnceThanAllowed() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int result = i;
            tasks.add(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                running.decrementAndGet();
                return result;
            });
        }

        assertThat(Tasks.all(3, LONG, tasks)).hasSize(50);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aFailureEndsTheOthersAndIsThrown() {
        AtomicBoolean interrupted = new AtomicBoolean();
        IllegalArgumentException failure = new IllegalArgumentException("no");
        Task<Integer> failing =
                () -> {
                    throw failure;
                };

        assertThatThrownBy(() -> Tasks.all(2, LONG, List.of(endless(interrupted), failing)))
                .isSameAs(failure);
        assertThat(interrupted).isTrue();
    }

    @Test
    void theFirstSuccessEndsTheOthers() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        Task<Integer> failing =
                () -> {
                    throw new IllegalArgumentException("no");
                };
        Task<Integer> good = () -> 7;

        assertThat(Tasks.firstSuccess(3, LONG, List.of(failing, endless(interrupted), good)))
                .isEqualTo(7);
        assertThat(interrupted).isTrue();
    }

    @Test
    void whenAllFailTheLastFailureIsThrown() {
        List<Task<Integer>> failing = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String message = "no " + i;
            failing.add(() -> {
                throw new IllegalArgumentException(message);
            });
        }

        assertThatThrownBy(() -> Tasks.firstSuccess(1, LONG, failing)).hasMessage("no 2");
    }

    @Test
    void aDeadlineEndsAllTasks() {
        AtomicBoolean interrupted = new AtomicBoolean();

        assertThatThrownBy(() ->
                        Tasks.all(
                                1,
                                Duration.ofMillis(10),
                                List.of(TasksTest.<Integer>endless(interrupted))))
                .isInstanceOf(DeadlineExceeded.class);
        assertThat(interrupted).isTrue();
    }

    @Test
    void anInterruptionOfTheCallerEndsAllTasks() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean thrown = new AtomicBoolean();
        Thread caller =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Tasks.all(1, LONG, List.of(endless(interrupted)));
                            } catch (InterruptedException stop) {
                                thrown.set(true);
                            }
                        });

        caller.interrupt();
        caller.join();

        assertThat(thrown).isTrue();
    }

    @Test
    void noTasksHaveNoResults() throws Exception {
        assertThat(Tasks.all(1, LONG, List.<Task<Integer>>of())).isEmpty();
    }
}
