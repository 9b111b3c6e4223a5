package myelin.cluster;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// One running server among those which share a database. A restart makes another node.
///
/// @param id unlike that of any other node, now or before
public record Node(String id) {

    /// A node with a fresh id.
    public static Node of(RandomGenerator random) {
        byte[] id = new byte[8];
        random.nextBytes(id);
        return new Node(HexFormat.of().formatHex(id));
    }
}
