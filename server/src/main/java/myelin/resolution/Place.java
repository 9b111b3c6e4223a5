package myelin.resolution;

/// Where a state event stands: on which chain, and how many steps along.
///
/// Each event of a chain cites the one a step before it, and all have the same (type, state key).
///
/// @param chain the number of the event with which the chain begins
/// @param step 1 for that event
record Place(long chain, long step) {

    /// The place of an event which begins a chain, or is one by itself.
    static Place alone(long number) {
        return new Place(number, 1);
    }
}
