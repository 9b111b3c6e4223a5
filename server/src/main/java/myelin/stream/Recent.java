package myelin.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What this node has written to a stream lately, by position: who is nearly up to date is answered from it, without
/// a query.
///
/// What other nodes have written is missing, and so is what was too long ago. Who meets such a gap asks the database.
/// Any thread.
public final class Recent<T> {

    /// Positions that are known, at most.
    private static final int SIZE = 2_048;

    private final AtomicReferenceArray<@Nullable Entry<T>> ring = new AtomicReferenceArray<>(SIZE);

    private record Entry<T>(T value, long position) {}

    /// Notes what was committed at a position. Whoever does not say so, or too late, only causes a query.
    public void add(T value, long position) {
        ring.set(index(position), new Entry<>(value, position));
    }

    /// All that came after a position, up to another one, oldest first; empty when some of it is not known.
    public Optional<List<T>> between(long after, long upTo) {
        if (upTo - after > SIZE) {
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (long at = after + 1; at <= upTo; at++) {
            Entry<T> entry = ring.get(index(at));
            if (entry == null || entry.position() != at) {
                return Optional.empty();
            }
            values.add(entry.value());
        }
        return Optional.of(values);
    }

    /// Whether something like this came after a position, up to another one; true also when that is not known.
    public boolean mayHave(Predicate<? super T> like, long after, long upTo) {
        if (upTo - after > SIZE) {
            return true;
        }
        for (long at = after + 1; at <= upTo; at++) {
            Entry<T> entry = ring.get(index(at));
            if (entry == null || entry.position() != at || like.test(entry.value())) {
                return true;
            }
        }
        return false;
    }

    private static int index(long position) {
        return (int) (position % SIZE);
    }
}
