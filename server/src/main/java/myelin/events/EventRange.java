package myelin.events;

/// A stretch of a room's timeline: positions above `after`, up to and with `upTo`.
///
/// @param backward newest first
/// @param limit at most so many events
public record EventRange(long after, long upTo, boolean backward, int limit) {

    /// The newest events up to a position, newest first.
    public static EventRange backwardFrom(long upTo, int limit) {
        return new EventRange(0, upTo, true, limit);
    }

    /// The events that follow a position, oldest first.
    public static EventRange forwardFrom(long after, long upTo, int limit) {
        return new EventRange(after, upTo, false, limit);
    }

    /// The same stretch with another limit.
    public EventRange limit(int most) {
        return new EventRange(after, upTo, backward, most);
    }

    /// What of the stretch comes after the event at a position, in the direction of reading.
    public EventRange beyond(long position) {
        return backward
                ? new EventRange(after, position - 1, true, limit)
                : new EventRange(position, upTo, false, limit);
    }

    /// The same stretch, not beyond `last`.
    public EventRange upTo(long last) {
        return new EventRange(after, Math.min(upTo, last), backward, limit);
    }
}
