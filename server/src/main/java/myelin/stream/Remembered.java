package myelin.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was read from the database, with the position of a stream up to which it is known to be true.
///
/// A value stays good while the stream moves for others only: who stores a change says for which key ([#moved]).
/// Of what other nodes have stored nothing is known here; then the value is read again, as soon as the position
/// is seen. Any thread.
public final class Remembered<K, V> {

    private final Streams streams;
    private final Stream stream;
    private final Cache<K, Known<V>> cache;

    /// Whose values have moved; empty: nobody's.
    private final Recent<Optional<K>> moves = new Recent<>();

    private record Known<V>(V value, long asOf) {}

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
                known == null || mayHaveMoved(key, known.asOf(), now)
                        ? reader.read(known == null ? null : known.value())
                        : known.value();
        cache.put(key, new Known<>(value, now));
        return value;
    }

    /// The values of several keys, as [#of(Object, Reader)].
    ///
    /// @param reader reads those of the keys that are given to it
    public Map<K, V> of(Collection<K> keys, Function<List<K>, Map<K, V>> reader) {
        long now = streams.heads().of(stream);
        Map<K, V> values = new HashMap<>();
        List<K> missing = new ArrayList<>();
        for (K key : keys) {
            Known<V> known = cache.getIfPresent(key);
            if (known == null || (known.asOf() < now && mayHaveMoved(key, known.asOf(), now))) {
                missing.add(key);
            } else {
                values.put(key, known.value());
            }
        }
        if (!missing.isEmpty()) {
            values.putAll(reader.apply(missing));
        }
        values.forEach((key, value) -> cache.put(key, new Known<>(value, now)));
        return values;
    }

    /// Says that what was committed at a position has changed the value of this key, and no other. Whoever does not
    /// say so, or too late, only causes a reading.
    public void moved(K key, long position) {
        moves.add(Optional.of(key), position);
    }

    /// Says that what was committed at a position has changed no value.
    public void passed(long position) {
        moves.add(Optional.empty(), position);
    }

    /// Whether the value of a key can have changed after a position, up to another one; false only when it has not.
    public boolean mayHaveMoved(K key, long after, long upTo) {
        return moves.mayHave(moved -> moved.filter(key::equals).isPresent(), after, upTo);
    }
}
