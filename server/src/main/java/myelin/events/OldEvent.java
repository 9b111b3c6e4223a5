package myelin.events;

import myelin.core.id.EventId;

/// An event of a room, looked at for what may be deleted.
///
/// @param place where it is among the room's events in the order of their times
/// @param number by which the states of rooms name it
/// @param receivedTs when this server stored it, in milliseconds since 1970
/// @param isState whether it is a state event
/// @param movesState whether the room's state has changed by its coming, be it no state event: then what
///     the state was is known by it
/// @param citesFork whether it cites a state that need not be the room's
public record OldEvent(
        Place place,
        EventId event,
        long number,
        long receivedTs,
        boolean isState,
        boolean movesState,
        boolean citesFork) {

    /// A place in the order of the times that events claim.
    ///
    /// @param originServerTs in milliseconds since 1970
    /// @param position among those of the same time
    public record Place(long originServerTs, long position) {

        /// Before all events.
        public static final Place FIRST = new Place(Long.MIN_VALUE, Long.MIN_VALUE);

        /// Behind all events that claim a time, and before those that claim a later one.
        public static Place behind(long originServerTs) {
            return new Place(originServerTs, Long.MAX_VALUE);
        }
    }
}
