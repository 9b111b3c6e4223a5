package myelin.bench.state;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Trees named by their content, as the server has them, of any width and size of leaf.
final class TreeStorage implements Storage {
    private static final int HASH_BYTES = 16;
    private static final int MOST_AT_ONCE = 1_000;

    private final Connection connection;
    private final Shape shape;
    private final boolean sqlite;
    private long rows;
    private long bytes;
    private long queries;

    /// @param bits of the hash that choose a child
    /// @param leaf most entries of one
    /// @param compact entries as distances in few bytes; else 16 bytes each
    record Shape(int bits, int leaf, boolean compact) {}

    /// A node: entries, or the names of children by their place.
    private record Node(TreeMap<Long, Long> entries, TreeMap<Integer, String> children) {}

    TreeStorage(Connection connection, Shape shape) throws SQLException {
        this.connection = connection;
        this.shape = shape;
        this.sqlite = connection.getMetaData().getURL().startsWith("jdbc:sqlite");
    }

    @Override
    public String name() {
        return "tree, width "
                + (1 << shape.bits())
                + ", leaf "
                + shape.leaf()
                + (shape.compact() ? "" : ", 16 bytes an entry");
    }

    @Override
    public Set<String> tables() {
        return Set.of("nodes");
    }

    @Override
    public void create() throws SQLException {
        Sql.run(
                connection,
                "CREATE TABLE nodes (room BIGINT NOT NULL, node TEXT NOT NULL, generation BIGINT"
                        + " NOT NULL, content BYTEA NOT NULL, PRIMARY KEY (room, node))"
                        + (sqlite ? " WITHOUT ROWID" : ""));
    }

    @Override
    public String build(Map<Long, Long> entries) throws SQLException {
        Map<String, byte[]> fresh = new HashMap<>();
        String root = keep(fresh, split(fresh, new TreeMap<>(entries), 0));
        insert(fresh);
        return root;
    }

    private Node split(Map<String, byte[]> fresh, SortedMap<Long, Long> entries, int level) {
        if (entries.size() <= shape.leaf()) {
            return new Node(new TreeMap<>(entries), new TreeMap<>());
        }
        Map<Integer, TreeMap<Long, Long>> parts = new TreeMap<>();
        entries.forEach((key, event) ->
                parts.computeIfAbsent(slot(key, level), _ -> new TreeMap<>()).put(key, event));
        TreeMap<Integer, String> children = new TreeMap<>();
        parts.forEach(
                (slot, part) -> children.put(slot, keep(fresh, split(fresh, part, level + 1))));
        return new Node(new TreeMap<>(), children);
    }

    @Override
    public String change(String state, long key, long event) throws SQLException {
        Map<String, byte[]> fresh = new HashMap<>();
        String root = keep(fresh, changed(fresh, node(state), key, event, 0));
        insert(fresh);
        return root;
    }

    private Node changed(Map<String, byte[]> fresh, Node node, long key, long event, int level)
            throws SQLException {
        if (node.children().isEmpty()) {
            TreeMap<Long, Long> entries = new TreeMap<>(node.entries());
            entries.put(key, event);
            return split(fresh, entries, level);
        }
        int slot = slot(key, level);
        String child = node.children().get(slot);
        Node below = child == null ? new Node(new TreeMap<>(), new TreeMap<>()) : node(child);
        TreeMap<Integer, String> children = new TreeMap<>(node.children());
        children.put(slot, keep(fresh, changed(fresh, below, key, event, level + 1)));
        return new Node(new TreeMap<>(), children);
    }

    @Override
    public long read(String state, long key) throws SQLException {
        Node node = node(state);
        for (int level = 0; !node.children().isEmpty(); level++) {
            String child = node.children().get(slot(key, level));
            if (child == null) {
                return -1;
            }
            node = node(child);
        }
        return node.entries().getOrDefault(key, -1L);
    }

    @Override
    public Map<Long, Long> readAll(String state) throws SQLException {
        Map<Long, Long> all = new HashMap<>();
        Collection<String> level = List.of(state);
        while (!level.isEmpty()) {
            List<String> below = new ArrayList<>();
            for (Node node : nodes(level).values()) {
                all.putAll(node.entries());
                below.addAll(node.children().values());
            }
            level = below;
        }
        return all;
    }

    /// Goes down level by level where the names of children differ. Leaves are compared with leaves: the changes of
    /// the benchmark leave shapes alone.
    @Override
    public Set<Long> difference(String before, String after) throws SQLException {
        Set<Map.Entry<Long, Long>> one = new HashSet<>();
        Set<Map.Entry<Long, Long>> other = new HashSet<>();
        Set<String> left = Set.of(before);
        Set<String> right = Set.of(after);
        while (!left.isEmpty() || !right.isEmpty()) {
            Set<String> wanted = new HashSet<>(left);
            wanted.addAll(right);
            Map<String, Node> nodes = nodes(wanted);
            left = below(left, nodes, one);
            right = below(right, nodes, other);
            Set<String> shared = new HashSet<>(left);
            shared.retainAll(right);
            left.removeAll(shared);
            right.removeAll(shared);
        }
        Set<Map.Entry<Long, Long>> same = new HashSet<>(one);
        same.retainAll(other);
        one.addAll(other);
        one.removeAll(same);
        Set<Long> keys = new HashSet<>();
        one.forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    private static Set<String> below(
            Set<String> level, Map<String, Node> nodes, Set<Map.Entry<Long, Long>> entries) {
        Set<String> below = new HashSet<>();
        for (String name : level) {
            Node node = Sql.present(nodes.get(name));
            entries.addAll(node.entries().entrySet());
            below.addAll(node.children().values());
        }
        return below;
    }

    private Node node(String name) throws SQLException {
        return Sql.present(nodes(List.of(name)).get(name));
    }

    private Map<String, Node> nodes(Collection<String> names) throws SQLException {
        Map<String, Node> found = new HashMap<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            queries++;
            List<String> page = all.subList(from, Math.min(from + MOST_AT_ONCE, all.size()));
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT node, content FROM nodes WHERE room = 1 AND node IN ("
                                    + String.join(",", page.stream().map(_ -> "?").toList())
                                    + ")")) {
                for (int i = 0; i < page.size(); i++) {
                    select.setString(i + 1, page.get(i));
                }
                try (ResultSet result = select.executeQuery()) {
                    while (result.next()) {
                        found.put(result.getString(1), read(result.getBytes(2)));
                    }
                }
            }
        }
        return found;
    }

    private void insert(Map<String, byte[]> fresh) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO nodes (room, node, generation, content) VALUES (1, ?, 0, ?)"
                                + " ON CONFLICT DO NOTHING")) {
            for (Map.Entry<String, byte[]> node : fresh.entrySet()) {
                insert.setString(1, node.getKey());
                insert.setBytes(2, node.getValue());
                insert.addBatch();
                rows++;
                bytes += node.getValue().length;
            }
            insert.executeBatch();
        }
        connection.commit();
    }

    private String keep(Map<String, byte[]> fresh, Node node) {
        byte[] content = write(node);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            String name =
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(Arrays.copyOf(hash, HASH_BYTES));
            fresh.put(name, content);
            return name;
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private byte[] write(Node node) {
        ByteBuffer out =
                ByteBuffer.allocate(16 + 20 * node.entries().size() + 17 * node.children().size());
        out.put((byte) (node.children().isEmpty() ? 'L' : 'B'));
        long key = 0;
        long event = 0;
        for (Map.Entry<Long, Long> entry : node.entries().entrySet()) {
            if (shape.compact()) {
                varint(out, entry.getKey() - key);
                long distance = entry.getValue() - event;
                varint(out, (distance << 1) ^ (distance >> 63));
                key = entry.getKey();
                event = entry.getValue();
            } else {
                out.putLong(entry.getKey()).putLong(entry.getValue());
            }
        }
        node.children()
                .forEach((slot, child) ->
                        out.put(slot.byteValue()).put(Base64.getUrlDecoder().decode(child)));
        return Arrays.copyOf(out.array(), out.position());
    }

    private Node read(byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        Node node = new Node(new TreeMap<>(), new TreeMap<>());
        boolean leaf = in.get() == 'L';
        long key = 0;
        long event = 0;
        while (in.hasRemaining()) {
            if (!leaf) {
                int slot = in.get();
                byte[] hash = new byte[HASH_BYTES];
                in.get(hash);
                node.children()
                        .put(slot, Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
            } else if (shape.compact()) {
                key += varint(in);
                long distance = varint(in);
                event += (distance >>> 1) ^ -(distance & 1);
                node.entries().put(key, event);
            } else {
                node.entries().put(in.getLong(), in.getLong());
            }
        }
        return node;
    }

    private static void varint(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    private int slot(long key, int level) {
        long mixed = key + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (int) (mixed >>> (Long.SIZE - shape.bits() * (level + 1)))
                & ((1 << shape.bits()) - 1);
    }

    @Override
    public Work takeWork() {
        Work work = new Work(rows, bytes, queries);
        rows = 0;
        bytes = 0;
        queries = 0;
        return work;
    }
}
