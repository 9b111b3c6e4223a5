package myelin.bench.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Builds rooms, changes their states, and reads them: with trees of several shapes and with chains of differences.
/// What is read comes from the database (whose own memory is warm); nothing is kept in memory between two reads.
///
/// Arguments: `sqlite` or a `jdbc:postgresql:` URL of an empty database, then numbers of members.
public final class StateStorage {
    private static final int CHANGES = 1_000;
    private static final int CHANGES_OF_CHAINS = 250;
    private static final int READS = 300;
    private static final int WALKS = 5;
    private static final int APART = 10;

    private final boolean sqlite;
    private final String url;

    private StateStorage(boolean sqlite, String url) {
        this.sqlite = sqlite;
        this.url = url;
    }

    /// Prints a table.
    public static void main(String[] arguments) throws Exception {
        boolean sqlite = arguments[0].equals("sqlite");
        Path file = Files.createTempFile("state-storage", ".db");
        String url = sqlite ? "jdbc:sqlite:" + file : arguments[0];
        System.out.println(
                "| members | | rows | bytes | on disk | whole, on disk | one: queries | µs"
                        + " | whole: queries | ms | difference: queries | ms |");
        System.out.println("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (String members : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            for (int candidate = 0; candidate < 6; candidate++) {
                Files.deleteIfExists(file);
                new StateStorage(sqlite, url).measure(candidate, Integer.parseInt(members));
            }
        }
        Files.deleteIfExists(file);
    }

    private static Storage storage(Connection connection, int candidate) throws SQLException {
        return switch (candidate) {
            case 0 -> new ChainStorage(connection);
            case 1 -> new TreeStorage(connection, new TreeStorage.Shape(4, 24, false));
            case 2 -> new TreeStorage(connection, new TreeStorage.Shape(4, 24, true));
            case 3 -> new TreeStorage(connection, new TreeStorage.Shape(4, 64, true));
            case 4 -> new TreeStorage(connection, new TreeStorage.Shape(3, 64, true));
            default -> new TreeStorage(connection, new TreeStorage.Shape(5, 64, true));
        };
    }

    private void measure(int candidate, int members) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            if (sqlite) {
                try (Statement pragma = connection.createStatement()) {
                    pragma.execute("PRAGMA synchronous = off");
                }
            }
            connection.setAutoCommit(false);
            Storage storage = storage(connection, candidate);
            storage.create();
            measure(connection, storage, members);
            for (String table : storage.tables()) {
                Sql.run(connection, "DROP TABLE " + table);
            }
        }
    }

    private void measure(Connection connection, Storage storage, int members) throws SQLException {
        Random random = new Random(members);
        Map<Long, Long> first = new HashMap<>();
        long event = 10_000_000;
        while (first.size() < members + 10) {
            event += 1 + random.nextInt(9);
            first.put((long) random.nextInt(2_000_000), event);
        }
        List<Long> keys = new ArrayList<>(first.keySet());
        long empty = size(connection, storage);
        List<String> states = new ArrayList<>(List.of(storage.build(first)));
        long whole = size(connection, storage);
        storage.takeWork();
        int changes = storage instanceof ChainStorage ? CHANGES_OF_CHAINS : CHANGES;
        for (int i = 0; i < changes; i++) {
            event += 1 + random.nextInt(9);
            long key =
                    random.nextInt(5) == 0 ? 2_000_000 + i : keys.get(random.nextInt(keys.size()));
            states.add(storage.change(states.getLast(), key, event));
        }
        Storage.Work written = storage.takeWork();
        long changed = size(connection, storage);
        String state = states.get(states.size() - 50);
        long start = System.nanoTime();
        for (int i = 0; i < READS; i++) {
            storage.read(state, keys.get(random.nextInt(keys.size())));
        }
        long one = System.nanoTime() - start;
        Storage.Work oneWork = storage.takeWork();
        start = System.nanoTime();
        for (int i = 0; i < WALKS; i++) {
            storage.readAll(state);
        }
        long all = System.nanoTime() - start;
        Storage.Work allWork = storage.takeWork();
        String before = states.get(states.size() - 50 - APART);
        start = System.nanoTime();
        Set<Long> differing = Set.of();
        for (int i = 0; i < WALKS; i++) {
            differing = storage.difference(before, state);
        }
        long difference = System.nanoTime() - start;
        Storage.Work differenceWork = storage.takeWork();
        if (differing.isEmpty() || differing.size() > APART) {
            throw new IllegalStateException("wrong difference: " + differing);
        }
        System.out.printf(
                "| %d | %s | %.1f | %d | %d | %d | %.1f | %d | %d | %.1f | %d | %.1f |%n",
                members,
                storage.name(),
                written.rows() / (double) changes,
                written.bytes() / changes,
                (changed - whole) / changes,
                whole - empty,
                oneWork.queries() / (double) READS,
                one / READS / 1_000,
                allWork.queries() / WALKS,
                all / 1e6 / WALKS,
                differenceWork.queries() / WALKS,
                difference / 1e6 / WALKS);
    }

    private long size(Connection connection, Storage storage) throws SQLException {
        long size = 0;
        try (Statement statement = connection.createStatement()) {
            if (sqlite) {
                return one(
                        statement,
                        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
            }
            for (String table : storage.tables()) {
                size += one(statement, "SELECT pg_total_relation_size('" + table + "')");
            }
        }
        return size;
    }

    private static long one(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
