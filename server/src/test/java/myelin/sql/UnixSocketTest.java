package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.concurrent.Tasks;
import myelin.config.DatabaseConfig.Host;
import myelin.config.DatabaseConfig.Postgres;
import myelin.postgres.PostgresAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL over a UNIX socket, as many servers of Synapse have it.
class UnixSocketTest {
    private static final Sql FOLDERS = Sql.of("SHOW unix_socket_directories");
    private static final Sql OVER_NETWORK =
            Sql.of("SELECT inet_server_addr() IS NOT NULL AS network");
    private static final Sql LONG =
            Sql.of("SELECT repeat('x', 3000000) || CAST(:number AS TEXT) AS value");

    @BothDatabases
    void aFolderIsTheHost(TestDatabase database) {
        withSocket(
                database,
                config -> {
                    try (Database opened = Database.open(config)) {
                        assertThat(isOverNetwork(opened)).isFalse();
                    }
                });
    }

    @Test
    void aSocketOnWhichNobodyListensIsNamed(@TempDir Path folder) {
        Postgres nobody = config(new Host(folder.toString(), 5432));

        assertThatThrownBy(() -> Database.open(nobody))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(folder + "/.s.PGSQL.5432");
    }

    @BothDatabases
    void muchGoesThroughManyAtOnce(TestDatabase database) {
        withSocket(
                database,
                config -> {
                    List<Tasks.Task<Integer>> tasks = new ArrayList<>();
                    try (Database opened = Database.open(config)) {
                        for (int i = 0; i < 20; i++) {
                            int number = i;
                            tasks.add(() -> longText(opened, number).length());
                        }
                        assertThat(all(tasks)).allMatch(length -> length > 3_000_000);
                    }
                });
    }

    /// What is waited for has a time limit, which a channel's read has not.
    @BothDatabases
    void notificationsComeThroughAndATimeLimitEnds(TestDatabase database) {
        withSocket(
                database,
                config -> {
                    try (Connection listening = connected(config);
                            Connection sending = connected(config)) {
                        run(listening, "LISTEN here");
                        var notified = listening.unwrap(org.postgresql.PGConnection.class);
                        assertThat(notified.getNotifications(20)).isNullOrEmpty();
                        run(sending, "NOTIFY here, 'hello'");
                        assertThat(notified.getNotifications(60_000))
                                .extracting(org.postgresql.PGNotification::getParameter)
                                .containsExactly("hello");
                        assertThat(listening.isValid(5)).isTrue();
                        run(listening, "SELECT 1");
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                });
    }

    @BothDatabases
    void aStatementThatTakesTooLongIsEnded(TestDatabase database) {
        withSocket(
                database,
                config -> {
                    try (Connection connection = connected(config);
                            Statement statement = connection.createStatement()) {
                        statement.setQueryTimeout(1);
                        assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                                .isInstanceOf(SQLException.class);
                        run(connection, "SELECT 1");
                        connection.setNetworkTimeout(Runnable::run, 100);
                        assertThatThrownBy(() -> run(connection, "SELECT pg_sleep(60)"))
                                .isInstanceOf(SQLException.class);
                        assertThat(connection.isClosed()).isTrue();
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                });
    }

    @BothDatabases
    void closingEndsAReadUnderWay(TestDatabase database) {
        withSocket(
                database,
                config -> {
                    try (Connection connection = connected(config)) {
                        Thread reading =
                                Thread.startVirtualThread(() ->
                                        assertThatThrownBy(() ->
                                                        run(connection, "SELECT pg_sleep(60)"))
                                                .isInstanceOf(SQLException.class));
                        Executor here = Runnable::run;
                        connection.abort(here);
                        assertThat(reading.join(Duration.ofSeconds(30))).isTrue();
                    } catch (SQLException | InterruptedException failure) {
                        throw new IllegalStateException(failure);
                    }
                });
    }

    /// The driver says goodbye from the thread that closes, while another one waits for what comes.
    @BothDatabases
    void closingEndsAWaitForNotifications(TestDatabase database) {
        withSocket(
                database,
                config -> {
                    try (Database opened = Database.open(config)) {
                        Notifications notifications = opened.notifications("here");
                        CountDownLatch heard = new CountDownLatch(1);
                        Thread waiting =
                                Thread.startVirtualThread(() -> {
                                    notifications.receive();
                                    heard.countDown();
                                    notifications.receive();
                                });
                        while (!heard.await(20, TimeUnit.MILLISECONDS)) {
                            notifications.send("hello"); // in vain until it listens
                        }
                        notifications.close();
                        assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
                    } catch (InterruptedException stop) {
                        throw new IllegalStateException(stop);
                    }
                });
    }

    /// Runs `test` with the same database at its server's socket, if this machine has that.
    private static void withSocket(TestDatabase database, Consumer<Postgres> test) {
        if (!(database.config() instanceof Postgres config)) {
            return;
        }
        int port = config.hosts().getFirst().port();
        Optional<String> folders =
                database.database()
                        .read(tx ->
                                tx.query(FOLDERS)
                                        .first(row -> row.string("unix_socket_directories")));
        folders.map(text -> text.split(",")[0].strip())
                .filter(folder -> Files.exists(Path.of(folder, ".s.PGSQL." + port)))
                .ifPresent(folder -> test.accept(at(config, new Host(folder, port))));
    }

    private static Postgres at(Postgres config, Host host) {
        return new Postgres(
                List.of(host),
                config.user(),
                config.password(),
                config.database(),
                1,
                4,
                Map.of("sslmode", "require", "keepalives_idle", "10"),
                config.allowUnsafeLocale());
    }

    private static Postgres config(Host... hosts) {
        return new Postgres(List.of(hosts), "chat", null, "chat", 1, 2, Map.of(), false);
    }

    private static boolean isOverNetwork(Database database) {
        return database.read(tx -> tx.query(OVER_NETWORK).one(row -> row.bool("network")));
    }

    private static String longText(Database database, int number) {
        return database.read(
                tx -> tx.query(LONG).bind("number", number).one(row -> row.string("value")));
    }

    private static <T> List<T> all(List<Tasks.Task<T>> tasks) {
        try {
            return Tasks.all(tasks.size(), Duration.ofMinutes(1), tasks);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static Connection connected(Postgres config) throws SQLException {
        PostgresAddress address = PostgresAddress.of(config);
        return DriverManager.getConnection(address.url(), address.properties());
    }

    private static boolean run(Connection connection, String statement) throws SQLException {
        try (Statement plain = connection.createStatement()) {
            return plain.execute(statement);
        }
    }
}
