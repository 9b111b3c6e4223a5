package myelin.slidingsync;

import myelin.core.filter.RequiredState;

/// How much of a room a client wants.
///
/// @param timelineLimit the most events of its timeline
record RoomConfig(int timelineLimit, RequiredState requiredState) {

    /// The same with at most so many events.
    RoomConfig limit(int most) {
        return new RoomConfig(Math.min(timelineLimit, most), requiredState);
    }

    /// As much as one of both wants.
    RoomConfig or(RoomConfig other) {
        return new RoomConfig(
                Math.max(timelineLimit, other.timelineLimit),
                requiredState.or(other.requiredState));
    }
}
