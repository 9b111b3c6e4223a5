package myelin.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.sql.Tx;

/// The nodes that are stored, with those lately used in memory: they never change. Any thread.
final class StoredNodes {

    /// Bytes in memory, at most. The state of a room with 100,000 members takes 3 MB.
    private static final long CACHED_BYTES = 24L << 20;

    private final Database database;
    private final StateNodesTable table;
    private final Cache<StateRoot, StateNode> cache =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_BYTES)
                    .weigher((StateRoot _, StateNode node) -> node.weight())
                    .recordStats()
                    .build();

    StoredNodes(Database database, StateNodesTable table) {
        this.database = database;
        this.table = table;
    }

    /// Shows its caches.
    void show(CacheMetrics shown) {
        shown.add("state_nodes", cache);
    }

    /// Reads nodes, in a transaction of its own if need be.
    Map<StateRoot, StateNode> load(Collection<StateRoot> roots) {
        Map<StateRoot, StateNode> found = present(roots);
        List<StateRoot> missing = missing(roots, found);
        return missing.isEmpty()
                ? found
                : complete(found, missing, database.read(tx -> table.find(tx, missing)));
    }

    /// Reads nodes inside a transaction.
    Map<StateRoot, StateNode> load(Tx tx, Collection<StateRoot> roots) {
        Map<StateRoot, StateNode> found = present(roots);
        List<StateRoot> missing = missing(roots, found);
        return missing.isEmpty() ? found : complete(found, missing, table.find(tx, missing));
    }

    private Map<StateRoot, StateNode> present(Collection<StateRoot> roots) {
        Map<StateRoot, StateNode> found = HashMap.newHashMap(roots.size());
        for (StateRoot root : roots) {
            StateNode node = cache.getIfPresent(root);
            if (node != null) {
                found.put(root, node);
            }
        }
        return found;
    }

    private static List<StateRoot> missing(
            Collection<StateRoot> roots, Map<StateRoot, StateNode> found) {
        if (found.size() == roots.size()) {
            return List.of();
        }
        return roots.stream().filter(root -> !found.containsKey(root)).distinct().toList();
    }

    private Map<StateRoot, StateNode> complete(
            Map<StateRoot, StateNode> found,
            List<StateRoot> missing,
            Map<StateRoot, StateNode> loaded) {
        if (loaded.size() < missing.size()) {
            missing.stream()
                    .filter(root -> !loaded.containsKey(root))
                    .findFirst()
                    .ifPresent(root -> {
                        throw new IllegalStateException("no state node " + root);
                    });
        }
        cache.putAll(loaded);
        found.putAll(loaded);
        return found;
    }

    /// Puts what has been committed where the next reader finds it.
    void committed(Map<StateRoot, StateNode> nodes) {
        cache.putAll(nodes);
    }
}
