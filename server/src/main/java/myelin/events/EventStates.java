package myelin.events;

import myelin.state.StateRoot;

/// The states around an event. Where it stands upon the whole room these are two; where the room had
/// forked, up to four.
///
/// @param before the state before it, as its prev events say
/// @param after the same with it
/// @param roomBefore the room's current state before it was stored
/// @param room the room's current state once it was stored
public record EventStates(StateRoot before, StateRoot after, StateRoot roomBefore, StateRoot room) {

    /// Of an event upon the whole room, and of one that is in no timeline.
    public static EventStates inLine(StateRoot before, StateRoot after) {
        return new EventStates(before, after, before, after);
    }

    /// Whether the room's state may have changed otherwise than by the event alone.
    boolean areForked() {
        return !roomBefore.equals(before) || !room.equals(after);
    }
}
