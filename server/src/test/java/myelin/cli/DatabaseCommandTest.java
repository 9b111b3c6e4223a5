package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `database status` and `database migrate`.
class DatabaseCommandTest {
    private final TestTerminal terminal = new TestTerminal();

    @TempDir private Path folder;

    @BeforeEach
    void writeConfiguration() throws IOException {
        Files.writeString(folder.resolve("h.yaml"), "server_name: example.org\n");
    }

    @Test
    void aNewDatabaseHasStepsToTakeAndThenNone() {
        assertThat(run("status")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed()).contains("schema version: none", "streams");

        assertThat(run("migrate")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed()).containsPattern("1/(\\d+) \\d+-[a-z-]+\n(.*\n)+\\1/\\1 ");
        assertThat(run("status")).isEqualTo(ExitCode.OK);
        assertThat(terminal.printed())
                .contains(
                        "steps to take: none",
                        "oldest program that can use it",
                        "slow changes: none");
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsExplained() throws IOException {
        Files.writeString(
                folder.resolve("h.yaml"), "database: {args: {database: " + folder + "}}\n");

        assertThat(run("status")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.complaints()).isNotEmpty().doesNotContain("\tat ");
    }

    private int run(String command) {
        return Commands.run(
                terminal, "database", command, "-c", folder.resolve("h.yaml").toString());
    }
}
