package myelin.concurrent;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// One lock per key, made when somebody wants it and forgotten when nobody does.
///
/// Any thread may enter. Holding the locks of two keys at once invites a deadlock: don't.
public final class KeyedLocks<K> {
    private final ConcurrentHashMap<K, Entry> entries = new ConcurrentHashMap<>();

    /// Waits until nobody else holds `key`, and holds it until the answer is closed (by the same thread).
    public Held hold(K key) {
        Entry entry =
                entries.compute(
                        key,
                        (k, old) -> {
                            Entry used = old == null ? new Entry() : old;
                            used.users++;
                            return used;
                        });
        entry.lock.lock();
        return () -> release(key, entry);
    }

    private void release(K key, Entry entry) {
        entry.lock.unlock();
        entries.compute(key, (k, old) -> --entry.users == 0 ? null : old);
    }

    /// How many keys are held or waited for.
    public int size() {
        return entries.size();
    }

    /// A held lock, for try-with-resources.
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();

        /// Guarded by the map's own lock on the key.
        private int users;
    }
}
