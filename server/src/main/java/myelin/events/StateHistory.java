package myelin.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// How the current state of rooms has changed, event by event: the difference of what it was before an
/// event was stored and after. Any thread.
public final class StateHistory {

    private final StateStore states;
    private final Events events;

    public StateHistory(StateStore states, Events events) {
        this.states = states;
        this.events = events;
    }

    /// What has changed by the coming of an event: its own entry, if it is a state event upon the whole
    /// room; where the room had forked whatever the resolution has made of it, also nothing.
    public List<StateChange> of(StoredEvent event) {
        if (!event.isForked()) {
            return event.pdu().key().map(key -> List.of(own(event, key))).orElse(List.of());
        }
        return between(
                event.pdu().roomId(), event.roomStateBefore(), event.roomState(), event.position());
    }

    private StateChange own(StoredEvent event, StateKey key) {
        return new StateChange(
                event.pdu().roomId(),
                key,
                event.position(),
                states.event(event.stateBefore(), key).map(events::at),
                Optional.of(event));
    }

    /// What has to change in one state of a room to make it another.
    ///
    /// @param position of the event by whose coming it happens
    public List<StateChange> between(
            RoomId room, StateRoot before, StateRoot after, long position) {
        List<StateChange> changes = new ArrayList<>();
        for (StateStore.Change change : states.difference(before, after)) {
            changes.add(
                    new StateChange(
                            room,
                            change.key(),
                            position,
                            change.before().map(events::at),
                            change.after().map(events::at)));
        }
        return changes;
    }
}
