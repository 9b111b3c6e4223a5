package myelin.sync;

import java.util.ArrayList;
import java.util.List;
import myelin.events.StoredEvent;
import myelin.state.StateRoot;

/// The newest part of a room's timeline, as one answer tells it.
///
/// @param events oldest first, those that the user may see and wants
/// @param limited there is a gap between what the client knows and the first of them
/// @param start the position before the first of them, from which the client can page back
/// @param stateBefore the room's state before the first of them
/// @param stateAfter the room's state at the end of the stretch that was asked for
/// @param forked somewhere from there on the state has changed otherwise than by the events of the
///     timeline, one after the other
public record TimelineSlice(
        List<StoredEvent> events,
        boolean limited,
        long start,
        StateRoot stateBefore,
        StateRoot stateAfter,
        boolean forked) {

    /// The same, followed by other events.
    TimelineSlice and(List<StoredEvent> later) {
        List<StoredEvent> all = new ArrayList<>(events);
        all.addAll(later);
        return new TimelineSlice(all, limited, start, stateBefore, stateAfter, forked);
    }

    /// The same for a client that knows nothing of the room, or what it was long ago.
    TimelineSlice limited(boolean afterGap) {
        return new TimelineSlice(
                events, limited || afterGap, start, stateBefore, stateAfter, forked);
    }
}
