package myelin.rooms;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.events.EventStates;
import myelin.events.Events;
import myelin.events.Standing;
import myelin.events.StoredEvent;
import myelin.resolution.AuthChains;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.state.StateChanges;
import myelin.state.StateRoot;
import myelin.state.StateStore;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Keeps events that are in no timeline: outliers, and what is rejected or soft failed. Any thread.
final class Outside {

    private final Database database;
    private final Streams streams;
    private final Events events;
    private final StateStore states;
    private final AuthChains authChains;
    private final InstantSource clock;

    Outside(
            Database database,
            Streams streams,
            Events events,
            StateStore states,
            AuthChains authChains,
            InstantSource clock) {
        this.database = database;
        this.streams = streams;
        this.events = events;
        this.states = states;
        this.authChains = authChains;
        this.clock = clock;
    }

    /// Keeps an event, or notes of one that is kept already what has become of it. The states before and
    /// after it can be read from then on.
    ///
    /// @param before the state before it; empty if that is not known
    /// @param reason why it is rejected or has soft failed
    StoredEvent keep(Pdu pdu, StateRoot before, Standing standing, Optional<String> reason) {
        return database.transact(tx -> {
            streams.reserve(tx, Stream.EVENTS, 0);
            Optional<StoredEvent> known = events.known(tx, pdu.eventId());
            if (known.filter(event -> event.standing() != Standing.OUTLIER).isPresent()) {
                return known.get();
            }
            long number = known.map(StoredEvent::number).orElseGet(() -> events.nextOutside(tx));
            StoredEvent event =
                    new StoredEvent(
                            new StoredEvent.Place(number, number, standing),
                            pdu,
                            EventStates.inLine(before, after(tx, pdu, before, standing, number)),
                            clock.millis(),
                            Optional.empty(),
                            Optional.empty(),
                            known.flatMap(StoredEvent::redactedBy));
            if (known.isPresent()) {
                events.judge(tx, event, reason);
            } else {
                events.storeOutside(tx, event, reason);
                authChains.add(tx, List.of(new AuthChains.Added(number, pdu)));
            }
            return event;
        });
    }

    /// "Rejected events are not applied", and what is known of no outlier is the state before it.
    private StateRoot after(Tx tx, Pdu pdu, StateRoot before, Standing standing, long number) {
        boolean applied =
                !standing.isRejected()
                        && (!before.equals(StateRoot.EMPTY) || pdu.is(EventType.M_ROOM_CREATE, ""));
        if (pdu.key().isEmpty() || !applied) {
            return before;
        }
        StateChanges changes = states.changes(tx);
        StateRoot after = changes.with(pdu.roomId(), before, pdu.key().get(), number);
        changes.store();
        return after;
    }
}
