package myelin.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;

/// How a room's current state came to be what it is: each change of an entry, and whether an event made
/// it or the resolution of forks. Read from the states beside the events; nothing is written for it.
/// Any thread.
public final class StateTimeline {

    /// Events looked at for one page, at most: a filter that lets nearly nothing pass gives a short page.
    private static final int MAX_EVENTS = 5_000;

    private static final int CHUNK = 200;

    private final Events events;
    private final StateHistory history;

    public StateTimeline(Events events, StateHistory history) {
        this.events = events;
        this.history = history;
    }

    /// An entry that has changed.
    ///
    /// @param cause the event by whose coming it happened
    public record Entry(StateChange change, StoredEvent cause) {

        /// Whether forks were resolved so; else `cause` is itself what stands there now.
        public boolean byResolution() {
            return change.after().filter(event -> event.number() == cause.number()).isEmpty();
        }
    }

    /// A part of a room's state time line.
    ///
    /// @param entries newest first
    /// @param next the position up to which the next page goes; empty when there is nothing before
    public record Page(List<Entry> entries, Optional<Long> next) {}

    /// The newest changes up to a position.
    ///
    /// @param wanted the places of the state whose changes are told
    /// @param limit so many are enough; what one event has changed is told whole
    public Page upTo(RoomId room, long position, Predicate<StateKey> wanted, int limit) {
        List<Entry> entries = new ArrayList<>();
        long last = position;
        for (int looked = 0; looked < MAX_EVENTS; looked += CHUNK) {
            List<StoredEvent> causes =
                    events.changingState(room, EventRange.backwardFrom(last, CHUNK));
            for (StoredEvent cause : causes) {
                if (entries.size() >= limit) {
                    return new Page(entries, Optional.of(last));
                }
                for (StateChange change : history.of(cause)) {
                    if (wanted.test(change.key())) {
                        entries.add(new Entry(change, cause));
                    }
                }
                last = cause.position() - 1;
            }
            if (causes.size() < CHUNK) {
                return new Page(entries, Optional.empty());
            }
        }
        return new Page(entries, Optional.of(last));
    }
}
