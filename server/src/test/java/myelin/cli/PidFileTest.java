package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file with the process id.
class PidFileTest {
    @TempDir private Path folder;

    @Test
    void itIsThereAsLongAsTheServerRuns() {
        Path path = folder.resolve("run/h.pid");

        try (var _ = new PidFile(path)) {
            assertThat(path).hasContent(String.valueOf(ProcessHandle.current().pid()));
        }

        assertThat(path).doesNotExist();
    }

    @Test
    void aFileOfAProcessThatIsGoneIsReplaced() throws IOException {
        Path path = Files.writeString(folder.resolve("h.pid"), "999999999\n");

        try (var _ = new PidFile(path)) {
            assertThat(path).hasContent(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void aFileThatAnotherHasReplacedStays() throws IOException {
        Path path = folder.resolve("h.pid");
        var file = new PidFile(path);
        Files.writeString(path, "12345\n");

        file.close();

        assertThat(path).hasContent("12345");
    }

    @Test
    void aFileThatCannotBeWrittenIsAFailure() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(catchThrowable(() -> new PidFile(file.resolve("h.pid"))))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("pid_file");
    }

    @Test
    void withoutAPathThereIsNone() {
        assertThat(catchThrowable(() -> new PidFile(null).close())).isNull();
    }
}
