package myelin;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.config.DatabaseConfig;
import myelin.config.DatabaseConfig.Host;
import myelin.schema.Migrations;

/// A PostgreSQL server with a migrated database, made once for all tests of a JVM, and the copies of that.
final class PostgresTemplate {
    private static final String TEMPLATE = "myelin_template_" + ProcessHandle.current().pid();
    private static final AtomicInteger COPIES = new AtomicInteger();

    /// Keeps the rows which the migrations have written.
    private static final String KEEP_FIRST_ROWS =
            """
            DO $$
            DECLARE
                t TEXT;
                filled BOOLEAN;
            BEGIN
                CREATE SCHEMA first;
                FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO filled;
                    IF filled THEN
                        EXECUTE format('CREATE TABLE first.%I AS TABLE public.%I', t, t);
                    END IF;
                END LOOP;
                CREATE TABLE first.tables_ AS
                    SELECT tablename FROM pg_tables WHERE schemaname = 'public';
                CREATE TABLE first.sequences_ AS
                    SELECT sequencename, COALESCE(last_value, 0) + 1 AS next
                    FROM pg_sequences WHERE schemaname = 'public';
            END $$\
            """;

    /// Drops the tables which a test has made, and gives the others their first rows again.
    private static final String RESET =
            """
            DO $$
            DECLARE
                t TEXT;
                n BIGINT;
            BEGIN
                FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                    IF t NOT IN (SELECT tablename FROM first.tables_) THEN
                        EXECUTE format('DROP TABLE public.%I CASCADE', t);
                    ELSIF pg_relation_size(format('public.%I', t)::regclass) > 0 THEN
                        EXECUTE format('DELETE FROM public.%I', t);
                    END IF;
                END LOOP;
                FOR t IN SELECT tablename FROM pg_tables
                        WHERE schemaname = 'first'
                        AND tablename NOT IN ('tables_', 'sequences_') LOOP
                    EXECUTE format(
                        'INSERT INTO public.%I OVERRIDING SYSTEM VALUE SELECT * FROM first.%I', t, t);
                END LOOP;
                FOR t, n IN SELECT sequencename, next FROM first.sequences_ LOOP
                    EXECUTE format('ALTER SEQUENCE public.%I RESTART WITH %s', t, n);
                END LOOP;
            END $$\
            """;

    private static final Queue<Copy> FREE = new ConcurrentLinkedQueue<>();
    private static final Server SERVER = start();

    private PostgresTemplate() {}

    private record Server(String host, int port, String user, String password) {
        DatabaseConfig.Postgres database(String name) {
            return new DatabaseConfig.Postgres(
                    List.of(new Host(host, port)), user, password, name, 1, 8, Map.of(), false);
        }

        void run(String database, String statement) {
            String url = "jdbc:postgresql://" + host + ":" + port + "/" + database;
            try (Connection connection = DriverManager.getConnection(url, user, password);
                    Statement plain = connection.createStatement()) {
                plain.execute(statement);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /// A database of its own on the common server.
    record Copy(String name) {
        DatabaseConfig config() {
            return SERVER.database(name);
        }

        /// Makes it as it was, for the next test: that takes a tenth of the time of a fresh copy.
        void remove() {
            SERVER.run(name, RESET);
            FREE.add(this);
        }
    }

    static Copy copy() {
        Copy free = FREE.poll();
        if (free != null) {
            return free;
        }
        String name = TEMPLATE + "_" + COPIES.incrementAndGet();
        SERVER.run("postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return new Copy(name);
    }

    static void administer(DatabaseConfig.Postgres config, String statement) {
        Host host = config.hosts().getFirst();
        String password = Objects.requireNonNullElse(config.password(), "");
        new Server(host.name(), host.port(), config.user(), password).run("postgres", statement);
    }

    private static Server start() {
        Server server =
                Optional.ofNullable(System.getenv("TEST_POSTGRES_URL"))
                        .map(PostgresTemplate::given)
                        .orElseGet(PostgresTemplate::embedded);
        server.run(
                "postgres",
                "CREATE DATABASE "
                        + TEMPLATE
                        + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        Migrations.opened(server.database(TEMPLATE)).close();
        server.run(TEMPLATE, KEEP_FIRST_ROWS);
        return server;
    }

    private static Server given(String url) {
        URI address = URI.create(url.substring("jdbc:".length()));
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : Optional.ofNullable(address.getQuery()).orElse("").split("&")) {
            String[] parts = parameter.split("=", 2);
            parameters.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        Server server =
                new Server(
                        address.getHost(),
                        address.getPort() < 0 ? 5432 : address.getPort(),
                        parameters.getOrDefault("user", "postgres"),
                        parameters.getOrDefault("password", ""));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> dropAll(server)));
        return server;
    }

    private static void dropAll(Server server) {
        for (int copy = 1; copy <= COPIES.get(); copy++) {
            server.run("postgres", "DROP DATABASE " + TEMPLATE + "_" + copy + " WITH (FORCE)");
        }
        server.run("postgres", "DROP DATABASE " + TEMPLATE + " WITH (FORCE)");
    }

    /// The server ends with the JVM.
    private static Server embedded() {
        try {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder()
                            .setLocaleConfig("locale", "C")
                            .setServerConfig("fsync", "off")
                            .setServerConfig("deadlock_timeout", "50ms")
                            .setServerConfig("full_page_writes", "off")
                            .setServerConfig("max_connections", "200")
                            .setServerConfig("shared_buffers", "32MB")
                            .start();
            return new Server("localhost", postgres.getPort(), "postgres", "postgres");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
