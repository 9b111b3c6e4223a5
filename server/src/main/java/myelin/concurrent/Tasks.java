package myelin.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Several pieces of blocking work at once, each in a virtual thread, which all end before the call returns.
///
/// It has the shape of the JDK's structured concurrency and goes when that is final. Tasks which are not
/// needed any more are interrupted; a task that ignores its interruption delays the return.
public final class Tasks {
    private Tasks() {}

    /// A piece of work. It may block, and should end soon when interrupted.
    @FunctionalInterface
    public interface Task<T> {
        T run() throws InterruptedException;
    }

    /// Runs all tasks, at most `atOnce` at a time, and returns their results in the order of the tasks.
    /// The first failure interrupts the others and is thrown.
    ///
    /// @throws DeadlineExceeded when `deadline` passes first
    public static <T> List<T> all(
            int atOnce, Duration deadline, Collection<? extends Task<T>> tasks)
            throws InterruptedException {
        List<Finished<T>> finished = new ArrayList<>();
        try (Run<T> run = new Run<>(atOnce, deadline, tasks)) {
            while (finished.size() < tasks.size()) {
                Finished<T> next = run.next();
                if (next.failure() != null) {
                    throw thrown(next.failure());
                }
                finished.add(next);
            }
        }
        finished.sort((one, other) -> Integer.compare(one.index(), other.index()));
        List<T> results = new ArrayList<>(finished.size());
        finished.forEach(each -> results.add(each.result()));
        return results;
    }

    /// Starts the tasks in their order, at most `atOnce` at a time, and returns the first result; the other
    /// tasks are interrupted. When all fail, the last failure is thrown.
    ///
    /// @throws DeadlineExceeded when `deadline` passes before any succeeds
    public static <T> T firstSuccess(
            int atOnce, Duration deadline, Collection<? extends Task<T>> tasks)
            throws InterruptedException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no task");
        }
        try (Run<T> run = new Run<>(atOnce, deadline, tasks)) {
            for (int failures = 1; ; failures++) {
                Finished<T> next = run.next();
                if (next.failure() == null) {
                    return next.result();
                }
                if (failures == tasks.size()) {
                    throw thrown(next.failure());
                }
            }
        }
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("a task was interrupted from outside", failure);
    }

    /// How a task ended: with a result (which a task may leave null) or with a failure.
    private record Finished<T>(int index, @Nullable T value, @Nullable Throwable failure) {
        @SuppressWarnings("NullAway") // a task of a nullable type may return null
        T result() {
            return value;
        }
    }

    /// Tasks under way. Only the thread that made it calls its methods; the tasks only add to `finished`.
    private static final class Run<T> implements AutoCloseable {
        private final Duration deadline;
        private final long endsAt;
        private final Queue<Task<T>> waiting;
        private final List<Thread> threads = new ArrayList<>();
        private final BlockingQueue<Finished<T>> finished = new LinkedBlockingQueue<>();

        Run(int atOnce, Duration deadline, Collection<? extends Task<T>> tasks) {
            this.deadline = deadline;
            this.endsAt = System.nanoTime() + deadline.toNanos();
            this.waiting = new ArrayDeque<>(tasks);
            for (int started = 0; started < atOnce; started++) {
                startOne();
            }
        }

        private void startOne() {
            Task<T> task = waiting.poll();
            if (task != null) {
                int index = threads.size();
                threads.add(Thread.ofVirtual().name("task-" + index).start(() -> run(index, task)));
            }
        }

        private void run(int index, Task<T> task) {
            try {
                finished.add(new Finished<>(index, task.run(), null));
            } catch (Throwable failure) {
                finished.add(new Finished<>(index, null, failure));
            }
        }

        Finished<T> next() throws InterruptedException {
            Finished<T> next = finished.poll(endsAt - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new DeadlineExceeded(deadline);
            }
            startOne();
            return next;
        }

        @Override
        public void close() {
            threads.forEach(Thread::interrupt);
            boolean interrupted = false;
            for (Thread thread : threads) {
                interrupted |= joinFully(thread);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private static boolean joinFully(Thread thread) {
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    return interrupted;
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        }
    }
}
