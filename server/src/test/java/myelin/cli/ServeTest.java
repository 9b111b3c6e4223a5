package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.config.TlsConfig;
import myelin.web.TestCertificate;
import myelin.web.TrustingClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` as a process of its own, with real signals.
class ServeTest {
    private static final Pattern SERVING =
            Pattern.compile("Serving example.org at (https?://127.0.0.1:\\d+)");

    @TempDir private Path folder;
    private @Nullable Process process;

    @AfterEach
    void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void itServesReloadsAndEndsGently() throws IOException, InterruptedException {
        generate();
        Path log = folder.resolve("homeserver.log");
        Path pid = folder.resolve("homeserver.pid");
        logTo(log);
        Process server = start("-c", config().toString());

        String address = address(server);
        assertThat(status(address + "/_matrix/client/versions")).isEqualTo(200);
        assertThat(pid).hasContent(String.valueOf(server.pid()));

        Files.move(log, folder.resolve("aside.log"));
        signal(server, "HUP");
        awaitFile(log, "logging reloaded");

        signal(server, "TERM");
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(ExitCode.OK);
        assertThat(pid).doesNotExist();
        assertThat(folder.resolve("aside.log"))
                .content()
                .contains("serving example.org at " + address, "Sqlite[", "register-user -c ");
        assertThat(log).content().contains("ending");
    }

    @Test
    void aRenewedCertificateIsServedAfterASignal() throws IOException, InterruptedException {
        generate();
        Path log = folder.resolve("homeserver.log");
        logTo(log);
        TlsConfig tls = TestCertificate.write(folder, "EC", "old.example");
        Files.writeString(
                config(),
                Files.readString(config()).replace("tls: false", "tls: true")
                        + "tls_certificate_path: %s\ntls_private_key_path: %s\n"
                                .formatted(tls.certificate(), tls.privateKey()));
        Process server = start("-c", config().toString());
        URI versions = URI.create(address(server) + "/_matrix/client/versions");
        assertThat(TrustingClient.certificateName(versions)).isEqualTo("CN=old.example");

        TestCertificate.write(folder, "EC", "new.example");
        signal(server, "HUP");
        awaitFile(log, "certificate reloaded");

        assertThat(TrustingClient.certificateName(versions)).isEqualTo("CN=new.example");
    }

    @Test
    void whatIsWrongIsSaidAndNothingStarted() throws IOException, InterruptedException {
        Files.writeString(config(), "server_name: example.org\nlisteners: 8008\n");
        Process server = start("--config-path", config().toString());

        assertThat(server.waitFor()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(server.errorReader().lines().collect(java.util.stream.Collectors.joining("\n")))
                .contains("h.yaml:2: listeners must be a list, not 8008", "generate-keys");
    }

    @Test
    void onlyAPlainCallTakesTheShortWay() {
        assertThat(Serve.plain("serve", "-c", "a", "--config-path", "b"))
                .contains(List.of(Path.of("a"), Path.of("b")));
        assertThat(Serve.plain("serve")).isEmpty();
        assertThat(Serve.plain("serve", "--help", "me")).isEmpty();
        assertThat(Serve.plain("serve", "-c")).isEmpty();
        assertThat(Serve.plain("config", "-c", "a")).isEmpty();
    }

    private Path config() {
        return folder.resolve("h.yaml");
    }

    private void generate() throws IOException {
        Commands.run(
                new TestTerminal(),
                "generate-config",
                "--server-name=example.org",
                "--report-stats=no",
                "--data-dir=" + folder,
                "-c",
                config().toString());
        String text = Files.readString(config());
        Files.writeString(
                config(),
                text.replace("port: 8008", "port: 0")
                        .replaceAll("bind_addresses: .*", "bind_addresses: ['127.0.0.1']"));
    }

    private void logTo(Path file) throws IOException {
        Files.writeString(
                folder.resolve("example.org.log.config"),
                """
                handlers: {file: {class: logging.FileHandler, filename: "%s"}}
                root: {level: INFO, handlers: [file]}
                """
                        .formatted(file));
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "myelin.Main", "serve"));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).start();
        return process;
    }

    private static String address(Process server) throws IOException {
        BufferedReader out = server.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher serving = SERVING.matcher(line);
            if (serving.matches()) {
                return serving.group(1);
            }
        }
        throw new AssertionError(
                "it ended: "
                        + server.errorReader()
                                .lines()
                                .collect(java.util.stream.Collectors.joining("\n")));
    }

    private static int status(String address) throws IOException {
        return ((HttpURLConnection) URI.create(address).toURL().openConnection()).getResponseCode();
    }

    private static void signal(Process server, String name)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid())).start().waitFor();
    }

    private static void awaitFile(Path file, String text) throws IOException {
        // Nothing tells us when another process writes, so we look, and let others run between.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertThat(System.nanoTime()).as("waited too long for " + text).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
