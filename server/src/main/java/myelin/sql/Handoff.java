package myelin.sql;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A piece of work which one thread hands to another, and waits for.
///
/// The worker calls [#attempt] and then, once, [#finish]; the writes before `finished` make the rest visible to
/// the waiting thread. The wait ignores interruption: what was handed over will be done, and its outcome told.
final class Handoff<T> {
    private final Work<T> work;
    private final Thread caller = Thread.currentThread();
    private @Nullable Tx tx;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean finished;

    Handoff(Work<T> work) {
        this.work = work;
    }

    /// Runs the work and keeps its outcome; true when it succeeded.
    boolean attempt(Tx tx) {
        this.tx = tx;
        this.result = null;
        this.failure = null;
        try {
            result = work.run(tx);
            return true;
        } catch (Throwable thrown) {
            failure = thrown;
            return false;
        }
    }

    /// Replaces the outcome: the work was done but could not be stored.
    void fail(Throwable reason) {
        failure = reason;
    }

    void finish() {
        finished = true;
        LockSupport.unpark(caller);
    }

    /// The outcome, when there is one; the actions for after the commit have then run.
    @SuppressWarnings("NullAway") // Work of a nullable type may return null
    T await() {
        boolean interrupted = false;
        while (!finished) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (tx != null) {
            tx.actionsAfterCommit().forEach(Runnable::run);
        }
        return result;
    }

    /// Work waiting for a thread. Any thread adds, the workers take; `lock` guards all fields.
    static final class Queue {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition added = lock.newCondition();
        private final ArrayDeque<Handoff<?>> waiting = new ArrayDeque<>();
        private boolean closed;

        void add(Handoff<?> handoff) {
            lock.lock();
            try {
                if (closed) {
                    throw new IllegalStateException("the database is closed");
                }
                waiting.add(handoff);
                added.signal();
            } finally {
                lock.unlock();
            }
        }

        /// The next piece of work, waited for; null when the queue is closed and empty.
        @Nullable Handoff<?> take() {
            lock.lock();
            try {
                while (waiting.isEmpty() && !closed) {
                    added.awaitUninterruptibly();
                }
                return waiting.poll();
            } finally {
                lock.unlock();
            }
        }

        /// The next piece of work if there is one now.
        @Nullable Handoff<?> poll() {
            lock.lock();
            try {
                return waiting.poll();
            } finally {
                lock.unlock();
            }
        }

        /// Refuses further work; what waits is still done.
        void close() {
            lock.lock();
            try {
                closed = true;
                added.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
