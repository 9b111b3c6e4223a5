package myelin.resolution;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.state.KnownEvents;
import myelin.events.Events;
import myelin.events.Standing;
import myelin.events.StoredEvent;

/// The events which one resolution looks at: loaded together where it is known that they will be asked for, one by one
/// otherwise. Belongs to one thread.
final class LoadedEvents implements KnownEvents {

    private static final int FIRST_AHEAD = 16;

    private final Events events;
    private final AuthChains authChains;
    private final Map<EventId, StoredEvent> byId = new HashMap<>();
    private final Map<Long, EventId> byNumber = new HashMap<>();

    /// Events which this server does not have.
    private final Set<EventId> unknown = new HashSet<>();

    /// How many power levels are loaded next time.
    private int ahead = FIRST_AHEAD;

    LoadedEvents(Events events, AuthChains authChains) {
        this.events = events;
        this.authChains = authChains;
    }

    /// The ids of the events with these numbers, which are all loaded then.
    Set<EventId> load(Collection<Long> numbers) {
        List<Long> missing =
                numbers.stream().filter(number -> !byNumber.containsKey(number)).toList();
        events.at(missing).forEach(this::add);
        Set<EventId> ids = new HashSet<>();
        numbers.forEach(number -> ids.add(id(number)));
        return ids;
    }

    /// Loads the auth events of these events.
    void loadAuthEvents(Collection<EventId> of) {
        Set<EventId> missing = new HashSet<>();
        of.forEach(id -> event(id).ifPresent(event -> missing.addAll(event.authEvents())));
        missing.removeAll(byId.keySet());
        missing.removeAll(unknown);
        events.known(missing).forEach(this::add);
        missing.stream().filter(id -> !byId.containsKey(id)).forEach(unknown::add);
    }

    /// The id of the event with this number.
    EventId id(long number) {
        EventId known = byNumber.get(number);
        return known != null ? known : add(events.at(number));
    }

    /// The room of these events, of which there is one at least.
    ///
    /// @throws IllegalStateException if they are of several rooms
    RoomId room(Collection<EventId> of) {
        Set<RoomId> rooms = new HashSet<>();
        of.forEach(id -> stored(id).ifPresent(event -> rooms.add(event.pdu().roomId())));
        if (rooms.size() != 1) {
            throw new IllegalStateException("states of one room hold events of " + rooms);
        }
        return rooms.iterator().next();
    }

    /// The number of an event which is here.
    long number(EventId id) {
        return stored(id).orElseThrow().number();
    }

    /// Those of the events with these numbers that no state makes good.
    Set<Long> outlawed(Collection<Long> numbers) {
        load(numbers);
        return numbers.stream()
                .filter(number -> event(id(number)).isEmpty())
                .collect(Collectors.toSet());
    }

    /// Empty also for an event that its auth events do not permit: "no events rejected due to failure to auth against
    /// their auth chain should appear in the process, as they should not appear in state".
    @Override
    public Optional<Pdu> event(EventId id) {
        return stored(id)
                .filter(event -> event.standing() != Standing.REJECTED_BY_AUTH_EVENTS)
                .map(StoredEvent::pdu);
    }

    @Override
    public boolean isRejected(EventId id) {
        return stored(id).filter(event -> event.standing().isRejected()).isPresent();
    }

    private Optional<StoredEvent> stored(EventId id) {
        StoredEvent known = byId.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        if (unknown.contains(id)) {
            return Optional.empty();
        }
        Optional<StoredEvent> found = events.known(id);
        found.ifPresentOrElse(this::add, () -> unknown.add(id));
        found.filter(event -> event.pdu().is(EventType.M_ROOM_POWER_LEVELS, ""))
                .ifPresent(this::loadBefore);
        return found;
    }

    /// Who asks for power levels which nobody has foreseen is on the way back along all of them.
    private void loadBefore(StoredEvent levels) {
        load(authChains.before(levels.number(), ahead));
        ahead *= 2;
    }

    private EventId add(StoredEvent event) {
        EventId id = event.pdu().eventId();
        byId.put(id, event);
        byNumber.put(event.number(), id);
        return id;
    }
}
