package myelin.purge;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Tells all nodes of which rooms something was deleted, so that they drop what they have in memory of these.
///
/// The hint has the rooms. There are no rows from which to read what a lost hint would have told: then everything
/// in memory goes. Any thread; `seen` is guarded by this.
final class Deletions {

    private final Streams streams;
    private final Consumer<Hint> bus;
    private final List<Memory> memories;
    private long seen;

    Deletions(Streams streams, Consumer<Hint> bus, List<Memory> memories) {
        this.streams = streams;
        this.bus = bus;
        this.memories = List.copyOf(memories);
        this.seen = streams.heads().of(Stream.DELETIONS);
    }

    /// Says, once the transaction is committed, that it has deleted something of rooms. Late in the transaction.
    ///
    /// @param users who have lost memberships by it
    void tell(Tx tx, Set<RoomId> rooms, Set<UserId> users) {
        long position = streams.reserve(tx, Stream.DELETIONS, 1);
        tx.afterCommit(() -> bus.accept(new Hint(Stream.DELETIONS, position, rooms, users)));
    }

    /// Drops what is gone from the memory of this node.
    synchronized void follow(Hint hint) {
        if (hint.position() <= seen) {
            return;
        }
        boolean all = hint.isForAll() || hint.position() > seen + 1;
        seen = hint.position();
        Predicate<RoomId> rooms = all ? room -> true : hint.rooms()::contains;
        Predicate<UserId> users = all ? user -> true : hint.users()::contains;
        memories.forEach(memory -> memory.forget(rooms, users));
    }
}
