package myelin.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonWriter;
import myelin.events.StateChange;
import myelin.events.StateHistory;
import myelin.events.StoredEvent;
import myelin.observe.Counter;
import myelin.observe.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the administrator when the resolution of forks takes back what seemed settled: an entry of a
/// room's state that becomes an older one again, or vanishes. Mostly a moderator and somebody else were
/// quick at the same time; if it happens often in one room, somebody should look at it.
final class Reversions {

    /// Entries named in one line of the log, at most.
    private static final int NAMED = 20;

    private static final Logger log = LoggerFactory.getLogger(Reversions.class);

    private final StateHistory history;
    private final Counter counter;

    Reversions(StateHistory history, Metrics metrics) {
        this.history = history;
        this.counter =
                metrics.counter(
                        "myelin_state_changes_by_resolution",
                        "Entries of rooms' states changed by the resolution of forks, not by an event: to an"
                                + " older event, to none, or to a newer event",
                        "to");
    }

    /// Looks at what has become of a room's state by an event that was made elsewhere.
    void look(StoredEvent event) {
        if (!event.isForked()) {
            return;
        }
        List<String> entries = new ArrayList<>();
        for (StateChange change : history.of(event)) {
            if (!isOwn(change, event)) {
                counter.increment(kind(change));
                if (change.isReversion()) {
                    entries.add(text(change));
                }
            }
        }
        if (!entries.isEmpty()) {
            log.warn(
                    "state reverted by resolution room={} event={} count={} entries={}",
                    event.pdu().roomId(),
                    event.pdu().eventId(),
                    entries.size(),
                    entries.subList(0, Math.min(entries.size(), NAMED)));
        }
    }

    private static boolean isOwn(StateChange change, StoredEvent event) {
        return change.after()
                .filter(after -> after.pdu().eventId().equals(event.pdu().eventId()))
                .isPresent();
    }

    private static String kind(StateChange change) {
        if (change.after().isEmpty()) {
            return "none";
        }
        return change.isReversion() ? "older" : "newer";
    }

    private static String text(StateChange change) {
        return JsonWriter.text(Json.of(change.key().type()))
                + " "
                + JsonWriter.text(Json.of(change.key().key()))
                + " was "
                + id(change.before())
                + " is "
                + id(change.after());
    }

    private static String id(Optional<StoredEvent> event) {
        return event.map(it -> it.pdu().eventId().value()).orElse("none");
    }
}
