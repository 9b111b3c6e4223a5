package myelin.state;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The address of a node of a state tree: its room, and the hash of what it holds.
///
/// As the address of a tree's topmost node it names a whole state: two states of a room are equal
/// exactly when their roots are. An event belongs to one room, so no node is of two.
///
/// @param room the room's number in `state_rooms`; 0 for the state without entries, which is in all
/// @param high the first eight bytes of the hash
/// @param low the next eight
public record StateRoot(long room, long high, long low) {

    /// Bytes of the hash.
    static final int BYTES = 16;

    /// The root of the state without entries, from which every room starts.
    public static final StateRoot EMPTY =
            of(0, new StateNode.Leaf(new long[0], new long[0]).bytes());

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /// The address of a node's content.
    static StateRoot of(long room, byte[] content) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content));
            return new StateRoot(room, hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }

    /// Reads what [#toString] wrote.
    public static StateRoot parse(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        long high = bytes.getLong();
        long low = bytes.getLong();
        long room = 0;
        while (bytes.hasRemaining()) {
            room = room << 8 | (bytes.get() & 0xFF);
        }
        return new StateRoot(room, high, low);
    }

    /// The node of `room` with the hash that [#hash] wrote.
    static StateRoot of(long room, String hash) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(hash));
        return new StateRoot(room, bytes.getLong(), bytes.getLong());
    }

    /// The hash as `state_nodes` has it, beside the room's number: 22 characters of URL-safe base64.
    String hash() {
        return ENCODER.encodeToString(
                ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array());
    }

    /// Hash and room in URL-safe base64, as tables have it that cite a state: 22 characters, and
    /// two to four more for the room's number.
    @Override
    public String toString() {
        int roomBytes = (Long.SIZE - Long.numberOfLeadingZeros(room) + 7) / 8;
        ByteBuffer bytes = ByteBuffer.allocate(BYTES + Long.BYTES).putLong(high).putLong(low);
        for (int i = roomBytes - 1; i >= 0; i--) {
            bytes.put((byte) (room >>> (8 * i)));
        }
        return ENCODER.encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /// As a record has it, but quick from the first time on.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateRoot it && low == it.low && high == it.high && room == it.room;
    }

    /// The hash of a node is one already.
    @Override
    public int hashCode() {
        return Long.hashCode(low ^ room);
    }
}
