package myelin.sql;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import myelin.concurrent.Outcome;
import org.jspecify.annotations.Nullable;

/// A piece of work which one thread hands to a thread of the database, and waits for.
///
/// The worker calls [#attempt], as often as needed, and then [#finish] once.
final class Handoff<T> {
    private final Work<T> work;
    private final Outcome<Attempt<T>> outcome = new Outcome<>();
    private @Nullable Attempt<T> attempt;
    private @Nullable Throwable failure;

    Handoff(Work<T> work) {
        this.work = work;
    }

    /// Runs the work and keeps what came of it; true when it succeeded.
    boolean attempt(Tx tx) {
        attempt = null;
        failure = null;
        try {
            attempt = new Attempt<>(work.run(tx), tx);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        return failure == null;
    }

    /// Replaces what came of it: the work was done but could not be stored.
    void fail(Throwable reason) {
        failure = reason;
    }

    /// Tells the waiting thread.
    void finish() {
        if (failure != null) {
            outcome.fail(failure);
        } else if (attempt != null) {
            outcome.succeed(attempt);
        } else {
            outcome.fail(new IllegalStateException("the work was not run"));
        }
    }

    /// Waits for the result; the actions for after the commit have then run.
    T await() {
        Attempt<T> done = outcome.await();
        done.tx().actionsAfterCommit().forEach(Runnable::run);
        return done.result();
    }

    private record Attempt<T>(T result, Tx tx) {}

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

        int size() {
            lock.lock();
            try {
                return waiting.size();
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
