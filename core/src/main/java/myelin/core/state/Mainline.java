package myelin.core.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /// @param levels the power levels on which the ordering is based; where there are none, all events are equal
    Mainline(Optional<EventId> levels, KnownEvents events) {
        this.events = events;
        int position = 0;
        Optional<Pdu> next = levels.flatMap(events::event);
        while (next.isPresent() && positions.putIfAbsent(next.get().eventId(), position) == null) {
            next = powerLevels(next.get());
            position--;
        }
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
    private int position(Pdu levels) {
        List<EventId> path = new ArrayList<>();
        Optional<Pdu> next = Optional.of(levels);
        int found = NONE;
        while (next.isPresent()) {
            EventId id = next.get().eventId();
            Integer known = positions.putIfAbsent(id, NONE);
            if (known != null) {
                found = known;
                break;
            }
            path.add(id);
            next = powerLevels(next.get());
        }
        for (EventId id : path) {
            positions.put(id, found);
        }
        return found;
    }

    /// "the `m.room.power_levels` event in the `auth_events` of" an event
    private Optional<Pdu> powerLevels(Pdu event) {
        return event.authEvents().stream()
                .flatMap(id -> events.event(id).stream())
                .filter(auth -> auth.is(EventType.M_ROOM_POWER_LEVELS, ""))
                .findFirst();
    }
}
