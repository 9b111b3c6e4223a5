package myelin.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Two people talk through client libraries of other languages. `make clients` fetches these and
/// runs the tests; `make check` leaves them out, as it needs nothing but a JDK.
@Tag("clients")
final class ClientsTest {
    private static final Path CLIENTS = Path.of(System.getProperty("basedir", "."), "clients");

    @BothDatabases
    void peopleTalkThroughMatrixJsSdk(Storage storage, @TempDir Path folder) throws Exception {
        converse(storage, folder, "node", "conversation.mjs");
    }

    @BothDatabases
    void peopleTalkThroughMatrixNio(Storage storage, @TempDir Path folder) throws Exception {
        converse(storage, folder, "target/nio/bin/python", "conversation.py");
    }

    /// One of them sees the other through a room list, as Element X shows it.
    @BothDatabases
    void peopleTalkThroughMatrixRustSdk(Storage storage, @TempDir Path folder) throws Exception {
        converse(storage, folder, "target/rust/debug/conversation");
    }

    /// Runs a program in the folder of the clients with the address of a new server as its last word; it ends well.
    static void converse(Storage storage, Path folder, String... program)
            throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(folder, storage)) {
            List<String> command = new ArrayList<>(List.of(program));
            command.add(server.address().toString());
            Process client =
                    new ProcessBuilder(command)
                            .directory(CLIENTS.toFile())
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor()).as(said).isZero();
        }
    }
}
