package myelin.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.sql.Tx;

/// The numbers that stand for (type, state key) pairs and for rooms, with those lately used in
/// memory: they never change. Any thread.
final class StateNumbers {

    /// Bytes in memory for the pairs, at most, in each direction.
    private static final long CACHED_KEY_BYTES = 20L << 20;

    /// Rooms in memory, at most.
    private static final int CACHED_ROOMS = 20_000;

    /// What a pair takes beside its letters.
    private static final int PAIR_BYTES = 140;

    private final Database database;
    private final StateKeysTable keys = new StateKeysTable();
    private final StateRoomsTable rooms;
    private final Cache<StateKey, Long> numberCache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_KEY_BYTES)
                    .weigher((StateKey key, Long _) -> weight(key))
                    .recordStats()
                    .build();
    private final Cache<Long, StateKey> keyCache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_KEY_BYTES)
                    .weigher((Long _, StateKey key) -> weight(key))
                    .recordStats()
                    .build();
    private final Cache<RoomId, Long> roomCache =
            Caffeine.newBuilder().maximumSize(CACHED_ROOMS).build();

    StateNumbers(Database database, StateRoomsTable rooms) {
        this.database = database;
        this.rooms = rooms;
    }

    private static int weight(StateKey key) {
        return PAIR_BYTES + key.key().length();
    }

    /// Shows its caches.
    void show(CacheMetrics shown) {
        shown.add("state_key_numbers", numberCache);
        shown.add("state_keys", keyCache);
    }

    /// The number of a pair, if it was ever in a state.
    Optional<Long> find(StateKey key) {
        Long known = numberCache.getIfPresent(key);
        return Optional.ofNullable(known != null ? known : find(List.of(key)).get(key));
    }

    /// The numbers of those of the pairs which were ever in a state.
    Map<StateKey, Long> find(Collection<StateKey> wanted) {
        Map<StateKey, Long> found = new HashMap<>(numberCache.getAllPresent(wanted));
        List<StateKey> missing = missing(wanted, found);
        if (!missing.isEmpty()) {
            Map<StateKey, Long> stored = database.read(tx -> keys.numbers(tx, missing));
            numberCache.putAll(stored);
            found.putAll(stored);
        }
        return found;
    }

    /// The pairs with these numbers.
    Map<Long, StateKey> keys(Collection<Long> numbers) {
        Map<Long, StateKey> found = new HashMap<>(keyCache.getAllPresent(numbers));
        List<Long> missing =
                numbers.stream().filter(number -> !found.containsKey(number)).distinct().toList();
        if (!missing.isEmpty()) {
            Map<Long, StateKey> loaded = database.read(tx -> keys.keys(tx, missing));
            keyCache.putAll(loaded);
            found.putAll(loaded);
        }
        return found;
    }

    /// The numbers of pairs; those that have none get one.
    Map<StateKey, Long> ofKeys(Tx tx, Collection<StateKey> wanted) {
        Map<StateKey, Long> found = new HashMap<>(numberCache.getAllPresent(wanted));
        List<StateKey> missing = missing(wanted, found);
        if (missing.isEmpty()) {
            return found;
        }
        Map<StateKey, Long> stored = keys.numbers(tx, missing);
        List<StateKey> unknown = missing(missing, stored);
        if (!unknown.isEmpty()) {
            keys.insert(tx, unknown);
            stored.putAll(keys.numbers(tx, unknown));
        }
        tx.afterCommit(() -> numberCache.putAll(stored));
        found.putAll(stored);
        return found;
    }

    private static List<StateKey> missing(Collection<StateKey> wanted, Map<StateKey, Long> found) {
        return wanted.stream().filter(key -> !found.containsKey(key)).distinct().toList();
    }

    /// The number of a room; one that has none gets one.
    long ofRoom(Tx tx, RoomId room) {
        Long cached = roomCache.getIfPresent(room);
        if (cached != null) {
            return cached;
        }
        long number = rooms.numberOrNew(tx, room);
        tx.afterCommit(() -> roomCache.put(room, number));
        return number;
    }

    /// Drops the numbers of rooms.
    void forget(Predicate<RoomId> some) {
        roomCache.asMap().keySet().removeIf(some);
    }

    /// About how many pairs have a number.
    long count(Tx tx) {
        return keys.last(tx);
    }
}
