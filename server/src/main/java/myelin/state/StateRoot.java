package myelin.state;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The address of a node of a state tree: the hash of what it holds.
///
/// As the address of a tree's topmost node it names a whole state: two states are equal exactly
/// when their roots are. Equal for equal content, on any node and in any database.
///
/// @param high the first eight bytes of the hash
/// @param low the next eight
public record StateRoot(long high, long low) {

    static final int BYTES = 16;

    /// The root of the state without entries, from which every room starts.
    public static final StateRoot EMPTY = of(new StateNode.Leaf(new long[0], new long[0]).bytes());

    /// The address of a node's content.
    static StateRoot of(byte[] content) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content));
            return new StateRoot(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }

    /// Reads the form that the database holds.
    public static StateRoot parse(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new StateRoot(bytes.getLong(), bytes.getLong());
    }

    /// 22 characters of URL-safe base64, as the database holds it.
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
