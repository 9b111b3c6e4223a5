package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import myelin.config.people.PasswordConfig;
import myelin.options.Reading;
import myelin.users.Passwords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `hash-password`.
class HashPasswordTest {
    private static final String YAML = "bcrypt_rounds: 4\npassword_config: {pepper: salty}\n";

    @TempDir private Path folder;

    @Test
    void theHashFitsWithThePepperOfTheConfiguration() throws IOException {
        Path config = Files.writeString(folder.resolve("h.yaml"), YAML);
        var terminal = new TestTerminal();

        assertThat(
                        Commands.run(
                                terminal,
                                "hash-password",
                                "-p",
                                "wonderland",
                                "-c",
                                config.toString()))
                .isEqualTo(ExitCode.OK);

        String hash = terminal.printed().strip();
        var passwords = new Passwords(PasswordConfig.read(Reading.of("h.yaml", YAML).root()));
        assertThat(hash).startsWith("$2b$04$");
        assertThat(passwords.fits("wonderland", Optional.of(hash))).isTrue();
    }

    @Test
    void thePasswordIsAskedForTwice() {
        var terminal = new TestTerminal("one", "another");

        assertThat(Commands.run(terminal, "hash-password", "-r", "4")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.complaints()).contains("do not match");
    }

    @Test
    void aCostThatDoesNotExistIsRefused() {
        var terminal = new TestTerminal();

        assertThat(Commands.run(terminal, "hash-password", "-p", "a", "-r", "99"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.complaints()).contains("from 4 to 31");
    }
}
