package myelin.sync;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.config.rooms.RoomConfig;
import myelin.core.event.EventType;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.rooms.Rooms;

/// What somebody who is invited to a room, or knocks at it, is told of it
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#stripped-state)).
public final class StrippedState {

    private final Rooms rooms;
    private final List<RoomConfig.PrejoinState> shown;

    /// @param shown which state is told, beside who invites
    public StrippedState(Rooms rooms, List<RoomConfig.PrejoinState> shown) {
        this.rooms = rooms;
        this.shown = shown;
    }

    /// The room as it was when the member event came, the sender's and the own member event.
    JsonObject of(StoredEvent member) {
        return JsonObject.of("events", JsonArray.from(events(member)));
    }

    /// The same events, alone.
    public List<JsonObject> events(StoredEvent member) {
        Set<StateKey> keys = new LinkedHashSet<>();
        for (RoomConfig.PrejoinState state : shown) {
            if (state.stateKey() != null) {
                keys.add(new StateKey(state.type(), state.stateKey()));
            } else {
                addAll(member, state.type(), keys);
            }
        }
        if (!member.pdu().stateKey().equals(Optional.of(member.pdu().sender().value()))) {
            keys.add(new StateKey(EventType.M_ROOM_MEMBER, member.pdu().sender().value()));
        }
        List<JsonObject> events = new ArrayList<>();
        keys.forEach(key -> add(member, key, events));
        events.add(own(member));
        return events;
    }

    /// The own member event, which says when it happened.
    public static JsonObject own(StoredEvent member) {
        return ClientEvents.stripped(member.pdu())
                .with("event_id", member.pdu().eventId())
                .with("origin_server_ts", member.pdu().originServerTs());
    }

    private void addAll(StoredEvent member, String type, Set<StateKey> keys) {
        for (StateKey key : rooms.states().entries(member.stateBefore()).keySet()) {
            if (key.type().equals(type)) {
                keys.add(key);
            }
        }
    }

    private void add(StoredEvent member, StateKey key, List<JsonObject> events) {
        rooms.states()
                .event(member.stateBefore(), key)
                .map(rooms.events()::at)
                .ifPresent(event -> events.add(ClientEvents.stripped(event.shown())));
    }
}
