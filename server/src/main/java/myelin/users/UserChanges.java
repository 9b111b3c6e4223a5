package myelin.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import myelin.core.id.UserId;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// When the marks or the access tokens of users last changed: the positions by which caches know what is stale.
///
/// A change on this node counts as soon as it is committed; one on another node when its hint has come, or a second
/// later. Called by request threads. `lastChange` may run ahead of `seen`, never behind it; `catchingUp` lets one
/// thread at a time read what other nodes have done.
public final class UserChanges {

    /// Nothing that is compared with a position here may be older than this.
    public static final Duration MEMORY = Duration.ofHours(1);

    private final Database database;
    private final Streams streams;
    private final Consumer<Hint> bus;
    private final UsersTable users;
    private final Cache<UserId, Long> lastChange =
            Caffeine.newBuilder().expireAfterWrite(MEMORY.plus(MEMORY)).build();
    private final AtomicLong seen;
    private final ReentrantLock catchingUp = new ReentrantLock();

    UserChanges(Database database, Streams streams, Consumer<Hint> bus, UsersTable users) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.users = users;
        this.seen = new AtomicLong(streams.heads().of(Stream.USERS));
    }

    /// Says that marks or tokens of a user change in this transaction. To be called last in it.
    public void changed(Tx tx, UserId user) {
        long position = streams.reserve(tx, Stream.USERS, 1);
        users.setPosition(tx, user, position);
        tx.afterCommit(() -> {
            lastChange.asMap().merge(user, position, Math::max);
            bus.accept(Hint.ofUsers(Stream.USERS, position, Set.of(user)));
        });
    }

    /// The position to note beside what is read in this transaction; to be asked before it is read.
    public long position(Tx tx) {
        return streams.heads(tx).of(Stream.USERS);
    }

    /// Whether the user has changed since a position that is not older than `MEMORY`.
    public boolean changedSince(UserId user, long position) {
        catchUp();
        Long last = lastChange.getIfPresent(user);
        return last != null && last > position;
    }

    private void catchUp() {
        long head = streams.heads().of(Stream.USERS);
        if (head <= seen.get() || !catchingUp.tryLock()) {
            return;
        }
        try {
            database.read(tx -> users.changedSince(tx, seen.get()))
                    .forEach(change ->
                            lastChange.asMap().merge(change.user(), change.position(), Math::max));
            seen.set(head);
        } finally {
            catchingUp.unlock();
        }
    }
}
