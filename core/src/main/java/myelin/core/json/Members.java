package myelin.core.json;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Sorts the members of JSON objects: parallel arrays of keys and values, ordered by code point.
final class Members {
    /// Up to here insertion is quicker, and what comes sorted (as all we stored ourselves) costs one pass.
    private static final int INSERTION_LIMIT = 32;

    private record Member(String key, Json value) {}

    private Members() {}

    /// Sorts `[from, to)` of both arrays by key. Equal keys keep their order and stand side by side.
    static void sort(String[] keys, Json[] values, int from, int to) {
        if (to - from <= INSERTION_LIMIT) {
            sortByInsertion(keys, values, from, to);
        } else if (!isSorted(keys, from, to)) {
            sortByMerging(keys, values, from, to);
        }
    }

    private static void sortByInsertion(String[] keys, Json[] values, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            String key = keys[i];
            Json value = values[i];
            int at = i;
            while (at > from && compare(keys[at - 1], key) > 0) {
                keys[at] = keys[at - 1];
                values[at] = values[at - 1];
                at--;
            }
            keys[at] = key;
            values[at] = value;
        }
    }

    private static boolean isSorted(String[] keys, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (compare(keys[i - 1], keys[i]) > 0) {
                return false;
            }
        }
        return true;
    }

    private static void sortByMerging(String[] keys, Json[] values, int from, int to) {
        Member[] members = new Member[to - from];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(keys[from + i], values[from + i]);
        }
        Arrays.sort(members, Comparator.comparing(Member::key, Members::compare));
        for (int i = 0; i < members.length; i++) {
            keys[from + i] = members[i].key();
            values[from + i] = members[i].value();
        }
    }

    /// A key which occurs twice in the sorted range, or null.
    static @Nullable String duplicate(String[] keys, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (keys[i].equals(keys[i - 1])) {
                return keys[i];
            }
        }
        return null;
    }

    /// Compares by code point. `String.compareTo` compares UTF-16 units, and so puts U+10000 and
    /// above before U+E000 to U+FFFF.
    static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                boolean bothHigh = l >= Character.MIN_SURROGATE && r >= Character.MIN_SURROGATE;
                return bothHigh ? aboveSurrogates(l) - aboveSurrogates(r) : l - r;
            }
        }
        return left.length() - right.length();
    }

    /// Moves the surrogates, which stand for U+10000 and above, behind U+FFFF.
    private static int aboveSurrogates(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    /// The place of `key` in the sorted array, or a negative number.
    static int find(String[] keys, String key) {
        if (keys.length <= 8) {
            for (int i = 0; i < keys.length; i++) {
                if (keys[i].equals(key)) {
                    return i;
                }
            }
            return -1;
        }
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(keys[middle], key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
