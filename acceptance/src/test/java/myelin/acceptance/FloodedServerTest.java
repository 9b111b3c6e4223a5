package myelin.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Strangers send the server more than its memory holds.
final class FloodedServerTest {
    private static final int CALLERS = 100;
    private static final int ANNOUNCED_BYTES = 13_000_000;
    private static final int SENT_BYTES = 8_000_000;

    /// It had kept all that came, of whomever, and ended for want of memory.
    @Test
    void bodiesThatNobodyAskedForDoNotEndTheServer(@TempDir Path folder) throws IOException {
        try (ServerProcess server = ServerProcess.start(folder, Storage.SQLITE)) {
            List<Socket> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(flooding(server));
            }
            assertThat(new Api(server.address()).answers("/_matrix/client/versions")).isTrue();
            for (Socket caller : callers) {
                caller.close();
            }
        }
    }

    private static Socket flooding(ServerProcess server) throws IOException {
        Socket socket = new Socket(server.address().getHost(), server.address().getPort());
        String head =
                "POST /_matrix/client/v3/refresh HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
                        .formatted(ANNOUNCED_BYTES);
        byte[] piece = "[1.5],".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent < SENT_BYTES; sent += piece.length) {
                out.write(piece);
            }
        } catch (IOException cutOff) {
            return socket; // by a server that wants no more of it
        }
        return socket;
    }
}
