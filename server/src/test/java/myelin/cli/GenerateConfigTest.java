package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import myelin.config.ConfigReader;
import myelin.config.DatabaseConfig;
import myelin.config.ListenerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `generate-config`, `generate-keys` and `generate-signing-key`.
class GenerateConfigTest {
    private final TestTerminal terminal = new TestTerminal();

    @TempDir private Path folder;

    @Test
    void whatIsMadeCanBeReadWithoutAWarning() {
        assertThat(generate()).isEqualTo(ExitCode.OK);

        ConfigReader.Loaded loaded = ConfigReader.read(List.of(config()));
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config().server().serverName().value()).isEqualTo("example.org");
        assertThat(loaded.config().registration().registrationSharedSecret()).hasSize(48);
        assertThat(loaded.config().database())
                .isEqualTo(new DatabaseConfig.Sqlite(folder.resolve("data/homeserver.db")));
        assertThat(LogFiles.read(loaded.config().server().logConfig()).root().handlers())
                .containsExactly("console");
    }

    @Test
    void theServerListensForThisMachineOnly() {
        generate();

        assertThat(ConfigReader.read(List.of(config())).config().listeners())
                .singleElement()
                .satisfies(listener ->
                        assertThat(listener.bindAddresses())
                                .contains("127.0.0.1")
                                .isSubsetOf("::1", "127.0.0.1"));
    }

    @Test
    void privatePortsCanBeOpened() {
        generate("--open-private-ports");

        assertThat(ConfigReader.read(List.of(config())).config().listeners())
                .extracting(ListenerConfig::bindAddresses)
                .containsExactly(List.of("::", "0.0.0.0"));
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        generate();
        String key = Files.readString(key());
        String config = Files.readString(config());

        assertThat(generate()).isEqualTo(ExitCode.OK);

        assertThat(key()).hasContent(key);
        assertThat(config()).hasContent(config);
        assertThat(terminal.printed()).contains("Kept the configuration", "Kept the signing key");
    }

    @Test
    void aMissingKeyIsMadeForAnExistingConfiguration() throws IOException {
        generate();
        Files.delete(key());

        assertThat(Commands.run(terminal, "generate-keys", "-c", config().toString()))
                .isEqualTo(ExitCode.OK);

        assertThat(ConfigReader.read(List.of(config())).config().keys().signingKeys()).hasSize(1);
    }

    @Test
    void secretsAreNotForEverybody() throws IOException {
        generate();

        for (Path file : List.of(config(), key())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .endsWith("---");
        }
    }

    @Test
    void theAdministratorMustDecideOnStatistics() {
        assertThat(Commands.run(terminal, "generate-config", "--server-name", "example.org"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.complaints()).contains("--report-stats");
    }

    @Test
    void aBadServerNameIsRefused() {
        assertThat(
                        Commands.run(
                                terminal,
                                "generate-config",
                                "--server-name",
                                "not a name",
                                "--report-stats",
                                "no"))
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aSigningKeyIsPrintedOrWrittenOnce() {
        Path file = folder.resolve("new.key");

        assertThat(Commands.run(terminal, "generate-signing-key")).isEqualTo(ExitCode.OK);
        assertThat(Commands.run(terminal, "generate-signing-key", "-o", file.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(Commands.run(terminal, "generate-signing-key", "-o", file.toString()))
                .isEqualTo(ExitCode.FAILED);

        assertThat(terminal.printed()).matches("ed25519 a_[a-zA-Z]{4} [A-Za-z0-9+/]{43}\n");
        assertThat(terminal.complaints()).contains("never overwritten");
    }

    private int generate(String... more) {
        String[] arguments = {
            "generate-config",
            "--server-name=example.org",
            "--report-stats=no",
            "--config-dir=" + folder,
            "--data-dir=" + folder.resolve("data"),
            "-c",
            config().toString()
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Commands.run(terminal, all);
    }

    private Path config() {
        return folder.resolve("homeserver.yaml");
    }

    private Path key() {
        return folder.resolve("example.org.signing.key");
    }
}
