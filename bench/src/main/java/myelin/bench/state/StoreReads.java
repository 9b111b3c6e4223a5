package myelin.bench.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import myelin.config.DatabaseConfig;
import myelin.core.id.RoomId;
import myelin.core.state.StateKey;
import myelin.schema.Migrations;
import myelin.sql.Database;
import myelin.state.StateChanges;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Reads states of a room through the server's own store on SQLite, with nothing in memory and with all of it.
///
/// Arguments: numbers of members.
public final class StoreReads {
    private static final RoomId ROOM = RoomId.parse("!room:homeserver.example");
    private static final int ROUNDS = 12;

    private StoreReads() {}

    /// Prints the best of some rounds, in milliseconds.
    public static void main(String[] arguments) throws Exception {
        for (String members : arguments) {
            Path file = Files.createTempFile("store-reads", ".db");
            try (Database database = Migrations.opened(new DatabaseConfig.Sqlite(file))) {
                measure(database, Integer.parseInt(members));
            }
            delete(file);
        }
    }

    private static void delete(Path file) throws IOException {
        for (String ending : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(Path.of(file + ending));
        }
    }

    private static void measure(Database database, int members) throws Exception {
        StateStore store = new StateStore(database, InstantSource.system());
        Map<StateKey, Optional<Long>> entries = new HashMap<>();
        for (int i = 0; i < members; i++) {
            entries.put(member(i), Optional.of(1_000_000L + 3L * i));
        }
        StateRoot before = change(database, store, StateRoot.EMPTY, entries);
        StateRoot after = before;
        for (int i = 0; i < 10; i++) {
            after =
                    change(
                            database,
                            store,
                            after,
                            Map.of(member(i * members / 10), Optional.of(9_000_000L + i)));
        }
        StateRoot last = after;
        StateStore warm = new StateStore(database, InstantSource.system());
        System.out.printf(
                "%d members: whole %.1f cold, %.1f warm, numbers alone %.1f warm; one %.3f cold, %.4f"
                        + " warm; difference %.2f cold, %.3f warm%n",
                members,
                best(() -> cold(database).entries(last).size()),
                best(() -> warm.entries(last).size()),
                best(() -> warm.numbers(last).size()),
                best(() -> cold(database).event(last, member(7))),
                best(() -> warm.event(last, member(7))),
                best(() -> cold(database).difference(before, last).size()),
                best(() -> warm.difference(before, last).size()));
    }

    private static StateStore cold(Database database) {
        return new StateStore(database, InstantSource.system());
    }

    private static StateKey member(int number) {
        return new StateKey("m.room.member", "@user" + number + ":homeserver.example");
    }

    private static StateRoot change(
            Database database,
            StateStore store,
            StateRoot root,
            Map<StateKey, Optional<Long>> changes) {
        return database.transact(tx -> {
            StateChanges made = store.changes(tx);
            StateRoot changed = made.with(ROOM, root, changes);
            made.store();
            return changed;
        });
    }

    private static double best(Callable<?> work) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            work.call();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best / 1e6;
    }
}
