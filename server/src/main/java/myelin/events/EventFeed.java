package myelin.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/// Tells this node's memory of each new event once, in the order of positions, whichever node
/// stored it.
///
/// [#seen] is what a reader on this node may call "now": all that is in memory (recent events,
/// members, waiting syncs) has been told of every event up to it. Called by the event writer after
/// each commit and by the bus thread; `lock` lets one of them deliver at a time.
public final class EventFeed {

    /// Events read from the database in one go when another node was faster.
    private static final int PAGE = 500;

    /// Somebody who is told of new events. Called by one thread at a time; must be quick.
    public interface Subscriber {
        void stored(List<StoredEvent> events);
    }

    private final Events source;
    private final List<Subscriber> subscribers;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long seen;

    /// @param start the position after which every event will be told
    /// @param subscribers told in this order
    public EventFeed(Events source, long start, List<Subscriber> subscribers) {
        this.source = source;
        this.seen = start;
        this.subscribers = new CopyOnWriteArrayList<>(subscribers);
    }

    /// Adds somebody who is told after all others.
    public void subscribe(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    /// The newest position of which everything in memory knows.
    public long seen() {
        return seen;
    }

    /// Takes events that this node has just committed, in the order of their positions.
    public void committed(List<StoredEvent> events) {
        lock.lock();
        try {
            if (events.getFirst().position() == seen + 1) {
                deliver(events);
            } else {
                catchUp(events.getLast().position());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Reads what is stored up to a position and not delivered yet. Cheap when there is nothing.
    public void catchUp(long upTo) {
        if (upTo <= seen) {
            return;
        }
        lock.lock();
        try {
            while (seen < upTo) {
                List<StoredEvent> events = source.since(seen, upTo, PAGE);
                if (events.isEmpty()) {
                    return;
                }
                deliver(events);
            }
        } finally {
            lock.unlock();
        }
    }

    private void deliver(List<StoredEvent> events) {
        for (Subscriber subscriber : subscribers) {
            subscriber.stored(events);
        }
        seen = events.getLast().position();
    }
}
