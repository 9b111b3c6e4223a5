package myelin.observe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/// What is known of caches, under Synapse's names, which has gauges where counters would do. For all threads.
public final class CacheMetrics {

    private final Map<String, Cache<?, ?>> caches = new ConcurrentSkipListMap<>();

    CacheMetrics(Metrics metrics) {
        asked(metrics, "cache", "Questions to caches", CacheStats::requestCount);
        asked(metrics, "cache_hits", "Questions that caches could answer", CacheStats::hitCount);
        metrics.gauge(
                "synapse_util_caches_cache_size",
                "Entries in caches",
                "name",
                () -> of(Cache::estimatedSize));
        asked(
                metrics,
                "cache_evicted_size",
                "Entries that had to make room for others",
                CacheStats::evictionCount);
    }

    private void asked(
            Metrics metrics, String name, String help, Function<CacheStats, Long> count) {
        metrics.gauge(
                "synapse_util_caches_" + name,
                help,
                "name",
                () -> of(cache -> count.apply(cache.stats())));
    }

    /// Shows a cache, which must have been told to record its statistics.
    ///
    /// @throws IllegalArgumentException when the name is taken
    public void add(String name, Cache<?, ?> cache) {
        if (caches.putIfAbsent(name, cache) != null) {
            throw new IllegalArgumentException("There is a cache of this name already: " + name);
        }
    }

    private Map<String, Long> of(Function<Cache<?, ?>, Long> value) {
        Map<String, Long> values = new HashMap<>();
        caches.forEach((name, cache) -> values.put(name, value.apply(cache)));
        return values;
    }
}
