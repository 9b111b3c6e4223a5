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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.config.DatabaseConfig;
import myelin.config.DatabaseConfig.Host;
import myelin.sql.Database;

/// A PostgreSQL server with a migrated database, made once for all tests of a JVM, and the copies of that.
final class PostgresTemplate {
    private static final String TEMPLATE = "myelin_template_" + ProcessHandle.current().pid();
    private static final AtomicInteger COPIES = new AtomicInteger();
    private static final Server SERVER = start();

    private PostgresTemplate() {}

    private record Server(String host, int port, String user, String password) {
        DatabaseConfig.Postgres database(String name) {
            return new DatabaseConfig.Postgres(
                    List.of(new Host(host, port)), user, password, name, 1, 8, Map.of(), false);
        }

        void run(String statement) {
            String url = "jdbc:postgresql://" + host + ":" + port + "/postgres";
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

        void remove() {
            SERVER.run("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    static Copy copy() {
        String name = TEMPLATE + "_" + COPIES.incrementAndGet();
        SERVER.run("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " STRATEGY FILE_COPY");
        return new Copy(name);
    }

    private static Server start() {
        Server server =
                Optional.ofNullable(System.getenv("TEST_POSTGRES_URL"))
                        .map(PostgresTemplate::given)
                        .orElseGet(PostgresTemplate::embedded);
        server.run(
                "CREATE DATABASE "
                        + TEMPLATE
                        + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        Database.open(server.database(TEMPLATE)).close();
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
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> server.run("DROP DATABASE " + TEMPLATE + " WITH (FORCE)")));
        return server;
    }

    /// The server ends with the JVM.
    private static Server embedded() {
        try {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder()
                            .setLocaleConfig("locale", "C")
                            .setServerConfig("fsync", "off")
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
