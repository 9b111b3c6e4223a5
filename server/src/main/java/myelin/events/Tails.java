package myelin.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.sql.Database;

/// Where the newest events of each room are: their positions, so that the part of a timeline which is
/// asked for most needs no query. Any thread; guarded by itself.
final class Tails {

    /// Rooms in memory, at most.
    private static final int CACHED = 10_000;

    private final Database database;
    private final EventsTable table;
    private final Cache<RoomId, Tail> tails = Caffeine.newBuilder().maximumSize(CACHED).build();

    /// Counts what has been told: by the feed, and of deletions.
    private long told;

    Tails(Database database, EventsTable table) {
        this.database = database;
        this.table = table;
    }

    /// The positions of a stretch that is read backward, newest first; empty when it reaches back beyond
    /// what is known.
    Optional<List<Long>> within(RoomId room, EventRange range) {
        return tail(room).within(range);
    }

    private Tail tail(RoomId room) {
        Tail known = tails.getIfPresent(room);
        if (known != null) {
            return known;
        }
        long before;
        synchronized (this) {
            before = told;
        }
        List<Long> newest = database.read(tx -> table.newestPositions(tx, room, Tail.LENGTH));
        Tail loaded = new Tail(newest, newest.size() < Tail.LENGTH);
        synchronized (this) {
            if (told == before) {
                tails.put(room, loaded);
            }
        }
        return loaded;
    }

    /// Adds what the feed tells.
    void lengthen(List<StoredEvent> events) {
        synchronized (this) {
            for (StoredEvent event : events) {
                tails.asMap()
                        .computeIfPresent(
                                event.pdu().roomId(), (room, tail) -> tail.with(event.position()));
            }
            told++;
        }
    }

    /// Drops what is known of rooms of which events were deleted.
    void forget(Predicate<RoomId> rooms) {
        synchronized (this) {
            tails.asMap().keySet().removeIf(rooms);
            told++;
        }
    }

    /// Where the newest events of a room are.
    ///
    /// @param newestFirst positions without gaps
    /// @param whole there are no others in the room
    private record Tail(List<Long> newestFirst, boolean whole) {

        static final int LENGTH = 64;

        Tail with(long position) {
            if (!newestFirst.isEmpty() && newestFirst.getFirst() >= position) {
                return this;
            }
            List<Long> longer = new ArrayList<>(LENGTH);
            longer.add(position);
            longer.addAll(newestFirst.subList(0, Math.min(newestFirst.size(), LENGTH - 1)));
            return new Tail(longer, whole && newestFirst.size() < LENGTH);
        }

        /// The positions of a stretch, newest first; empty when it reaches back beyond the tail.
        Optional<List<Long>> within(EventRange range) {
            List<Long> positions = new ArrayList<>();
            for (long position : newestFirst) {
                if (position <= range.after() || positions.size() == range.limit()) {
                    return Optional.of(positions);
                }
                if (position <= range.upTo()) {
                    positions.add(position);
                }
            }
            return whole || positions.size() == range.limit()
                    ? Optional.of(positions)
                    : Optional.empty();
        }
    }
}
