package myelin.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import myelin.core.state.StateKey;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The numbers of (type, state key) pairs; a number is never given twice and never taken back.
final class StateKeysTable {

    /// Pairs asked for in one statement, at most.
    private static final int MOST_AT_ONCE = 1_000;

    private static final Sql NUMBERS =
            Sql.of(
                    """
                    SELECT number, state_key FROM state_keys
                    WHERE type = :type AND state_key {in :keys}\
                    """);

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO state_keys (type, state_key) VALUES (:type, :key)
                    ON CONFLICT (type, state_key) DO NOTHING\
                    """);

    private static final Sql KEYS =
            Sql.of("SELECT number, type, state_key FROM state_keys WHERE number {in :numbers}");

    private static final Sql LAST =
            Sql.of("SELECT COALESCE(MAX(number), 0) AS last FROM state_keys");

    /// The numbers of those pairs that have one.
    Map<StateKey, Long> numbers(Tx tx, Collection<StateKey> keys) {
        Map<StateKey, Long> numbers = new HashMap<>();
        Map<String, List<String>> byType =
                keys.stream()
                        .collect(
                                Collectors.groupingBy(
                                        StateKey::type,
                                        Collectors.mapping(StateKey::key, Collectors.toList())));
        byType.forEach((type, ofType) -> {
            for (int from = 0; from < ofType.size(); from += MOST_AT_ONCE) {
                tx.query(NUMBERS)
                        .bind("type", type)
                        .bindStrings("keys", page(ofType, from))
                        .forEach(row ->
                                numbers.put(
                                        new StateKey(type, row.string("state_key")),
                                        row.number("number")));
            }
        });
        return numbers;
    }

    private static <T> List<T> page(List<T> all, int from) {
        return all.subList(from, Math.min(from + MOST_AT_ONCE, all.size()));
    }

    /// Numbers new pairs; of those that have a number nothing is changed.
    void insert(Tx tx, Collection<StateKey> keys) {
        Batch batch = tx.batch(INSERT);
        keys.stream()
                .sorted()
                .forEach(key -> batch.bind("type", key.type()).bind("key", key.key()).add());
        batch.run();
    }

    /// The pairs with these numbers.
    Map<Long, StateKey> keys(Tx tx, List<Long> numbers) {
        Map<Long, StateKey> keys = new HashMap<>();
        for (int from = 0; from < numbers.size(); from += MOST_AT_ONCE) {
            tx.query(KEYS)
                    .bindLongs("numbers", page(numbers, from))
                    .forEach(row ->
                            keys.put(
                                    row.number("number"),
                                    new StateKey(
                                            row.string("type").intern(), row.string("state_key"))));
        }
        return keys;
    }

    /// The last number given.
    long last(Tx tx) {
        return tx.query(LAST).one(row -> row.number("last"));
    }
}
