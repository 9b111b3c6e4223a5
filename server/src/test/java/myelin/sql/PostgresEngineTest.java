package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import myelin.BothDatabases;
import myelin.TestDatabase;
import myelin.config.DatabaseConfig;
import myelin.config.DatabaseConfig.Host;
import myelin.observe.RequestScope;
import myelin.schema.Migrations;
import org.junit.jupiter.api.Test;

class PostgresEngineTest {
    private static final Sql ONE = Sql.of("SELECT 1 AS value");
    private static final Sql TIMEOUT = Sql.of("SELECT current_setting('lock_timeout') AS value");

    private static DatabaseConfig.Postgres with(
            DatabaseConfig.Postgres config, String database, Map<String, String> parameters) {
        return new DatabaseConfig.Postgres(
                config.hosts(),
                config.user(),
                config.password(),
                database,
                1,
                2,
                parameters,
                config.allowUnsafeLocale());
    }

    private static DatabaseConfig.Postgres unsafeAllowed(DatabaseConfig.Postgres config) {
        return new DatabaseConfig.Postgres(
                config.hosts(),
                config.user(),
                config.password(),
                config.database(),
                1,
                2,
                config.parameters(),
                true);
    }

    /// Runs `test` on a database made by `options` of CREATE DATABASE.
    private static void withDatabase(
            TestDatabase database, String options, Consumer<DatabaseConfig.Postgres> test) {
        if (!(database.config() instanceof DatabaseConfig.Postgres server)) {
            return;
        }
        String name = "other_" + ProcessHandle.current().pid();
        TestDatabase.administer(
                server, "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
        try {
            test.accept(with(server, name, Map.of()));
        } finally {
            TestDatabase.administer(server, "DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    @BothDatabases
    void aCollationOtherThanCIsRefusedWithWords(TestDatabase database) {
        withDatabase(
                database,
                "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
                config ->
                        assertThatThrownBy(() -> Migrations.opened(config))
                                .isInstanceOf(DatabaseRefused.class)
                                .hasMessageContaining("collation 'C.UTF-8'")
                                .hasMessageContaining("allow_unsafe_locale"));
    }

    @BothDatabases
    void aCollationOtherThanCIsTakenWhenTheAdministratorSaysSo(TestDatabase database) {
        withDatabase(
                database,
                "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
                config -> Migrations.opened(unsafeAllowed(config)).close());
    }

    @BothDatabases
    void anEncodingOtherThanUtf8IsRefusedWithWords(TestDatabase database) {
        withDatabase(
                database,
                "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'",
                config ->
                        assertThatThrownBy(() -> Migrations.opened(unsafeAllowed(config)))
                                .isInstanceOf(DatabaseRefused.class)
                                .hasMessageContaining("LATIN1"));
    }

    @Test
    void aServerThatIsTooOldIsRefusedWithWords() {
        assertThatThrownBy(() -> PostgresEngine.checkVersion(13))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessage("PostgreSQL 13 is too old: 14 or newer is needed.");
        assertThatCode(() -> PostgresEngine.checkVersion(14)).doesNotThrowAnyException();
    }

    /// A request that waited half a minute for a connection ended as a fault of the server.
    @BothDatabases
    void aRequestThatFindsAllConnectionsInUseIsOneTooMany(TestDatabase database) throws Exception {
        if (database.config() instanceof DatabaseConfig.Postgres server) {
            DatabaseConfig.Postgres two = with(server, server.database(), Map.of());
            CountDownLatch inUse = new CountDownLatch(1);
            CountDownLatch enough = new CountDownLatch(1);
            try (PostgresEngine engine = new PostgresEngine(two, Duration.ofMillis(50))) {
                Thread first =
                        Thread.startVirtualThread(() ->
                                inRequest(() ->
                                        engine.read(tx -> {
                                            inUse.countDown();
                                            await(enough);
                                            return number(tx);
                                        })));
                inUse.await();

                assertThatThrownBy(() -> inRequest(() -> engine.read(PostgresEngineTest::number)))
                        .isInstanceOf(Overloaded.class);
                // What is done for all has a connection of its own.
                assertThat(engine.<Long>read(PostgresEngineTest::number)).isEqualTo(1);

                enough.countDown();
                first.join();
                assertThat(inRequest(() -> engine.<Long>read(PostgresEngineTest::number)))
                        .isEqualTo(1);
            }
        }
    }

    private static <T> T inRequest(Supplier<T> work) {
        return ScopedValue.where(RequestScope.CURRENT, new RequestScope("GET-1")).call(work::get);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static long number(Tx tx) {
        return tx.query(ONE).one(row -> row.number("value"));
    }

    @BothDatabases
    void aDatabaseThatIsNotThereIsNamed(TestDatabase database) {
        if (database.config() instanceof DatabaseConfig.Postgres server) {
            assertThatThrownBy(() -> Migrations.opened(with(server, "nowhere", Map.of())))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("nowhere")
                    .hasMessageNotContaining("password");
        }
    }

    @BothDatabases
    void parametersOfLibpqAreUnderstood(TestDatabase database) {
        if (database.config() instanceof DatabaseConfig.Postgres server) {
            Map<String, String> parameters =
                    Map.of(
                            "sslmode", "prefer",
                            "connect_timeout", "5",
                            "keepalives", "1",
                            "keepalives_idle", "30",
                            "keepalives_interval", "5",
                            "keepalives_count", "3",
                            "target_session_attrs", "read-write",
                            "options", "-c lock_timeout=1234");
            try (Database opened = Migrations.opened(with(server, server.database(), parameters))) {
                assertThat(
                                opened.<String>read(
                                        tx -> tx.query(TIMEOUT).one(row -> row.string("value"))))
                        .isEqualTo("1234ms");
            }
        }
    }

    @BothDatabases
    void theFirstHostThatAnswersIsUsed(TestDatabase database) {
        if (database.config() instanceof DatabaseConfig.Postgres server) {
            DatabaseConfig.Postgres hosts =
                    new DatabaseConfig.Postgres(
                            List.of(new Host("127.0.0.1", 1), server.hosts().getFirst()),
                            server.user(),
                            server.password(),
                            server.database(),
                            1,
                            2,
                            Map.of(),
                            false);
            Migrations.opened(hosts).close();
        }
    }

    @Test
    void anUnknownParameterIsRefusedWithWords() {
        DatabaseConfig.Postgres config =
                new DatabaseConfig.Postgres(
                        List.of(new Host("localhost", 1)),
                        "user",
                        "hush",
                        "db",
                        1,
                        2,
                        Map.of("sslmoode", "require"),
                        false);

        assertThatThrownBy(() -> Migrations.opened(config))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("sslmoode")
                .hasMessageContaining("sslmode");
    }

    @Test
    void thePasswordIsInNoText() {
        DatabaseConfig.Postgres config =
                new DatabaseConfig.Postgres(
                        List.of(new Host("db", 5432)), "me", "hush", "x", 1, 2, Map.of(), false);

        assertThat(config.toString()).isEqualTo("Postgres[me@[db:5432]/x]");
    }
}
