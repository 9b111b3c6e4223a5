package myelin.purge;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
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
    private final List<Consumer<Predicate<RoomId>>> memories;
    private long seen;

    /// @param memories each drops what it knows of the rooms for which it is called
    Deletions(Streams streams, Consumer<Hint> bus, List<Consumer<Predicate<RoomId>>> memories) {
        this.streams = streams;
        this.bus = bus;
        this.memories = List.copyOf(memories);
        this.seen = streams.heads().of(Stream.DELETIONS);
    }

    /// Says, once the transaction is committed, that it has deleted something of rooms.
    void tell(Tx tx, Set<RoomId> rooms) {
        long position = streams.reserve(tx, Stream.DELETIONS, 1);
        tx.afterCommit(() -> bus.accept(Hint.ofRooms(Stream.DELETIONS, position, rooms)));
    }

    /// Drops what is gone from the memory of this node.
    synchronized void follow(Hint hint) {
        if (hint.position() <= seen) {
            return;
        }
        boolean all = hint.isForAll() || hint.position() > seen + 1;
        seen = hint.position();
        memories.forEach(memory -> memory.accept(all ? room -> true : hint.rooms()::contains));
    }
}
