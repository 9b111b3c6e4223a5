package myelin.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
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

    /// Readings under way. Guarded by this.
    private final Set<Reading> readings = new HashSet<>();

    Tails(Database database, EventsTable table) {
        this.database = database;
        this.table = table;
    }

    /// Notes what is told while somebody reads: what was read of it may be older, and is not kept.
    private static final class Reading {
        private final Set<RoomId> told = new HashSet<>();
        private boolean deleted;
    }

    /// The positions of a stretch, in the direction in which it is read; empty when it reaches beyond what is known.
    Optional<List<Long>> within(RoomId room, EventRange range) {
        Tail known = tails.getIfPresent(room);
        Optional<List<Long>> found = known == null ? Optional.empty() : known.within(range);
        boolean isLong = known != null && known.isLong();
        return found.isPresent() || isLong || !range.backward() ? found : load(room).within(range);
    }

    /// Whether it is known where the newest `length` events of a room are.
    boolean isKnown(RoomId room, int length) {
        Tail known = tails.getIfPresent(room);
        return known != null && (known.whole() || known.newestFirst().size() >= length);
    }

    private Tail load(RoomId room) {
        Reading reading = begin();
        try {
            List<Long> newest = database.read(tx -> table.newestPositions(tx, room, Tail.LENGTH));
            Tail loaded = new Tail(newest, newest.size() < Tail.LENGTH);
            keep(reading, room, loaded);
            return loaded;
        } finally {
            end(reading);
        }
    }

    /// Keeps where the newest events of several rooms are.
    ///
    /// @param read reads the newest `length` events of each room, newest first
    List<StoredEvent> load(int length, Supplier<List<StoredEvent>> read) {
        Reading reading = begin();
        try {
            List<StoredEvent> events = read.get();
            Map<RoomId, List<Long>> newest = new HashMap<>();
            events.forEach(event ->
                    newest.computeIfAbsent(event.pdu().roomId(), _ -> new ArrayList<>())
                            .add(event.position()));
            newest.forEach((room, positions) ->
                    keep(reading, room, new Tail(positions, positions.size() < length)));
            return events;
        } finally {
            end(reading);
        }
    }

    private synchronized Reading begin() {
        Reading reading = new Reading();
        readings.add(reading);
        return reading;
    }

    private synchronized void keep(Reading reading, RoomId room, Tail tail) {
        if (!reading.deleted && !reading.told.contains(room)) {
            tails.put(room, tail);
        }
    }

    private synchronized void end(Reading reading) {
        readings.remove(reading);
    }

    /// Adds what the feed tells.
    synchronized void lengthen(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            RoomId room = event.pdu().roomId();
            tails.asMap().computeIfPresent(room, (_, tail) -> tail.with(event.position()));
            readings.forEach(reading -> reading.told.add(room));
        }
    }

    /// Drops what is known of rooms of which events were deleted.
    synchronized void forget(Predicate<RoomId> rooms) {
        tails.asMap().keySet().removeIf(rooms);
        readings.forEach(reading -> reading.deleted = true);
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

        /// Whether there is no use in reading it anew to know more.
        boolean isLong() {
            return whole || newestFirst.size() >= LENGTH;
        }

        /// The positions of a stretch; empty when it reaches back beyond the tail.
        Optional<List<Long>> within(EventRange range) {
            return range.backward() ? backward(range) : forward(range);
        }

        /// Who reads forward wants all up to the end, which may not have been told yet.
        private Optional<List<Long>> forward(EventRange range) {
            if (newestFirst.isEmpty() || newestFirst.getFirst() < range.upTo()) {
                return Optional.empty();
            }
            EventRange all = new EventRange(range.after(), range.upTo(), true, Integer.MAX_VALUE);
            return backward(all)
                    .map(newest ->
                            newest.reversed().subList(0, Math.min(newest.size(), range.limit())));
        }

        private Optional<List<Long>> backward(EventRange range) {
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
