package myelin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.config.DatabaseConfig;
import myelin.config.DatabaseConfig.Host;
import myelin.schema.Migrations;
import myelin.sql.Database;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.junit.jupiter.api.Tag;

/// A program that is killed in the middle of writing has lost nothing that it was told is stored.
@Tag("thorough")
class KillTest {
    private static final int WRITERS = 16;
    private static final int ENOUGH = 2_000;

    private static final Sql MAKE_TABLE =
            Sql.of("CREATE TABLE written (name TEXT PRIMARY KEY, position BIGINT NOT NULL)");
    private static final Sql INSERT =
            Sql.of("INSERT INTO written (name, position) VALUES (:name, :position)");
    private static final Sql ALL = Sql.of("SELECT name, position FROM written ORDER BY position");

    private record Written(String name, long position) {}

    @BothDatabases
    void whatWasAcknowledgedSurvivesAKill(TestDatabase test) throws Exception {
        test.database().write(tx -> tx.update(MAKE_TABLE).run());
        List<String> acknowledged = new ArrayList<>();
        Process storm = start(test.config());
        try (BufferedReader lines = storm.inputReader()) {
            while (acknowledged.size() < ENOUGH) {
                String line = lines.readLine();
                assertThat(line).as("what the program says").endsWith(".");
                acknowledged.add(line);
            }
            storm.toHandle().destroyForcibly();
            lines.lines().filter(line -> line.endsWith(".")).forEach(acknowledged::add);
        }
        assertThat(storm.waitFor(30, TimeUnit.SECONDS)).isTrue();

        Database database = test.reopen();

        List<Written> written =
                database.read(tx ->
                        tx.query(ALL)
                                .list(row ->
                                        new Written(row.string("name"), row.number("position"))));
        assertThat(written.stream().map(Written::name)).containsAll(acknowledged);
        long head = new Streams(database).heads().of(Stream.EVENTS);
        assertThat(written.stream().map(Written::position))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, head).boxed().toList());
    }

    private static Process start(DatabaseConfig config) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(KillTest.class.getName());
        switch (config) {
            case DatabaseConfig.Sqlite sqlite -> command.add(sqlite.file().toString());
            case DatabaseConfig.Postgres postgres -> {
                Host host = postgres.hosts().getFirst();
                command.add(host.name());
                command.add(String.valueOf(host.port()));
                command.add(postgres.user());
                command.add(String.valueOf(postgres.password()));
                command.add(postgres.database());
            }
        }
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// The program that is killed: it writes without end, and says what is stored.
    ///
    /// @param arguments a file, or where a PostgreSQL database is
    public static void main(String[] arguments) {
        Database database = Migrations.opened(config(arguments));
        Streams streams = new Streams(database);
        Appender<String, Long> appender =
                new Appender<>(database, "storm", 50, names -> tx -> write(streams, tx, names));
        for (int writer = 0; writer < WRITERS; writer++) {
            String prefix = "k" + writer + "-";
            Thread.ofPlatform().start(() -> writeForever(appender, prefix));
        }
    }

    private static DatabaseConfig config(String[] arguments) {
        if (arguments.length == 1) {
            return new DatabaseConfig.Sqlite(Path.of(arguments[0]));
        }
        return new DatabaseConfig.Postgres(
                List.of(new Host(arguments[0], Integer.parseInt(arguments[1]))),
                arguments[2],
                arguments[3],
                arguments[4],
                2,
                4,
                Map.of(),
                false);
    }

    private static void writeForever(Appender<String, Long> appender, String prefix) {
        for (int i = 0; ; i++) {
            String name = prefix + i + ".";
            appender.submit(name);
            System.out.println(name);
        }
    }

    private static List<Long> write(Streams streams, Tx tx, List<String> names) {
        long position = streams.reserve(tx, Stream.EVENTS, names.size()) - names.size();
        List<Long> positions = new ArrayList<>();
        for (String name : names) {
            position++;
            tx.update(INSERT).bind("name", name).bind("position", position).run();
            positions.add(position);
        }
        return positions;
    }
}
