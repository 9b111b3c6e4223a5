package myelin.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.observe.Counter;
import myelin.observe.Metrics;

/// Threads which wait until something happens for a user: long polls of `/sync`.
///
/// Register first, read the heads then, and wait last: whatever comes between the reading and the waiting wakes
/// the waiter at once. A wake-up promises nothing; who is woken looks, and may wait again.
///
/// Any thread may enter. A waiter belongs to the thread which registered it.
public final class Waiters implements AutoCloseable {
    private final Function<RoomId, ? extends Collection<UserId>> localMembers;
    private final ConcurrentHashMap<UserId, List<Waiter>> waiting = new ConcurrentHashMap<>();
    private final Counter woken;
    private volatile boolean closed;

    /// @param localMembers who of this server's users is in a room; asked with each hint, so it must be quick
    public Waiters(Function<RoomId, ? extends Collection<UserId>> localMembers, Metrics metrics) {
        this.localMembers = localMembers;
        woken =
                metrics.counter(
                        "synapse_notifier_users_woken_by_stream",
                        "Users whose long polls were woken",
                        "stream");
        metrics.gauge("synapse_notifier_listeners", "Long polls that wait", this::size);
        metrics.gauge("synapse_notifier_users", "Users who have long polls", waiting::size);
    }

    /// From now on, hints that concern `user` wake the answer; close it when done.
    public Waiter register(UserId user) {
        Waiter waiter = new Waiter(user);
        waiting.merge(user, List.of(waiter), Waiters::both);
        return waiter;
    }

    private static List<Waiter> both(List<Waiter> some, List<Waiter> more) {
        List<Waiter> all = new ArrayList<>(some.size() + more.size());
        all.addAll(some);
        all.addAll(more);
        return all;
    }

    /// Wakes all whom the hint concerns.
    public void wake(Hint hint) {
        if (waiting.isEmpty()) {
            return;
        }
        int users = hint.isForAll() ? wakeAll() : wakeThose(hint);
        if (users > 0) {
            woken.add(users, hint.stream().text());
        }
    }

    private int wakeThose(Hint hint) {
        int users = 0;
        for (UserId user : hint.users()) {
            users += wake(user);
        }
        for (RoomId room : hint.rooms()) {
            for (UserId user : localMembers.apply(room)) {
                users += wake(user);
            }
        }
        return users;
    }

    private int wakeAll() {
        waiting.values().forEach(waiters -> waiters.forEach(Waiter::wake));
        return waiting.size();
    }

    /// Wakes everybody, and from now on nobody waits: so a server which stops answers its long polls.
    @Override
    public void close() {
        closed = true;
        wakeAll();
    }

    /// How many users there were to wake: one or none.
    private int wake(UserId user) {
        List<Waiter> waiters = waiting.getOrDefault(user, List.of());
        waiters.forEach(Waiter::wake);
        return waiters.isEmpty() ? 0 : 1;
    }

    /// How many are registered.
    public int size() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }

    /// One waiting thread.
    public final class Waiter implements AutoCloseable {
        private final UserId user;
        private final Thread thread = Thread.currentThread();
        private volatile boolean woken;

        private Waiter(UserId user) {
            this.user = user;
        }

        /// Waits until woken, at most this long. True when woken since the registration or the last wait;
        /// false when the time is over, or all waiting is.
        public boolean await(Duration longest) throws InterruptedException {
            long endsAt = System.nanoTime() + longest.toNanos();
            while (!woken) {
                long left = endsAt - System.nanoTime();
                if (left <= 0 || closed) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            woken = false;
            return true;
        }

        private void wake() {
            if (!woken) {
                woken = true;
                LockSupport.unpark(thread);
            }
        }

        /// Ends the registration.
        @Override
        public void close() {
            waiting.computeIfPresent(
                    user,
                    (_, waiters) -> {
                        List<Waiter> others = new ArrayList<>(waiters);
                        others.remove(this);
                        return others.isEmpty() ? null : others;
                    });
        }
    }
}
