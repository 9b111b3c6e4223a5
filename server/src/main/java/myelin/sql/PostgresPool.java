package myelin.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import myelin.config.DatabaseConfig;
import myelin.observe.RequestScope;
import myelin.postgres.PostgresAddress;

/// The open connections to PostgreSQL, and the line before them. Any thread may enter.
///
/// Who comes first is served first. One connection is kept from requests, where there are several: however many of
/// them wait, what is done for all, as committing what many have sent, goes on.
final class PostgresPool implements AutoCloseable {
    private static final Duration UNTIL_CONNECTED = Duration.ofSeconds(30);

    private final HikariDataSource connections;
    private final Duration patience;
    private final Semaphore all;
    private final Semaphore forRequests;

    /// Opens some connections.
    ///
    /// @param patience how long a transaction waits in line
    /// @throws DatabaseRefused when the server can't be reached
    PostgresPool(DatabaseConfig.Postgres config, PostgresAddress address, Duration patience) {
        this.patience = patience;
        all = new Semaphore(config.poolMax(), true);
        forRequests = new Semaphore(Math.max(1, config.poolMax() - 1), true);
        HikariConfig settings = new HikariConfig();
        settings.setPoolName("postgres");
        settings.setJdbcUrl(address.url());
        settings.setDataSourceProperties(address.properties());
        settings.setMinimumIdle(config.poolMin());
        settings.setMaximumPoolSize(config.poolMax());
        settings.setConnectionTimeout(UNTIL_CONNECTED.toMillis());
        settings.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        try {
            connections = new HikariDataSource(settings);
        } catch (PoolInitializationException failure) {
            throw new DatabaseRefused(
                    "No connection to " + config + ": " + reason(failure), failure);
        }
    }

    /// The driver's own words say little when it was the socket that failed.
    private static String reason(PoolInitializationException failure) {
        Throwable driver = failure.getCause();
        if (driver == null) {
            return String.valueOf(failure.getMessage());
        }
        Throwable socket = driver.getCause();
        return socket instanceof IOException
                ? driver.getMessage() + " " + socket.getMessage()
                : String.valueOf(driver.getMessage());
    }

    /// What is done with a connection.
    @FunctionalInterface
    interface Use<T> {
        T with(Connection connection) throws SQLException;
    }

    /// Lends a connection, waited for.
    ///
    /// @throws Overloaded when that takes too long; nothing was done then
    <T> T lend(Use<T> use) throws SQLException {
        if (!RequestScope.isRequest()) {
            return lend(all, use);
        }
        enter(forRequests);
        try {
            return lend(all, use);
        } finally {
            forRequests.release();
        }
    }

    private <T> T lend(Semaphore line, Use<T> use) throws SQLException {
        enter(line);
        try (Connection connection = connections.getConnection()) {
            return use.with(connection);
        } finally {
            line.release();
        }
    }

    private void enter(Semaphore line) {
        try {
            if (!line.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Overloaded();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            if (!line.tryAcquire()) { // who is interrupted does not wait, but may find a place
                throw new Overloaded();
            }
        }
    }

    int waiting() {
        return all.getQueueLength() + forRequests.getQueueLength();
    }

    /// How many are open, by whether they are in use.
    Map<String, Integer> connections() {
        HikariPoolMXBean pool = connections.getHikariPoolMXBean();
        return Map.of("in_use", pool.getActiveConnections(), "idle", pool.getIdleConnections());
    }

    @Override
    public void close() {
        connections.close();
    }
}
