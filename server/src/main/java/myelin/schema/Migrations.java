package myelin.schema;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.concurrent.SystemTime;
import myelin.config.DatabaseConfig;
import myelin.observe.Metrics;
import myelin.sql.Database;
import myelin.sql.DatabaseRefused;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The versions of a database's tables: which steps were taken, which are missing, and taking them.
///
/// Table `schema_version` has a row for each step taken. Each names the oldest program that can work with the
/// tables after it; a program older than any of these refuses the database.
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private static final Sql APPLIED =
            Sql.of(
                    """
                    SELECT version, name, compatible_from, applied_at
                    FROM schema_version ORDER BY version\
                    """);

    private static final Sql RECORD =
            Sql.of(
                    """
                    INSERT INTO schema_version (version, name, compatible_from, applied_at)
                    VALUES (:version, :name, :compatible_from, :applied_at)\
                    """);

    private final Database database;
    private final Migration first;
    private final List<Migration> known;
    private final InstantSource clock = SystemTime.clock();

    /// The versions of this database's tables.
    public static Migrations of(Database database) {
        return new Migrations(database, Migration.all());
    }

    /// Opens a database and brings its tables to the newest form.
    ///
    /// @throws DatabaseRefused when it can't be reached or must not be used, with the reason
    public static Database opened(DatabaseConfig config) {
        return opened(config, new Metrics());
    }

    /// As [#opened(DatabaseConfig)], and counts what the database does.
    public static Database opened(DatabaseConfig config, Metrics metrics) {
        Database database = Database.open(config, metrics);
        try {
            of(database).migrate();
            return database;
        } catch (RuntimeException | Error failure) {
            database.close();
            throw failure;
        }
    }

    /// @param known the steps of the program, oldest first; the very first makes `schema_version`, and runs
    ///     again before each other step, to take the turn
    Migrations(Database database, List<Migration> known) {
        this.database = database;
        this.first = known.getFirst();
        this.known = known;
    }

    /// A step that was taken.
    ///
    /// @param version its number
    /// @param name what it was about
    /// @param compatibleFrom the oldest program (by the number of its newest step) that can work with the result
    /// @param appliedAtMs when, in milliseconds since 1970
    public record Applied(long version, String name, long compatibleFrom, long appliedAtMs) {}

    /// The steps taken, oldest first.
    public List<Applied> applied() {
        return database.transact(this::applied);
    }

    /// Hears how far [#migrate] has come.
    @FunctionalInterface
    public interface Progress {

        /// A step begins; those before it are taken.
        ///
        /// @param number of the step among those that were missing, from 1 on
        /// @param of how many were missing
        void begins(int number, int of, String name);
    }

    /// The names of the steps which [#migrate] would take, oldest first.
    public List<String> pending() {
        return missing(applied()).stream().map(Migrations::name).toList();
    }

    /// Takes the missing steps, each in a transaction of its own.
    ///
    /// @throws DatabaseRefused when the tables are too new for this program
    public void migrate() {
        migrate((number, of, name) -> {});
    }

    /// As [#migrate], and tells of each step.
    public void migrate(Progress progress) {
        List<Applied> applied = applied();
        refuseIfTooNew(applied);
        List<Migration> missing = missing(applied);
        for (int i = 0; i < missing.size(); i++) {
            Migration migration = missing.get(i);
            progress.begins(i + 1, missing.size(), name(migration));
            database.write(tx -> take(tx, migration));
        }
    }

    private List<Migration> missing(List<Applied> applied) {
        Set<Long> taken = versions(applied);
        return known.stream().filter(migration -> !taken.contains(migration.version())).toList();
    }

    private static String name(Migration migration) {
        return "%04d-%s".formatted(migration.version(), migration.name());
    }

    private void refuseIfTooNew(List<Applied> applied) {
        long newestKnown = known.getLast().version();
        Set<Long> ours = known.stream().map(Migration::version).collect(Collectors.toSet());
        for (Applied step : applied) {
            if (!ours.contains(step.version()) && step.compatibleFrom() > newestKnown) {
                throw new DatabaseRefused(
                        "The database has been upgraded to version %d (%s), which needs a program that knows version %d or later, and this one knows only up to %d: start the newer program again, or restore a backup from before its first start."
                                .formatted(
                                        step.version(),
                                        step.name(),
                                        step.compatibleFrom(),
                                        newestKnown));
            }
        }
    }

    private List<Applied> applied(Tx tx) {
        tx.script(Migration.forDialect(first.text(), tx.dialect()));
        return tx.query(APPLIED)
                .list(row ->
                        new Applied(
                                row.number("version"),
                                row.string("name"),
                                row.number("compatible_from"),
                                row.number("applied_at")));
    }

    private static Set<Long> versions(List<Applied> applied) {
        return applied.stream().map(Applied::version).collect(Collectors.toSet());
    }

    private void take(Tx tx, Migration migration) {
        if (versions(applied(tx)).contains(migration.version())) {
            return; // another server was quicker
        }
        tx.script(Migration.forDialect(migration.text(), tx.dialect()));
        tx.update(RECORD)
                .bind("version", migration.version())
                .bind("name", migration.name())
                .bind("compatible_from", migration.compatibleFrom())
                .bind("applied_at", clock.millis())
                .run();
        log.info("database migrated version={} name={}", migration.version(), migration.name());
    }
}
