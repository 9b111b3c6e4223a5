package myelin.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work done later by at most `threads` virtual threads, with at most `waiting` pieces in the queue.
///
/// Any thread may enter; `lock` guards all fields. Work starts in the order it was given. A thread exists
/// only while there is work.
public final class BoundedExecutor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BoundedExecutor.class);

    private final String name;
    private final int threads;
    private final int waiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private int running;
    private boolean closed;

    /// @param name of its threads and in its log lines
    public BoundedExecutor(String name, int threads, int waiting) {
        this.name = name;
        this.threads = threads;
        this.waiting = waiting;
    }

    /// Takes the work, or refuses it (false) when the queue is full or the executor closed.
    /// A failure of the work is logged: whoever needs its outcome must keep it.
    public boolean offer(Runnable work) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (running < threads) {
                running++;
                Thread.ofVirtual().name(name).start(() -> runAll(work));
                return true;
            }
            return queue.size() < waiting && queue.add(work);
        } finally {
            lock.unlock();
        }
    }

    private void runAll(Runnable first) {
        for (Runnable work = first; work != null; work = next()) {
            try {
                work.run();
            } catch (RuntimeException | Error failure) {
                log.error("work failed executor={}", name, failure);
            }
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable next = queue.poll();
            if (next == null && --running == 0) {
                idle.signalAll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nothing runs and nothing is queued.
    public void awaitIdle() throws InterruptedException {
        lock.lock();
        try {
            while (running > 0) {
                idle.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Refuses further work and waits for what was taken.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (running > 0) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
