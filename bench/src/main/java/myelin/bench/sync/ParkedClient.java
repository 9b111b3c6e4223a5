package myelin.bench.sync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import myelin.bench.Population;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// A client with one connection, which takes little memory of its own. For one thread at a time.
final class ParkedClient implements AutoCloseable {
    private static final int BUFFER = 512;
    private static final String LENGTH = "content-length:";

    private final String token;
    private final Socket socket;
    private final InputStream in;
    private String since = "";

    ParkedClient(int port, String token) {
        this.token = token;
        try {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            this.socket.setTcpNoDelay(true);
            this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From where it goes on.
    String since() {
        return since;
    }

    /// Goes on from here.
    void since(String token) {
        since = token;
    }

    /// Syncs, and goes on from the answer.
    ///
    /// @param timeoutMs how long it waits when there is nothing new, in milliseconds
    void sync(int timeoutMs) {
        String more = since.isEmpty() ? "" : "&since=" + since;
        String path = Population.CLIENT + "sync?filter=" + Population.FILTER;
        JsonObject answer = send("GET", path + "&timeout=" + timeoutMs + more, null);
        since = answer.string("next_batch").orElseThrow();
    }

    /// Sends a request and waits for the answer, which must not be an error.
    JsonObject send(String method, String target, @Nullable JsonObject body) {
        try {
            return answer(method, target, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject answer(String method, String target, @Nullable JsonObject body)
            throws IOException {
        byte[] bytes = body == null ? new byte[0] : JsonWriter.bytes(body);
        String head =
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\n"
                        + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                        + (body == null ? "" : "Content-Length: " + bytes.length + "\r\n")
                        + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(ISO_8859_1));
        request.writeBytes(bytes);
        request.writeTo(socket.getOutputStream());
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        JsonObject answer = JsonParser.object(in.readNBytes(length));
        if (!status.contains(" 200")) {
            throw new IOException(status + " " + answer);
        }
        return answer;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) next);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
