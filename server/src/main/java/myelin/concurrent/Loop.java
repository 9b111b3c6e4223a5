package myelin.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import myelin.observe.RequestScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One step done again and again in a virtual thread of its own, with a pause between which a wake-up ends.
///
/// A step that fails is logged and tried again after a growing pause. Any thread may call [#wake()]; `lock`
/// guards `woken` and `closed`. A wake-up which comes during a step makes the next one follow at once. What a loop
/// costs is known as long as it runs: [#running()].
public final class Loop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration MOST_BACKOFF = Duration.ofSeconds(30);

    /// The loops of this process that have a thread, as the threads of the process are the process's.
    private static final Set<Loop> RUNNING = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Step step;
    private final RequestScope cost;
    private final AtomicLong steps = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean inStep;
    private boolean woken;
    private boolean closed;
    private @Nullable Thread thread;

    /// What is repeated; it returns the longest pause before it wants to run again.
    @FunctionalInterface
    public interface Step {
        Duration run() throws InterruptedException;
    }

    /// @param name of the thread and in log lines
    public Loop(String name, Step step) {
        this.name = name;
        this.step = step;
        this.cost = RequestScope.ofMany(name);
    }

    /// All loops that have a thread now.
    public static List<Loop> running() {
        return List.copyOf(RUNNING);
    }

    /// The name of its thread.
    public String name() {
        return name;
    }

    /// How many steps were begun.
    public long steps() {
        return steps.get();
    }

    /// Whether a step is being done now, and not the pause.
    public boolean inStep() {
        return inStep;
    }

    /// How long its transactions took together, in nanoseconds.
    public long databaseNanos() {
        return cost.databaseNanos();
    }

    /// Starts the thread; the first step comes at once.
    public Loop start() {
        lock.lock();
        try {
            if (thread != null || closed) {
                throw new IllegalStateException(name + " was started before");
            }
            thread = Thread.ofVirtual().name(name).start(this::repeat);
            return this;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the pause, or asks for one more step after the present one.
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void repeat() {
        RUNNING.add(this);
        try {
            ScopedValue.where(RequestScope.CURRENT, cost).run(this::repeatUntilClosed);
        } finally {
            RUNNING.remove(this);
        }
    }

    private void repeatUntilClosed() {
        Backoff backoff = new Backoff(FIRST_BACKOFF, MOST_BACKOFF, RandomGenerator.getDefault());
        try {
            while (true) {
                Duration pause;
                try {
                    pause = oneStep();
                    backoff.reset();
                } catch (RuntimeException failure) {
                    if (isClosed()) {
                        return;
                    }
                    pause = backoff.next();
                    log.error("step failed loop={} again_in={}", name, pause, failure);
                }
                if (!pauseFor(pause)) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration oneStep() throws InterruptedException {
        steps.incrementAndGet();
        inStep = true;
        try {
            return step.run();
        } finally {
            inStep = false;
        }
    }

    private boolean pauseFor(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = pause.toNanos();
            while (!woken && !closed && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            woken = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Lets the present step finish (a step which waits is not interrupted for five seconds) and ends the thread.
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            if (!running.join(Duration.ofSeconds(5))) {
                running.interrupt();
                running.join();
            }
        } catch (InterruptedException stop) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
