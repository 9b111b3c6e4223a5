package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import myelin.concurrent.Tasks;
import myelin.concurrent.Tasks.Task;
import myelin.config.DatabaseConfig;
import myelin.config.DatabaseConfig.Synchronous;
import myelin.schema.Migrations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest {
    private static final Sql INSERT =
            Sql.of("INSERT INTO things (name, data) VALUES (:name, :data)");
    private static final Sql NAMES = Sql.of("SELECT name FROM things ORDER BY name");
    private static final Sql JOURNAL = Sql.of("PRAGMA journal_mode");
    private static final Sql SYNCHRONOUS = Sql.of("PRAGMA synchronous");
    private static final Sql FOREIGN_KEYS = Sql.of("PRAGMA foreign_keys");

    @TempDir private Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(config(Synchronous.OFF));
        database.write(tx ->
                tx.script("CREATE TABLE things (name TEXT PRIMARY KEY, data BYTEA NOT NULL)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private DatabaseConfig config(Synchronous synchronous) {
        return new DatabaseConfig.Sqlite(folder.resolve("deep/inside/test.db"), synchronous);
    }

    private static Task<Boolean> inserting(Database database, String name, int bytes) {
        return () -> {
            try {
                database.write(tx ->
                        tx.update(INSERT).bind("name", name).bind("data", new byte[bytes]).run());
                return true;
            } catch (DatabaseError full) {
                return false;
            }
        };
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("%03d"::formatted).toList();
    }

    /// SQLite takes the whole common transaction back when the disk is full; the others are then done again.
    @Test
    void aWorkThatFillsTheDiskFailsAlone() throws Exception {
        database.write(tx -> tx.script("PRAGMA max_page_count = 120"));
        List<Task<Boolean>> tasks = new ArrayList<>();
        names(60).forEach(name -> tasks.add(inserting(database, name, 100)));
        for (int i = 0; i < 6; i++) {
            tasks.add(inserting(database, "huge" + i, 1 << 20));
        }
        Collections.shuffle(tasks);

        List<Boolean> done = Tasks.all(tasks.size(), Duration.ofMinutes(1), tasks);

        assertThat(Collections.frequency(done, false)).isEqualTo(6);
        assertThat(
                        database.<List<String>>read(
                                tx -> tx.query(NAMES).list(row -> row.string("name"))))
                .isEqualTo(names(60));
    }

    /// As the command line does beside a running server.
    @Test
    void anotherProgramMayWriteToTheSameFile() throws Exception {
        List<Task<Boolean>> tasks = new ArrayList<>();
        try (Database other = Database.open(config(Synchronous.OFF))) {
            for (String name : names(200)) {
                tasks.add(inserting(tasks.size() % 2 == 0 ? database : other, name, 100));
            }

            assertThat(Tasks.all(8, Duration.ofMinutes(1), tasks)).doesNotContain(false);
            assertThat(
                            other.<List<String>>read(
                                    tx -> tx.query(NAMES).list(row -> row.string("name"))))
                    .isEqualTo(names(200));
        }
    }

    @Test
    void whoReadsCannotWrite() {
        assertThatThrownBy(() ->
                        database.read(tx ->
                                tx.update(INSERT)
                                        .bind("name", "a")
                                        .bind("data", new byte[0])
                                        .run()))
                .isInstanceOf(DatabaseError.class);
    }

    @Test
    void commitsSurviveAPowerCutUnlessSomebodySaysOtherwise() {
        DatabaseConfig usual = new DatabaseConfig.Sqlite(folder.resolve("usual.db"));
        try (Database opened = Database.open(usual)) {
            String journal =
                    opened.transact(tx -> tx.query(JOURNAL).one(row -> row.string("journal_mode")));
            long synchronous =
                    opened.transact(
                            tx -> tx.query(SYNCHRONOUS).one(row -> row.number("synchronous")));
            long foreignKeys =
                    opened.transact(
                            tx -> tx.query(FOREIGN_KEYS).one(row -> row.number("foreign_keys")));

            assertThat(journal).isEqualTo("wal");
            assertThat(synchronous).isEqualTo(2);
            assertThat(foreignKeys).isZero();
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedWithWords() throws Exception {
        Path file = folder.resolve("letter.txt");
        Files.writeString(file, "Dear Alice, ".repeat(100));

        assertThatThrownBy(() -> Migrations.opened(new DatabaseConfig.Sqlite(file)))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("letter.txt");
    }
}
