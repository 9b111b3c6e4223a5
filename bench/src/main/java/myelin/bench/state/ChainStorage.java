package myelin.bench.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Chains of differences as Synapse keeps them: a state group has its difference to the one before, and every hundredth
/// has the whole state. Its tables and indexes, its columns, ids of the usual length.
final class ChainStorage implements Storage {
    private static final int MOST_HOPS = 100;
    private static final String ROOM = "!AbCdEfGhIjKlMnOpQr:homeserver.example";

    private static final String CHAIN =
            "WITH RECURSIVE chain(state_group) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT"
                    + " e.prev_state_group FROM state_group_edges e JOIN chain c ON e.state_group ="
                    + " c.state_group) ";

    private final Connection connection;
    private final boolean sqlite;
    private long lastGroup;
    private int hops;
    private long rows;
    private long bytes;
    private long queries;

    ChainStorage(Connection connection) throws SQLException {
        this.connection = connection;
        this.sqlite = connection.getMetaData().getURL().startsWith("jdbc:sqlite");
    }

    @Override
    public String name() {
        return "chains of differences";
    }

    @Override
    public Set<String> tables() {
        return Set.of("state_groups", "state_group_edges", "state_groups_state");
    }

    @Override
    public void create() throws SQLException {
        for (String text :
                new String[] {
                    "CREATE TABLE state_groups (id BIGINT PRIMARY KEY, room_id TEXT NOT NULL,"
                            + " event_id TEXT NOT NULL)",
                    "CREATE INDEX state_groups_room ON state_groups (room_id)",
                    "CREATE TABLE state_group_edges (state_group BIGINT NOT NULL,"
                            + " prev_state_group BIGINT NOT NULL)",
                    "CREATE UNIQUE INDEX state_group_edges_unique ON state_group_edges"
                            + " (state_group, prev_state_group)",
                    "CREATE INDEX state_group_edges_prev ON state_group_edges"
                            + " (prev_state_group)",
                    "CREATE TABLE state_groups_state (state_group BIGINT NOT NULL, room_id TEXT"
                            + " NOT NULL, type TEXT NOT NULL, state_key TEXT NOT NULL, event_id"
                            + " TEXT NOT NULL)",
                    "CREATE INDEX state_groups_state_type ON state_groups_state (state_group,"
                            + " type, state_key)"
                }) {
            Sql.run(connection, text);
        }
        if (!sqlite) {
            Sql.run(connection, "CREATE INDEX groups_room ON state_groups_state (room_id)");
        }
    }

    @Override
    public String build(Map<Long, Long> entries) throws SQLException {
        hops = 0;
        return String.valueOf(group(entries));
    }

    @Override
    public String change(String state, long key, long event) throws SQLException {
        hops++;
        if (hops > MOST_HOPS) {
            Map<Long, Long> all = readAll(state);
            all.put(key, event);
            hops = 0;
            return String.valueOf(group(all));
        }
        long group = group(Map.of(key, event));
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO state_group_edges VALUES (?, ?)")) {
            insert.setLong(1, group);
            insert.setLong(2, Long.parseLong(state));
            insert.executeUpdate();
        }
        connection.commit();
        rows++;
        bytes += 16;
        return String.valueOf(group);
    }

    private long group(Map<Long, Long> entries) throws SQLException {
        lastGroup++;
        try (PreparedStatement group =
                        connection.prepareStatement("INSERT INTO state_groups VALUES (?, ?, ?)");
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO state_groups_state VALUES (?, ?, 'm.room.member', ?,"
                                        + " ?)")) {
            group.setLong(1, lastGroup);
            group.setString(2, ROOM);
            group.setString(3, event(lastGroup));
            group.executeUpdate();
            rows++;
            bytes += 8 + ROOM.length() + event(0).length();
            for (Map.Entry<Long, Long> entry : entries.entrySet()) {
                insert.setLong(1, lastGroup);
                insert.setString(2, ROOM);
                insert.setString(3, user(entry.getKey()));
                insert.setString(4, event(entry.getValue()));
                insert.addBatch();
                rows++;
                bytes += 8 + ROOM.length() + 13 + user(0).length() + event(0).length();
            }
            insert.executeBatch();
        }
        connection.commit();
        return lastGroup;
    }

    private static String user(long key) {
        return "@user%07d:homeserver.example".formatted(key);
    }

    private static String event(long number) {
        return "$AbCdEfGhIjKlMnOpQrStUvWxYz0123456%010d".formatted(number);
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.length() - 10));
    }

    @Override
    public long read(String state, long key) throws SQLException {
        queries++;
        try (PreparedStatement select =
                connection.prepareStatement(
                        CHAIN
                                + "SELECT event_id FROM state_groups_state WHERE state_group IN"
                                + " (SELECT state_group FROM chain) AND type = 'm.room.member' AND"
                                + " state_key = ? ORDER BY state_group DESC LIMIT 1")) {
            select.setLong(1, Long.parseLong(state));
            select.setString(2, user(key));
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? number(result.getString(1)) : -1;
            }
        }
    }

    @Override
    public Map<Long, Long> readAll(String state) throws SQLException {
        queries++;
        Map<Long, Long> all = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        CHAIN
                                + "SELECT state_key, event_id FROM state_groups_state WHERE"
                                + " state_group IN (SELECT state_group FROM chain) ORDER BY"
                                + " state_group")) {
            select.setLong(1, Long.parseLong(state));
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    all.put(
                            Long.parseLong(result.getString(1).substring(5, 12)),
                            number(result.getString(2)));
                }
            }
        }
        return all;
    }

    @Override
    public Set<Long> difference(String before, String after) throws SQLException {
        Map<Long, Long> one = readAll(before);
        Map<Long, Long> other = readAll(after);
        Set<Long> keys = new HashSet<>(one.keySet());
        keys.addAll(other.keySet());
        keys.removeIf(key -> one.getOrDefault(key, -1L).equals(other.getOrDefault(key, -1L)));
        return keys;
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
