package myelin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./synctl`, with a small script in the place of the server.
class SynctlTest {
    private static final String SERVER =
            """
            #!/bin/sh
            echo $$ >h.pid
            trap 'rm -f h.pid; exit 0' TERM
            echo "Serving example.org"
            while :; do sleep 0.1; done
            """;

    @TempDir private Path folder;

    @BeforeEach
    void copyScript() throws IOException {
        Files.copy(root().resolve("synctl"), folder.resolve("synctl"));
        program(SERVER);
        Files.writeString(
                folder.resolve("homeserver.yaml"), "server_name: a\npid_file: \"h.pid\" # here\n");
    }

    @AfterEach
    void stopServer() throws IOException, InterruptedException {
        synctl("stop");
    }

    @Test
    void aServerIsStartedSeenAndStopped() throws IOException, InterruptedException {
        assertThat(synctl("status")).isEqualTo(new Run(3, "not running\n"));
        assertThat(synctl("start"))
                .isEqualTo(new Run(0, "started homeserver.yaml: Serving example.org\n"));
        assertThat(synctl("status").text).startsWith("running, process ");
        assertThat(synctl("stop")).isEqualTo(new Run(0, "stopped homeserver.yaml\n"));
        assertThat(synctl("status").code).isEqualTo(3);
    }

    @Test
    void aServerIsNotStartedTwice() throws IOException, InterruptedException {
        synctl("start");

        assertThat(synctl("start").code).isEqualTo(1);
        assertThat(synctl("restart").code).isZero();
    }

    @Test
    void aServerThatEndsAtOnceIsExplained() throws IOException, InterruptedException {
        program("#!/bin/sh\necho 'h.yaml:1: server_name is missing'\nexit 3\n");

        assertThat(synctl("start"))
                .isEqualTo(
                        new Run(
                                1,
                                "h.yaml:1: server_name is missing\nThe server did not start.\n"));
    }

    @Test
    void whatDoesNotRunCannotBeStopped() throws IOException, InterruptedException {
        assertThat(synctl("stop")).isEqualTo(new Run(1, "The server is not running.\n"));
    }

    @Test
    void workersAreExplained() throws IOException, InterruptedException {
        assertThat(synctl("-w", "worker.yaml", "start").code).isZero();
        assertThat(synctl("-a", "workers", "status").text).contains("one process", "not running");
    }

    @Test
    void aFolderOfFilesIsAConfigurationToo() throws IOException, InterruptedException {
        Path files = Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(files.resolve("1.yaml"), "pid_file: other.pid\n");
        Files.writeString(files.resolve("2.yaml"), "pid_file: 'h.pid'\n");

        assertThat(synctl("start", "conf.d").code).isZero();
        assertThat(synctl("stop", "conf.d").code).isZero();
    }

    @Test
    void nonsenseShowsHowItIsUsed() throws IOException, InterruptedException {
        assertThat(synctl("begin").code).isEqualTo(2);
        assertThat(synctl("start", "none.yaml").text).contains("generate-config");
    }

    private record Run(int code, String text) {}

    private Run synctl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("./synctl"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int code = process.waitFor();
        return new Run(code, Files.readString(output));
    }

    private void program(String text) throws IOException {
        Path program = Files.writeString(folder.resolve("myelin"), text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.exists(path.resolve("synctl"))) {
            path = path.getParent();
        }
        return path;
    }
}
