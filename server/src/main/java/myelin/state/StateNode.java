package myelin.state;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node of a state tree: immutable, and the same bytes for the same entries.
///
/// An entry maps the number of a (type, state key) to the number of an event. Entries are spread
/// by the hash of their key number, so the shape of a tree depends on what it holds and never on
/// the order in which it came. A subtree of at most [#LEAF] entries is one leaf.
@SuppressWarnings("ArrayRecordComponent") // nodes are compared by their address, never by equals
sealed interface StateNode {

    /// Most entries of a leaf. Measured, as [#BITS] is: ADR 7.
    int LEAF = 64;

    /// Bits of the hash that choose a child of a branch.
    int BITS = 3;

    /// Children of a branch.
    int WIDTH = 1 << BITS;

    /// The event of a key where there is none. Numbers of events are of either sign, and not zero.
    long NONE = 0;

    /// How many entries hang below.
    int size();

    /// The content, whose hash is the node's address.
    byte[] bytes();

    /// About how many bytes of memory it takes.
    int weight();

    /// Entries sorted by key number.
    record Leaf(long[] keys, long[] events) implements StateNode {

        static final Leaf EMPTY = new Leaf(new long[0], new long[0]);

        /// The event of a key, or [#NONE].
        long event(long key) {
            int at = Arrays.binarySearch(keys, key);
            return at < 0 ? NONE : events[at];
        }

        /// This leaf with the entries of another in place of its own, and without those for which
        /// the other says [#NONE]; it may hold more than [#LEAF].
        Leaf with(Leaf changes) {
            long[] newKeys = new long[keys.length + changes.keys.length];
            long[] newEvents = new long[newKeys.length];
            int size = 0;
            int i = 0;
            int j = 0;
            while (i < keys.length || j < changes.keys.length) {
                boolean old =
                        j == changes.keys.length || (i < keys.length && keys[i] < changes.keys[j]);
                if (old) {
                    newKeys[size] = keys[i];
                    newEvents[size++] = events[i++];
                    continue;
                }
                if (i < keys.length && keys[i] == changes.keys[j]) {
                    i++;
                }
                if (changes.events[j] != NONE) {
                    newKeys[size] = changes.keys[j];
                    newEvents[size++] = changes.events[j];
                }
                j++;
            }
            return new Leaf(Arrays.copyOf(newKeys, size), Arrays.copyOf(newEvents, size));
        }

        /// The entries that hang below one child of a branch at `level`.
        Leaf part(int slot, int level) {
            long[] partKeys = new long[keys.length];
            long[] partEvents = new long[keys.length];
            int size = 0;
            for (int i = 0; i < keys.length; i++) {
                if (slot(keys[i], level) == slot) {
                    partKeys[size] = keys[i];
                    partEvents[size++] = events[i];
                }
            }
            return new Leaf(Arrays.copyOf(partKeys, size), Arrays.copyOf(partEvents, size));
        }

        @Override
        public int size() {
            return keys.length;
        }

        /// Each number as its distance from the one before: neighbours are near each other.
        @Override
        public byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(1 + 2 * Varint.MOST_BYTES * keys.length);
            out.put((byte) 'L');
            long key = 0;
            long event = 0;
            for (int i = 0; i < keys.length; i++) {
                Varint.write(out, keys[i] - key);
                Varint.writeSigned(out, events[i] - event);
                key = keys[i];
                event = events[i];
            }
            return Arrays.copyOf(out.array(), out.position());
        }

        @Override
        public int weight() {
            return 160 + 2 * Long.BYTES * keys.length;
        }
    }

    /// The children by the next bits of the hash; null: nothing there.
    record Branch(@Nullable StateRoot[] children, int size) implements StateNode {

        /// The children that are there.
        List<StateRoot> present() {
            return Arrays.stream(children).filter(Objects::nonNull).toList();
        }

        @Override
        public byte[] bytes() {
            ByteBuffer out =
                    ByteBuffer.allocate(1 + Varint.MOST_BYTES + 1 + WIDTH * StateRoot.BYTES);
            out.put((byte) 'B');
            Varint.write(out, size);
            int present = 0;
            for (int slot = 0; slot < WIDTH; slot++) {
                present |= children[slot] == null ? 0 : 1 << slot;
            }
            out.put((byte) present);
            for (StateRoot child : children) {
                if (child != null) {
                    out.putLong(child.high()).putLong(child.low());
                }
            }
            return Arrays.copyOf(out.array(), out.position());
        }

        @Override
        public int weight() {
            return 180 + 40 * WIDTH;
        }
    }

    /// Reads what [#bytes] wrote.
    ///
    /// @param room whose node it is
    static StateNode read(long room, byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        return in.get() == 'L' ? readLeaf(in) : readBranch(room, in);
    }

    private static Leaf readLeaf(ByteBuffer in) {
        long[] keys = new long[LEAF];
        long[] events = new long[LEAF];
        int size = 0;
        long key = 0;
        long event = 0;
        while (in.hasRemaining()) {
            key += Varint.read(in);
            event += Varint.readSigned(in);
            keys[size] = key;
            events[size++] = event;
        }
        return new Leaf(Arrays.copyOf(keys, size), Arrays.copyOf(events, size));
    }

    private static Branch readBranch(long room, ByteBuffer in) {
        int size = (int) Varint.read(in);
        int present = in.get() & 0xFF;
        @Nullable StateRoot[] children = new @Nullable StateRoot[WIDTH];
        for (int slot = 0; slot < WIDTH; slot++) {
            if ((present & (1 << slot)) != 0) {
                children[slot] = new StateRoot(room, in.getLong(), in.getLong());
            }
        }
        return new Branch(children, size);
    }

    /// The child of a branch at `level` below which a key hangs. Mixes the number (SplitMix64's
    /// finalizer), because neighbours are numbered alike.
    static int slot(long key, int level) {
        long mixed = key + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (int) (mixed >>> (Long.SIZE - BITS * (level + 1))) & (WIDTH - 1);
    }
}
