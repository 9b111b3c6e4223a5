package myelin.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.function.Supplier;
import myelin.core.id.UserId;
import myelin.stream.Waiters;

/// Answers a client as soon as there is something to tell. Any thread, which waits.
public final class LongPoll {

    /// The longest that a client may wait: dead connections are noticed only when they are written
    /// to.
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

    private final Waiters waiters;
    private final InstantSource clock;

    public LongPoll(Waiters waiters, InstantSource clock) {
        this.waiters = waiters;
        this.clock = clock;
    }

    /// The first answer that is news, at the latest the one there is after the timeout.
    ///
    /// The waiter is registered before anything is read: the other order would sleep through what
    /// comes between.
    ///
    /// @param timeoutMs how long the client wants to wait, in milliseconds; less than 1: not at all
    public <A> A answer(UserId user, long timeoutMs, Supplier<A> build, Predicate<A> isNews) {
        long deadline = clock.millis() + Math.clamp(timeoutMs, 0, MAX_TIMEOUT.toMillis());
        try (Waiters.Waiter waiter = waiters.register(user)) {
            while (true) {
                A answer = build.get();
                long left = deadline - clock.millis();
                if (isNews.test(answer) || left <= 0 || !isWoken(waiter, Duration.ofMillis(left))) {
                    return answer;
                }
            }
        }
    }

    /// A thread that is interrupted, because the server stops, gives the answer that it has.
    private static boolean isWoken(Waiters.Waiter waiter, Duration longest) {
        try {
            return waiter.await(longest);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
