package myelin.core.state;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;

/// The mainline of a power levels event: itself, the one which permitted it, and so on to the room's first.
final class Mainline {

    /// The position of events which are not based on the mainline: before all of it.
    private static final int NONE = Integer.MIN_VALUE;

    private final KnownEvents events;

    /// Where on the mainline the power levels stand on which an event is based: the greater, the later.
    private final Map<EventId, Integer> positions = new HashMap<>();

    /// The next of the mainline, which is followed no farther back than it is needed.
    private Optional<Pdu> next;

    private int length;

    /// @param levels the power levels on which the ordering is based; where there are none, all events are equal
    Mainline(Optional<EventId> levels, KnownEvents events) {
        this.events = events;
        this.next = levels.flatMap(events::event);
    }

    /// "`x` < `y` if the mainline position of `x` is greater than the mainline position of `y` …; or the mainline
    /// positions of the events are the same, but `x`'s `origin_server_ts` is less than `y`'s `origin_server_ts`; or …
    /// `x`'s `event_id` is less than `y`'s `event_id`."
    List<Pdu> sort(Collection<Pdu> unsorted) {
        return unsorted.stream()
                .map(event ->
                        new Placed(event, powerLevels(event).map(this::position).orElse(NONE)))
                .sorted(
                        Comparator.comparingInt(Placed::position)
                                .thenComparing(
                                        Placed::event,
                                        Comparator.comparingLong(Pdu::originServerTs)
                                                .thenComparing(PowerOrdering.BY_EVENT_ID)))
                .map(Placed::event)
                .toList();
    }

    private record Placed(Pdu event, int position) {}

    /// The position of these power levels, or of the nearest of those which led to them.
    ///
    /// The mainline grows by one with each step on this path. From where they meet they are the same, so neither is
    /// followed much farther than to there.
    private int position(Pdu levels) {
        Set<EventId> path = new LinkedHashSet<>();
        Optional<Pdu> step = Optional.of(levels);
        Optional<EventId> meeting = Optional.empty();
        while (meeting.isEmpty() && (step.isPresent() || next.isPresent())) {
            meeting = step.map(Pdu::eventId).filter(positions::containsKey);
            if (meeting.isEmpty()) {
                step = step.filter(event -> path.add(event.eventId())).flatMap(this::powerLevels);
                meeting = grow().filter(path::contains);
            }
        }
        int position = meeting.map(positions::get).orElse(NONE);
        for (EventId id : path) {
            // What lies behind the meeting is the mainline itself.
            if (meeting.filter(id::equals).isPresent()) {
                break;
            }
            positions.put(id, position);
        }
        return position;
    }

    /// Follows the mainline by one event, and returns it.
    private Optional<EventId> grow() {
        Optional<EventId> grown =
                next.map(Pdu::eventId).filter(id -> positions.putIfAbsent(id, -length) == null);
        length++;
        next = grown.flatMap(events::event).flatMap(this::powerLevels);
        return grown;
    }

    /// "the `m.room.power_levels` event in the `auth_events` of" an event
    private Optional<Pdu> powerLevels(Pdu event) {
        return event.authEvents().stream()
                .flatMap(id -> events.event(id).stream())
                .filter(auth -> auth.is(EventType.M_ROOM_POWER_LEVELS, ""))
                .findFirst();
    }
}
