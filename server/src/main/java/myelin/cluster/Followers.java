package myelin.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import myelin.sql.Database;
import myelin.stream.Heads;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Runs the followers of this node, each in a virtual thread of its own. Any thread may enter.
public final class Followers implements AutoCloseable {
    private final Streams streams;
    private final List<FollowerLoop> loops;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    /// Hears of moves from `bus`; works from [#start()] on.
    public Followers(
            Database database, Streams streams, Leases leases, Bus bus, List<Follower> followers) {
        this.streams = streams;
        this.loops =
                followers.stream()
                        .map(follower ->
                                new FollowerLoop(
                                        follower, database, streams, leases, this::tellMoved))
                        .toList();
        if (loops.stream().map(loop -> loop.follower().name()).distinct().count() < loops.size()) {
            throw new IllegalArgumentException("two followers have one name");
        }
        bus.subscribe(this::wake);
    }

    public void start() {
        loops.forEach(FollowerLoop::start);
    }

    private void wake(Hint hint) {
        for (FollowerLoop loop : loops) {
            if (loop.follower().stream() == hint.stream()) {
                loop.wake();
            }
        }
    }

    private void tellMoved() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Where the followers of a stream are that run on this node, by name.
    public Map<String, Long> positions(Stream stream) {
        Map<String, Long> positions = new TreeMap<>();
        for (FollowerLoop loop : loops) {
            if (loop.follower().stream() == stream && loop.doneUpTo() >= 0) {
                positions.put(loop.follower().name(), loop.doneUpTo());
            }
        }
        return positions;
    }

    /// How many positions each follower of this node is behind its stream; those which run elsewhere are absent.
    public Map<String, Long> lag() {
        Heads heads = streams.heads();
        Map<String, Long> lag = new TreeMap<>();
        for (FollowerLoop loop : loops) {
            long done = loop.doneUpTo();
            if (done >= 0) {
                lag.put(
                        loop.follower().name(),
                        Math.max(0, heads.of(loop.follower().stream()) - done));
            }
        }
        return lag;
    }

    /// Waits until all followers have done all there is, also what they cause each other. All must run here.
    public void awaitIdle() throws InterruptedException {
        Heads heads;
        do {
            heads = streams.heads();
            awaitAt(heads);
        } while (streams.heads().isAfter(heads));
    }

    private void awaitAt(Heads heads) throws InterruptedException {
        loops.forEach(FollowerLoop::wake);
        lock.lock();
        try {
            while (!loops.stream().allMatch(loop -> isAt(loop, heads))) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAt(FollowerLoop loop, Heads heads) {
        return loop.doneUpTo() >= heads.of(loop.follower().stream());
    }

    /// Ends the batches under way and stores where the followers have come to.
    @Override
    public void close() {
        loops.forEach(FollowerLoop::close);
    }
}
