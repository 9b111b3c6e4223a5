package myelin.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What was read from the database, with the position of a stream up to which it is known to be true.
///
/// A value stays good while the stream moves for others only: who stores a change says for which key ([#moved]).
/// Of what other nodes have stored nothing is known here; then the value is read again, as soon as the position
/// is seen. Any thread.
public final class Remembered<K, V> {

    /// Moves that are known, at most; what was read before them is read again.
    private static final int MOVES = 2_048;

    private final Streams streams;
    private final Stream stream;
    private final Cache<K, Known<V>> cache;
    private final AtomicReferenceArray<@Nullable Move> moves = new AtomicReferenceArray<>(MOVES);

    private record Known<V>(V value, long asOf) {}

    /// @param key null: none that anything is remembered of
    private record Move(@Nullable Object key, long position) {}

    /// Reads a value.
    @FunctionalInterface
    public interface Reader<V> {
        /// @param before what was remembered, which may be out of date; null: nothing
        V read(@Nullable V before);
    }

    /// @param stream which moves with each change of a value
    /// @param most values in memory
    public Remembered(Streams streams, Stream stream, int most) {
        this.streams = streams;
        this.stream = stream;
        this.cache = Caffeine.newBuilder().maximumSize(most).build();
    }

    /// The value of a key, at least as new as the present head of the stream.
    public V of(K key, Reader<V> reader) {
        long now = streams.heads().of(stream);
        Known<V> known = cache.getIfPresent(key);
        if (known != null && known.asOf() >= now) {
            return known.value();
        }
        V value =
                known == null || mayHaveChanged(key, known.asOf(), now)
                        ? reader.read(known == null ? null : known.value())
                        : known.value();
        cache.put(key, new Known<>(value, now));
        return value;
    }

    /// Says that what was committed at a position has changed the value of this key, and no other. Whoever does not
    /// say so, or too late, only causes a reading.
    public void moved(K key, long position) {
        note(key, position);
    }

    /// Says that what was committed at a position has changed no value.
    public void passed(long position) {
        note(null, position);
    }

    private void note(@Nullable K key, long position) {
        moves.set((int) (position % MOVES), new Move(key, position));
    }

    private boolean mayHaveChanged(K key, long after, long upTo) {
        if (upTo - after > MOVES) {
            return true;
        }
        for (long at = after + 1; at <= upTo; at++) {
            Move move = moves.get((int) (at % MOVES));
            if (move == null || move.position() != at || key.equals(move.key())) {
                return true;
            }
        }
        return false;
    }
}
