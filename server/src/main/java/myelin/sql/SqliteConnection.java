package myelin.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import myelin.config.DatabaseConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;

/// One connection to an SQLite file, its transactions and its prepared statements. One thread at a time uses it.
///
/// The driver is told that it is not in auto-commit mode, because it would else try `BEGIN` and `COMMIT` after
/// each statement; but the transactions are begun and ended here, by statements of our own.
final class SqliteConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SqliteConnection.class);
    private static final int BUSY_TIMEOUT_MS = 30_000;
    private static final int WRITER_CACHE_KIB = 4096;
    private static final int READER_CACHE_KIB = 1024;
    private static final int KEPT_STATEMENTS = 256;
    private static final int WAL_LIMIT_BYTES = 16 << 20;

    private final Connection connection;
    private final Statements statements;
    private final String begin;

    private SqliteConnection(Connection connection, String begin) {
        this.connection = connection;
        this.statements = new Statements(connection, KEPT_STATEMENTS);
        this.begin = begin;
    }

    /// The connection that writes. Its transactions begin by becoming the writer, or waiting for the program
    /// that is: one which began by reading could no longer write when another program wrote meanwhile.
    static SqliteConnection writer(DatabaseConfig.Sqlite config) throws SQLException {
        SQLiteConfig settings = settings(config.synchronous(), WRITER_CACHE_KIB);
        settings.setJournalSizeLimit(WAL_LIMIT_BYTES);
        Connection connection = open(config.file(), settings);
        try {
            SynapseDatabase.refuse(connection, Dialect.SQLITE, config.file());
            // This writes to the file.
            execute(connection, "PRAGMA journal_mode = wal");
        } catch (SQLException | DatabaseRefused refused) {
            connection.close();
            throw refused;
        }
        return new SqliteConnection(connection, "BEGIN IMMEDIATE");
    }

    /// A connection that can only read.
    static SqliteConnection reader(DatabaseConfig.Sqlite config) throws SQLException {
        SQLiteConfig settings = settings(config.synchronous(), READER_CACHE_KIB);
        Connection connection = open(config.file(), settings);
        execute(connection, "PRAGMA query_only = true");
        return new SqliteConnection(connection, "BEGIN");
    }

    private static SQLiteConfig settings(DatabaseConfig.Synchronous synchronous, int cacheKib) {
        SQLiteConfig settings = new SQLiteConfig();
        settings.setSynchronous(
                switch (synchronous) {
                    case FULL -> SynchronousMode.FULL;
                    case NORMAL -> SynchronousMode.NORMAL;
                    case OFF -> SynchronousMode.OFF;
                });
        settings.setBusyTimeout(BUSY_TIMEOUT_MS);
        settings.enforceForeignKeys(false);
        settings.setCacheSize(-cacheKib);
        settings.setTempStore(TempStore.MEMORY);
        return settings;
    }

    private static Connection open(Path file, SQLiteConfig settings) throws SQLException {
        Connection connection = settings.createConnection("jdbc:sqlite:" + file);
        connection.setAutoCommit(false);
        execute(connection, "COMMIT");
        return connection;
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement plain = connection.createStatement()) {
            plain.execute(statement);
        }
    }

    Tx tx() {
        return new Tx(statements, Dialect.SQLITE);
    }

    void begin() throws SQLException {
        run(begin);
    }

    void commit() throws SQLException {
        run("COMMIT");
    }

    /// Takes everything back; SQLite may have done so by itself.
    void rollback() {
        try {
            run("ROLLBACK");
        } catch (SQLException already) {
            log.debug("nothing to roll back", already);
        }
    }

    /// Begins a part of the transaction which can be taken back alone.
    void beginPart() throws SQLException {
        run("SAVEPOINT work");
    }

    void keepPart() throws SQLException {
        run("RELEASE work");
    }

    void undoPart() throws SQLException {
        run("ROLLBACK TO work");
        run("RELEASE work");
    }

    /// The driver gives up a statement that fails.
    private void run(String text) throws SQLException {
        PreparedStatement statement = statements.take(text);
        try {
            statement.execute();
        } catch (SQLException failure) {
            statement.close();
            throw failure;
        }
        statements.giveBack(text, statement);
    }

    /// Closing the connection closes its statements.
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
