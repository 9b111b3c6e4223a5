package myelin;

import java.util.Locale;
import java.util.stream.Stream;
import myelin.config.DatabaseConfig;
import myelin.schema.Migrations;
import myelin.sql.Database;
import org.jspecify.annotations.Nullable;

/// A database for one test: fresh, migrated, and gone when the test is over.
public final class TestDatabase implements AutoCloseable {
    private final Kind kind;
    private final DatabaseConfig config;
    private final Runnable removal;
    private @Nullable Database database;

    private TestDatabase(Kind kind, DatabaseConfig config, Runnable removal) {
        this.kind = kind;
        this.config = config;
        this.removal = removal;
    }

    /// The databases on which tests run.
    public enum Kind {
        SQLITE,
        POSTGRES;

        /// All, or those which the system property `myelin.test.databases` names.
        static Stream<Kind> chosen() {
            String names = System.getProperty("myelin.test.databases", "sqlite,postgres");
            return Stream.of(names.split(",")).map(name -> valueOf(name.toUpperCase(Locale.ROOT)));
        }
    }

    /// A fresh database, copied from one which was migrated once.
    public static TestDatabase create(Kind kind) {
        return switch (kind) {
            case SQLITE -> {
                SqliteTemplate.Copy copy = SqliteTemplate.copy();
                yield new TestDatabase(kind, copy.config(), copy::remove);
            }
            case POSTGRES -> {
                PostgresTemplate.Copy copy = PostgresTemplate.copy();
                yield new TestDatabase(kind, copy.config(), copy::remove);
            }
        };
    }

    /// Runs a statement on the server of `config`, outside of any test's database.
    public static void administer(DatabaseConfig.Postgres config, String statement) {
        PostgresTemplate.administer(config, statement);
    }

    public Kind kind() {
        return kind;
    }

    public DatabaseConfig config() {
        return config;
    }

    /// The database, opened when first asked for.
    public Database database() {
        if (database == null) {
            database = Migrations.opened(config);
        }
        return database;
    }

    /// Closes the database and opens it again, as a restart of the server does.
    public Database reopen() {
        database().close();
        database = Migrations.opened(config);
        return database;
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
        removal.run();
    }
}
