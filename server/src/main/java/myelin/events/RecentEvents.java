package myelin.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The newest events of all rooms, so that a client which is nearly up to date costs no query.
/// Guarded by itself; readers copy the few events they are behind.
public final class RecentEvents implements EventFeed.Subscriber {

    /// How many events are kept.
    private static final int SIZE = 4_096;

    private final @Nullable StoredEvent[] ring = new @Nullable StoredEvent[SIZE];
    private long start;
    private long end;

    /// @param start the position after which every event will be told
    public RecentEvents(long start) {
        this.start = start;
        this.end = start;
    }

    @Override
    public synchronized void stored(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            end = event.position();
            ring[(int) (end % SIZE)] = event;
        }
        start = Math.max(start, end - SIZE);
    }

    /// The newest events, up to so many, oldest first.
    public synchronized List<StoredEvent> newest(int most) {
        return since(Math.max(start, end - most)).orElseThrow();
    }

    /// All events above a position, oldest first; empty when that is longer ago than is kept.
    public synchronized Optional<List<StoredEvent>> since(long position) {
        if (position < start) {
            return Optional.empty();
        }
        List<StoredEvent> events = new ArrayList<>((int) Math.max(0, end - position));
        for (long at = position + 1; at <= end; at++) {
            StoredEvent event = ring[(int) (at % SIZE)];
            if (event != null && event.position() == at) {
                events.add(event);
            }
        }
        return Optional.of(events);
    }
}
