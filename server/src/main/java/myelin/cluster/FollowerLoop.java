package myelin.cluster;

import java.time.Duration;
import java.util.Optional;
import myelin.concurrent.Loop;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Streams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one follower on this node, while this node has its lease.
///
/// Only the loop's thread works; others read `doneUpTo`, and close when the loop has ended.
final class FollowerLoop {
    private static final Logger log = LoggerFactory.getLogger(FollowerLoop.class);
    private static final Duration UNTIL_WOKEN = Duration.ofMinutes(1);
    private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(3);
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);

    private final Follower follower;
    private final Database database;
    private final Streams streams;
    private final Leases leases;
    private final Runnable moved;
    private final Loop loop;
    private @Nullable Term term;
    private volatile long doneUpTo = -1;

    /// @param moved called whenever the follower has come further
    FollowerLoop(
            Follower follower, Database database, Streams streams, Leases leases, Runnable moved) {
        this.follower = follower;
        this.database = database;
        this.streams = streams;
        this.leases = leases;
        this.moved = moved;
        this.loop = new Loop("follower-" + follower.name(), this::run);
    }

    Follower follower() {
        return follower;
    }

    void start() {
        loop.start();
    }

    void wake() {
        loop.wake();
    }

    /// The position up to which this node has done the work; -1 while another node does it.
    long doneUpTo() {
        return doneUpTo;
    }

    private Duration run() throws InterruptedException {
        try {
            Term current = term;
            if (current == null || !leases.isHeld(current.lease)) {
                end();
                current = begin().orElse(null);
                term = current;
            }
            return current == null ? UNTIL_NEXT_TRY : current.doOneBatch();
        } catch (LeaseLost lost) {
            log.info("lease lost follower={}", follower.name());
            end();
            return UNTIL_NEXT_TRY;
        }
    }

    private Optional<Term> begin() {
        return leases.tryAcquire("follower/" + follower.name())
                .map(lease -> new Term(lease, database.transact(tx -> claim(tx, lease))));
    }

    private Cursor claim(Tx tx, Lease lease) {
        long start =
                switch (follower.start()) {
                    case BEGINNING -> 0;
                    case NOW -> streams.heads(tx).of(follower.stream());
                };
        return Cursor.claim(tx, follower.name(), lease, start)
                .orElseThrow(() -> new LeaseLost(follower.name()));
    }

    private void end() {
        term = null;
        doneUpTo = -1;
    }

    /// Finishes the batch under way and stores where it ended; another node may go on at once.
    void close() {
        loop.close();
        Term last = term;
        try {
            if (last != null) {
                last.save();
                leases.release(last.lease);
            }
        } catch (LeaseLost lost) {
            log.info("lease lost follower={}", follower.name());
        }
    }

    /// The time for which this node has the lease.
    ///
    /// Where a follower that works in transactions has come to is stored with its work; that of the others once
    /// a second, because it costs a commit.
    private final class Term {
        private final Lease lease;
        private Cursor cursor;
        private long savedAt = System.nanoTime();
        private boolean saved = true;

        Term(Lease lease, Cursor cursor) {
            this.lease = lease;
            this.cursor = cursor;
            doneUpTo = cursor.position();
            moved.run();
        }

        /// Returns how long nothing is to be done, unless a hint comes.
        Duration doOneBatch() throws InterruptedException {
            long head = streams.heads().of(follower.stream());
            long after = cursor.position();
            if (after >= head) {
                return saveWhenDue();
            }
            long upTo = Math.min(head, after + follower.batch());
            Cursor next = cursor.at(upTo);
            switch (follower.step()) {
                case Follower.Step.InTransaction step ->
                        database.write(tx -> {
                            step.handle(tx, after, upTo);
                            next.save(tx);
                        });
                case Follower.Step.AtLeastOnce step -> {
                    step.handle(after, upTo);
                    saved = false;
                }
            }
            cursor = next;
            doneUpTo = upTo;
            moved.run();
            saveWhenDue();
            return Duration.ZERO;
        }

        private Duration saveWhenDue() {
            if (saved) {
                return UNTIL_WOKEN;
            }
            long left = savedAt + BETWEEN_SAVES.toNanos() - System.nanoTime();
            if (left > 0) {
                return Duration.ofNanos(left);
            }
            save();
            return UNTIL_WOKEN;
        }

        void save() {
            if (!saved) {
                Cursor now = cursor;
                database.transactRelaxed(tx -> {
                    now.save(tx);
                    return true;
                });
                saved = true;
                savedAt = System.nanoTime();
            }
        }
    }
}
