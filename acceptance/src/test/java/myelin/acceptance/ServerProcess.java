package myelin.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Myelin in a process of its own, started as an administrator starts it: `./myelin serve -c …`.
///
/// Its configuration, data and log lie in a folder of the test. Used by one thread.
final class ServerProcess implements AutoCloseable {
    private static final Path REPOSITORY =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final String database;
    private Process process;

    private ServerProcess(Path folder, int port, String database) {
        this.folder = folder;
        this.port = port;
        this.database = database;
        this.process = launch();
        awaitReady();
    }

    /// Starts a server without any data.
    ///
    /// @param folder empty; the server's files come here
    static ServerProcess start(Path folder, Storage storage) {
        return start(folder, database(folder, storage));
    }

    /// Starts another node on the same database, which must be one that nodes can share.
    ///
    /// @param other empty; the node's files come here
    ServerProcess another(Path other) {
        return start(other, database);
    }

    private static ServerProcess start(Path folder, String database) {
        int port = freePort();
        try {
            Files.writeString(
                    folder.resolve("homeserver.yaml"), configuration(folder, port, database));
            // A key which is no secret; real ones come from `./myelin generate-keys`.
            Files.writeString(
                    folder.resolve("signing.key"),
                    "ed25519 a_test YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new ServerProcess(folder, port, database);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Ends it at once, as `kill -9` does: it can neither finish nor tidy anything.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Starts it again on the data it left behind, after [#kill].
    void startAgain() {
        process = launch();
        awaitReady();
    }

    /// Asks it to stop, and insists when it does not.
    @Override
    public void close() {
        process.destroy();
        if (!endsWithin(PATIENCE)) {
            kill();
            throw new AssertionError("did not stop on SIGTERM:\n" + log());
        }
    }

    private Process launch() {
        ProcessBuilder builder =
                new ProcessBuilder(
                        REPOSITORY.resolve("myelin").toString(), "serve", "-c", "homeserver.yaml");
        builder.directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MYELIN_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
        File log = folder.resolve("server.log").toFile();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void awaitReady() {
        Api api = new Api(address());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!api.answers("/_matrix/client/versions")) {
            if (endsWithin(Duration.ofMillis(50)) || System.nanoTime() > deadline) {
                kill();
                throw new AssertionError("did not start:\n" + log());
            }
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String log() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("server.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String database(Path folder, Storage storage) {
        return switch (storage) {
            case SQLITE ->
                    "name: sqlite3, args: {database: '%s'}"
                            .formatted(folder.resolve("homeserver.db"));
            case POSTGRES ->
                    "name: psycopg2, args: {host: localhost, port: %d, user: postgres, dbname: %s}"
                            .formatted(Postgres.port(), Postgres.createDatabase());
        };
    }

    private static String configuration(Path folder, int port, String database) {
        return """
        server_name: acceptance.test
        report_stats: false
        listeners:
          - port: %d
            type: http
            bind_addresses: ['127.0.0.1']
            resources: [{names: [client]}]
        database: {%s}
        signing_key_path: '%s'
        media_store_path: '%s'
        macaroon_secret_key: no secret
        form_secret: no secret
        enable_registration: true
        enable_registration_without_verification: true
        bcrypt_rounds: 4
        rc_message: &off {per_second: 100000, burst_count: 100000}
        rc_registration: *off
        rc_login: {address: *off, account: *off, failed_attempts: *off}
        rc_joins: {local: *off, remote: *off}
        rc_joins_per_room: *off
        rc_invites: {per_room: *off, per_user: *off, per_issuer: *off}
        rc_room_creation: *off
        """
                .formatted(port, database, folder.resolve("signing.key"), folder.resolve("media"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
