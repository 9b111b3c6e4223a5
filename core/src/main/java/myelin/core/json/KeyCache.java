package myelin.core.json;

import org.jspecify.annotations.Nullable;

/// Lets equal keys of different objects share one string, which saves most of the memory of keys and
/// makes looking them up quicker. Bounded: a new key takes the place of another one.
///
/// Any thread may enter without a lock. Strings are immutable, so a race costs at most a copy.
final class KeyCache {
    private static final int SLOTS = 1024;
    private static final int LONGEST = 32;

    private static final @Nullable String[] KEYS = new String[SLOTS];

    private KeyCache() {}

    /// A string equal to `key`, mostly one that is in use already.
    static String shared(String key) {
        if (key.length() > LONGEST) {
            return key;
        }
        int hash = key.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        String known = KEYS[slot];
        if (known != null && known.equals(key)) {
            return known;
        }
        KEYS[slot] = key;
        return key;
    }
}
