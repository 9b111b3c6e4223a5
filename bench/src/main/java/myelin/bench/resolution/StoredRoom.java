package myelin.bench.resolution;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.events.EventStates;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.resolution.AuthChains;
import myelin.resolution.StateResolver;
import myelin.sql.Database;
import myelin.state.StateChanges;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// A [ForkedRoom] in a database, and what reads it: with nothing in memory at first.
record StoredRoom(Database database, Events events, StateStore states, AuthChains authChains) {

    /// Events in one transaction.
    private static final int BATCH = 500;

    static StoredRoom of(Database database) {
        Events events = new Events(database);
        StateStore states = new StateStore(database, InstantSource.system());
        return new StoredRoom(database, events, states, new AuthChains(database, events, states));
    }

    /// One which remembers no result.
    StateResolver resolver() {
        return new StateResolver(database, events, states, authChains);
    }

    StateRoot resolve(RoomVersion version, List<StateRoot> forks) {
        return resolver().resolve(version, forks);
    }

    /// Stores a room.
    ///
    /// @return the states after its forks
    List<StateRoot> store(ForkedRoom room) {
        storeEvents(room);
        storeChains(room);
        RoomId id = room.events().getFirst().roomId();
        return database.transact(tx -> {
            StateChanges changes = states.changes(tx);
            StateRoot trunk = changes.with(id, StateRoot.EMPTY, entries(room, room.trunk()));
            List<StateRoot> forks = new ArrayList<>();
            for (Map<StateKey, EventId> branch : room.branches()) {
                forks.add(changes.with(id, trunk, entries(room, branch)));
            }
            changes.store();
            return forks;
        });
    }

    void storeEvents(ForkedRoom room) {
        for (List<Pdu> batch : batches(room)) {
            database.write(tx ->
                    events.store(
                            tx,
                            batch.stream().map(event -> stored(room, event)).toList(),
                            List.of()));
        }
    }

    void storeChains(ForkedRoom room) {
        for (List<Pdu> batch : batches(room)) {
            List<AuthChains.Added> added =
                    batch.stream()
                            .map(event -> new AuthChains.Added(room.number(event.eventId()), event))
                            .toList();
            database.write(tx -> authChains.add(tx, added));
        }
    }

    private static List<List<Pdu>> batches(ForkedRoom room) {
        List<Pdu> all = room.events();
        List<List<Pdu>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(from + BATCH, all.size())));
        }
        return batches;
    }

    private static StoredEvent stored(ForkedRoom room, Pdu event) {
        return new StoredEvent(
                StoredEvent.Place.at(room.number(event.eventId())),
                event,
                EventStates.inLine(StateRoot.EMPTY, StateRoot.EMPTY),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Map<StateKey, Optional<Long>> entries(
            ForkedRoom room, Map<StateKey, EventId> state) {
        Map<StateKey, Optional<Long>> entries = new HashMap<>();
        state.forEach((key, id) -> entries.put(key, Optional.of(room.number(id))));
        return entries;
    }
}
