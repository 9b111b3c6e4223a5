package myelin.bench.resolution;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import myelin.config.DatabaseConfig;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.state.KnownEvents;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.core.state.StateResolution;
import myelin.schema.Migrations;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.state.StateChanges;
import myelin.state.StateRoot;
import myelin.state.StateSize;

/// Resolves the forks of large rooms from both databases, with nothing in memory; and writes the same room to a file, for
/// other servers.
///
/// Arguments: none to measure; `once DATABASE ROOT…` is what the measurement runs in new processes; `export FILE`.
public final class ResolutionRun {

    private static final RoomVersion VERSION = RoomVersion.V11;

    /// Runs in one process with nothing in memory.
    private static final int RUNS = 15;

    /// Runs with all in memory but the result.
    private static final int WARM_RUNS = 200;

    private static final Sql ROWS =
            Sql.of(
                    """
                    SELECT (SELECT count(*) FROM auth_chain_steps) AS steps,
                        (SELECT count(*) FROM auth_chain_links) AS links\
                    """);

    private ResolutionRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        switch (arguments.length == 0 ? "measure" : arguments[0]) {
            case "measure" -> measure();
            case "once" -> once(arguments);
            case "export" -> export(Path.of(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void measure() throws IOException, InterruptedException {
        for (ForkedRoom.Shape shape : List.of(ForkedRoom.Shape.LARGE, ForkedRoom.Shape.OLD)) {
            System.out.println("== " + shape);
            Path file = Files.createTempDirectory("resolution").resolve("rooms.db");
            measure(shape, file.toString());
            try (EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder()
                            .setLocaleConfig("locale", "C")
                            .setLocaleConfig("encoding", "UTF8")
                            .start()) {
                measure(shape, String.valueOf(postgres.getPort()));
            }
        }
    }

    /// The file of SQLite, or the port of PostgreSQL.
    private static DatabaseConfig config(String place) {
        return place.endsWith(".db")
                ? new DatabaseConfig.Sqlite(Path.of(place))
                : new DatabaseConfig.Postgres(
                        List.of(new DatabaseConfig.Host("localhost", Integer.parseInt(place))),
                        "postgres",
                        "postgres",
                        "postgres",
                        1,
                        8,
                        Map.of(),
                        false);
    }

    private static void measure(ForkedRoom.Shape shape, String place)
            throws IOException, InterruptedException {
        ForkedRoom room = ForkedRoom.of(VERSION, shape);
        List<StateRoot> forks;
        try (Database database = Migrations.opened(config(place))) {
            StoredRoom stored = StoredRoom.of(database);
            forks = stored.store(room);
            print("-- %s, %d events", database.dialect(), room.events().size());
            database.read(tx -> {
                tx.query(ROWS)
                        .forEach(row ->
                                print(
                                        "rows for auth chains: %d steps, %d links",
                                        row.number("steps"), row.number("links")));
                return true;
            });
            print("bytes of nodes for a change of state: %d", bytesOfAChange(stored, room, forks));
            List<Long> warm = new ArrayList<>();
            for (int i = 0; i < WARM_RUNS; i++) {
                warm.add(micros(stored, forks));
            }
            tell("events and nodes in memory", warm);
        }
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            try (Database database = Migrations.opened(config(place))) {
                micros.add(micros(StoredRoom.of(database), forks));
            }
        }
        tell("nothing in memory", micros);
        runInNewProcess(place, forks);
    }

    private static void tell(String what, List<Long> micros) {
        List<Long> sorted = micros.stream().sorted().toList();
        print(
                "%s: first %d µs, best %d µs, median of %d %d µs",
                what,
                micros.getFirst(),
                sorted.getFirst(),
                sorted.size(),
                sorted.get(sorted.size() / 2));
    }

    private static long bytesOfAChange(StoredRoom stored, ForkedRoom room, List<StateRoot> forks) {
        RoomId id = room.events().getFirst().roomId();
        StateSize before = stored.states().size(id).orElseThrow();
        stored.database()
                .write(tx -> {
                    StateChanges changes = stored.states().changes(tx);
                    changes.with(
                            id,
                            forks.getFirst(),
                            StateKey.of(EventType.M_ROOM_POWER_LEVELS),
                            room.events().size());
                    changes.store();
                });
        return stored.states().size(id).orElseThrow().bytes() - before.bytes();
    }

    private static long micros(StoredRoom stored, List<StateRoot> forks) {
        long start = System.nanoTime();
        stored.resolve(VERSION, forks);
        return Duration.ofNanos(System.nanoTime() - start).toNanos() / 1000;
    }

    private static void runInNewProcess(String place, List<StateRoot> forks)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ResolutionRun.class.getName(),
                                "once",
                                place));
        forks.forEach(fork -> command.add(fork.toString()));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void once(String[] arguments) {
        List<StateRoot> forks = Arrays.stream(arguments).skip(2).map(StateRoot::parse).toList();
        try (Database database = Migrations.opened(config(arguments[1]))) {
            StoredRoom stored = StoredRoom.of(database);
            print(
                    "in a new process: %d µs, then in the same %d µs",
                    micros(stored, forks), micros(stored, forks));
        }
    }

    /// Writes the events, the states of the forks, and what they resolve to, these as lists of event ids.
    private static void export(Path file) throws IOException {
        ForkedRoom room = ForkedRoom.of(VERSION, ForkedRoom.Shape.LARGE);
        List<StateMap> forks = room.forks();
        StateMap resolved =
                StateResolution.resolve(
                        VERSION.rules(), forks, KnownEvents.of(room.byId(), Set.of()));
        JsonObject json =
                JsonObject.of(
                        "room_version", VERSION.id(),
                        "room_id", room.events().getFirst().roomId(),
                        "events", room.events().stream().map(Pdu::json).toList(),
                        "forks", forks.stream().map(fork -> fork.events().values()).toList(),
                        "resolved", resolved.events().values());
        Files.write(file, CanonicalJson.bytes(json));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library which is not here
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
