package myelin.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import myelin.concurrent.Backoff;
import myelin.concurrent.SystemTime;
import myelin.config.DatabaseConfig;
import myelin.postgres.PostgresAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs transactions on PostgreSQL, in the caller's thread, on a connection borrowed from a pool.
///
/// A caller waits for a connection while all are in use ([PostgresPool]). Transactions see what others have committed
/// (READ COMMITTED), and are run again a few times when the server breaks a deadlock by ending them.
final class PostgresEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(PostgresEngine.class);
    private static final int OLDEST_SERVER = 14;
    private static final int MOST_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration MOST_PAUSE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PostgresAddress address;
    private final PostgresPool pool;

    PostgresEngine(DatabaseConfig.Postgres config) {
        this(config, PATIENCE);
    }

    /// @param patience how long a transaction waits for a connection
    PostgresEngine(DatabaseConfig.Postgres config, Duration patience) {
        try {
            address = PostgresAddress.of(config);
        } catch (IllegalArgumentException wrong) {
            throw new DatabaseRefused(String.valueOf(wrong.getMessage()));
        }
        pool = new PostgresPool(config, address, patience);
        try {
            check(config);
        } catch (RuntimeException refused) {
            pool.close();
            throw refused;
        }
    }

    private void check(DatabaseConfig.Postgres config) {
        try {
            pool.lend(connection -> check(connection, config));
        } catch (SQLException failure) {
            throw new DatabaseRefused("No connection to " + config, failure);
        }
    }

    private static boolean check(Connection connection, DatabaseConfig.Postgres config)
            throws SQLException {
        checkVersion(connection.getMetaData().getDatabaseMajorVersion());
        SynapseDatabase.refuse(connection, Dialect.POSTGRES, config);
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype
                                FROM pg_database WHERE datname = current_database()\
                                """)) {
            row.next();
            checkEncoding(row.getString("encoding"));
            checkLocale(
                    row.getString("datcollate"),
                    row.getString("datctype"),
                    config.allowUnsafeLocale());
        }
        return true;
    }

    /// @throws DatabaseRefused when the server lacks what we need
    static void checkVersion(int major) {
        if (major < OLDEST_SERVER) {
            throw new DatabaseRefused(
                    "PostgreSQL %d is too old: %d or newer is needed."
                            .formatted(major, OLDEST_SERVER));
        }
    }

    private static void checkEncoding(String encoding) {
        if (!encoding.equals("UTF8")) {
            throw new DatabaseRefused(
                    "The database has the encoding %s and must have UTF8: make it anew with ENCODING 'UTF8'."
                            .formatted(encoding));
        }
    }

    private static void checkLocale(String collation, String characters, boolean allowUnsafe) {
        if (collation.equals("C") && characters.equals("C")) {
            return;
        }
        if (!allowUnsafe) {
            throw new DatabaseRefused(
                    "The database has the collation '%s' and the character type '%s', and both must be 'C': an upgrade of the system may change the order of such text and so break its indexes. Make the database anew with LOCALE 'C', or accept the danger with allow_unsafe_locale: true."
                            .formatted(collation, characters));
        }
        log.warn("database has an unsafe locale collation={} characters={}", collation, characters);
    }

    @Override
    public <T> T transact(Work<T> work, Durability durability) {
        Backoff backoff = new Backoff(FIRST_PAUSE, MOST_PAUSE, RandomGenerator.getDefault());
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work, durability);
            } catch (DatabaseError failure) {
                if (attempt == MOST_ATTEMPTS || !Dialect.POSTGRES.isRetryable(failure.reason())) {
                    throw failure;
                }
                pause(backoff.next(), failure);
            }
        }
    }

    private static void pause(Duration pause, DatabaseError failure) {
        try {
            SystemTime.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private <T> T once(Work<T> work, Durability durability) {
        Done<T> done;
        try {
            done = pool.lend(connection -> once(connection, work, durability));
        } catch (SQLException failure) {
            throw new DatabaseError("commit", failure);
        }
        done.tx().actionsAfterCommit().forEach(Runnable::run);
        return done.result();
    }

    private static <T> Done<T> once(Connection connection, Work<T> work, Durability durability)
            throws SQLException {
        Tx tx = tx(connection);
        begin(connection, durability);
        try {
            T result = work.run(tx);
            connection.commit();
            return new Done<>(tx, result);
        } catch (Throwable failure) {
            rollback(connection);
            throw failure;
        }
    }

    private record Done<T>(Tx tx, T result) {}

    /// The driver keeps prepared statements by itself.
    private static Tx tx(Connection connection) {
        return new Tx(new Statements(connection, 0), Dialect.POSTGRES);
    }

    private static void begin(Connection connection, Durability durability) throws SQLException {
        connection.setAutoCommit(false);
        if (durability == Durability.RELAXED) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = off");
            }
        }
    }

    /// A connection that can't even roll back is broken; the pool throws it away.
    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            log.debug("rollback failed", broken);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        try {
            return pool.lend(connection -> work.run(tx(connection)));
        } catch (SQLException failure) {
            throw new DatabaseError("no connection", failure);
        }
    }

    @Override
    public Notifications notifications(String channel) {
        return new Notifications(pool, address, channel);
    }

    @Override
    public int waiting() {
        return pool.waiting();
    }

    @Override
    public Map<String, Integer> connections() {
        return pool.connections();
    }

    @Override
    public void close() {
        pool.close();
    }
}
