package myelin.history;

import java.util.Optional;
import myelin.stream.Heads;
import myelin.stream.Stream;

/// A place in a room's timeline, between two events: `s` and the position of the older one. Where
/// one is asked for, a token of `/sync` does as well.
public record TimelineToken(long position) {

    /// Reads a token, or the place in the timeline that a token of `/sync` names; that of sliding sync
    /// ends with such a one, after a slash.
    public static Optional<TimelineToken> parse(String text) {
        if (text.startsWith("s")) {
            try {
                return Optional.of(new TimelineToken(Long.parseLong(text, 1, text.length(), 10)));
            } catch (NumberFormatException none) {
                return Optional.empty();
            }
        }
        return Heads.parse(text.substring(text.lastIndexOf('/') + 1))
                .map(heads -> new TimelineToken(heads.of(Stream.EVENTS)));
    }

    @Override
    public String toString() {
        return "s" + position;
    }
}
