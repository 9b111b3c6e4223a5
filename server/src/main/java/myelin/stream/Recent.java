package myelin.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What was written to a stream lately, by position: who is nearly up to date is answered from it, without a query.
///
/// This node notes what it writes. What others have written is missing, and so is what was too long ago: who meets such
/// a gap asks the database, and what it says fills the gap, so that of many who are woken at once only one asks. Any
/// thread; `filling` is held by the one.
public final class Recent<T> {

    /// Positions that are known, at most.
    private static final int SIZE = 2_048;

    private final AtomicReferenceArray<@Nullable Entry<T>> ring = new AtomicReferenceArray<>(SIZE);
    private final ReentrantLock filling = new ReentrantLock();

    /// @param value null: what was there has been replaced by something later
    private record Entry<T>(@Nullable T value, long position) {}

    /// Reads from the database.
    @FunctionalInterface
    public interface Reader<T> {

        /// What came after a position, up to another one. What has changed again since may be missing.
        ///
        /// @return by position
        Map<Long, T> read(long after, long upTo);
    }

    /// Notes what was committed at a position. Whoever does not say so, or too late, only causes a query.
    public void add(T value, long position) {
        ring.set(index(position), new Entry<>(value, position));
    }

    /// All that came after a position, up to another one, oldest first; empty when some of it is not known.
    public Optional<List<T>> between(long after, long upTo) {
        if (isFar(after, upTo)) {
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (long at = after + 1; at <= upTo; at++) {
            Entry<T> entry = ring.get(index(at));
            if (entry == null || entry.position() != at) {
                return Optional.empty();
            }
            if (entry.value() != null) {
                values.add(entry.value());
            }
        }
        return Optional.of(values);
    }

    /// The same; what is not known is read.
    ///
    /// @param upTo a committed position
    public List<T> between(long after, long upTo, Reader<T> reader) {
        Optional<List<T>> known = between(after, upTo);
        if (known.isPresent()) {
            return known.get();
        }
        if (isFar(after, upTo)) {
            return inOrder(reader.read(after, upTo));
        }
        filling.lock();
        try {
            return between(after, upTo).orElseGet(() -> fill(after, upTo, reader));
        } finally {
            filling.unlock();
        }
    }

    private List<T> fill(long after, long upTo, Reader<T> reader) {
        Map<Long, T> read = reader.read(after, upTo);
        for (long at = after + 1; at <= upTo; at++) {
            ring.set(index(at), new Entry<>(read.get(at), at));
        }
        return inOrder(read);
    }

    private static <T> List<T> inOrder(Map<Long, T> read) {
        return List.copyOf(new TreeMap<>(read).values());
    }

    /// Whether there is so much between two positions that it is not kept.
    public boolean isFar(long after, long upTo) {
        return upTo - after > SIZE;
    }

    /// Whether something like this came after a position, up to another one; true also when that is not known.
    public boolean mayHave(Predicate<? super T> like, long after, long upTo) {
        if (isFar(after, upTo)) {
            return true;
        }
        for (long at = after + 1; at <= upTo; at++) {
            Entry<T> entry = ring.get(index(at));
            if (entry == null || entry.position() != at) {
                return true;
            }
            if (entry.value() == null || like.test(entry.value())) {
                return true;
            }
        }
        return false;
    }

    private static int index(long position) {
        return (int) (position % SIZE);
    }
}
