package myelin.slidingsync;

import java.util.Optional;
import myelin.core.id.UserId;
import myelin.stream.Heads;
import myelin.stream.Stream;

/// From when to when an answer tells.
///
/// @param since where the client stands; empty: at the beginning
/// @param now up to where everything is read
record Moment(UserId user, Optional<Heads> since, Heads now) {

    /// Where the client stands in a stream; 0: at the beginning.
    long after(Stream stream) {
        return since.map(heads -> heads.of(stream)).orElse(0L);
    }

    long upTo(Stream stream) {
        return now.of(stream);
    }

    /// Whether anything may have changed in a stream.
    boolean hasMoved(Stream stream) {
        return upTo(stream) > after(stream);
    }

    boolean isFirst() {
        return since.isEmpty();
    }
}
