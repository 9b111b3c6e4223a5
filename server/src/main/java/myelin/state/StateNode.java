package myelin.state;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node of a state tree: immutable, and the same bytes for the same entries.
///
/// An entry maps the number of a (type, state key) to the number of an event. Entries are spread
/// by the hash of their key number, so the shape of a tree depends on what it holds and never on
/// the order in which it came. A subtree of at most [#LEAF] entries is one leaf.
@SuppressWarnings("ArrayRecordComponent") // nodes are compared by their address, never by equals
sealed interface StateNode {

    /// Most entries of a leaf.
    int LEAF = 24;

    /// Children of a branch: four bits of the hash choose one.
    int WIDTH = 16;

    /// How many entries hang below.
    int size();

    /// The content, whose hash is the node's address.
    byte[] bytes();

    /// Entries sorted by key number.
    record Leaf(long[] keys, long[] events) implements StateNode {

        /// The event of a key, or -1.
        long event(long key) {
            int at = Arrays.binarySearch(keys, key);
            return at < 0 ? -1 : events[at];
        }

        /// This leaf with one entry added or replaced; it may hold more than [#LEAF].
        Leaf with(long key, long event) {
            int found = Arrays.binarySearch(keys, key);
            if (found >= 0) {
                long[] replaced = events.clone();
                replaced[found] = event;
                return new Leaf(keys, replaced);
            }
            int at = -found - 1;
            return new Leaf(inserted(keys, at, key), inserted(events, at, event));
        }

        /// This leaf without the entry of a key, which it has.
        Leaf without(long key) {
            int at = Arrays.binarySearch(keys, key);
            return new Leaf(removed(keys, at), removed(events, at));
        }

        private static long[] removed(long[] values, int at) {
            long[] shorter = Arrays.copyOf(values, values.length - 1);
            System.arraycopy(values, at + 1, shorter, at, shorter.length - at);
            return shorter;
        }

        private static long[] inserted(long[] values, int at, long value) {
            long[] longer = new long[values.length + 1];
            System.arraycopy(values, 0, longer, 0, at);
            longer[at] = value;
            System.arraycopy(values, at, longer, at + 1, values.length - at);
            return longer;
        }

        @Override
        public int size() {
            return keys.length;
        }

        @Override
        public byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(1 + 16 * keys.length).put((byte) 'L');
            for (int i = 0; i < keys.length; i++) {
                out.putLong(keys[i]).putLong(events[i]);
            }
            return out.array();
        }
    }

    /// The children by the next four bits of the hash; null: nothing there.
    record Branch(@Nullable StateRoot[] children, int size) implements StateNode {

        Branch with(int slot, @Nullable StateRoot child, int newSize) {
            @Nullable StateRoot[] changed = children.clone();
            changed[slot] = child;
            return new Branch(changed, newSize);
        }

        @Override
        public byte[] bytes() {
            ByteBuffer out = ByteBuffer.allocate(1 + 4 + 2 + WIDTH * StateRoot.BYTES);
            out.put((byte) 'B').putInt(size);
            int present = 0;
            for (int slot = 0; slot < WIDTH; slot++) {
                present |= children[slot] == null ? 0 : 1 << slot;
            }
            out.putShort((short) present);
            for (StateRoot child : children) {
                if (child != null) {
                    out.putLong(child.high()).putLong(child.low());
                }
            }
            return Arrays.copyOf(out.array(), out.position());
        }
    }

    /// Reads what [#bytes] wrote.
    static StateNode read(byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        return in.get() == 'L' ? readLeaf(in) : readBranch(in);
    }

    private static Leaf readLeaf(ByteBuffer in) {
        int size = in.remaining() / 16;
        long[] keys = new long[size];
        long[] events = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = in.getLong();
            events[i] = in.getLong();
        }
        return new Leaf(keys, events);
    }

    private static Branch readBranch(ByteBuffer in) {
        int size = in.getInt();
        int present = in.getShort() & 0xFFFF;
        @Nullable StateRoot[] children = new @Nullable StateRoot[WIDTH];
        for (int slot = 0; slot < WIDTH; slot++) {
            if ((present & (1 << slot)) != 0) {
                children[slot] = new StateRoot(in.getLong(), in.getLong());
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
        return (int) (mixed >>> (60 - 4 * level)) & 0xF;
    }
}
