package myelin.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;

/// An answer: status, headers, body. Immutable.
public final class Response {

    private final int status;
    private final List<Header> headers;
    private final Body body;

    private Response(int status, List<Header> headers, Body body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /// One header field.
    public record Header(String name, String value) {}

    /// What is sent after the headers.
    public sealed interface Body {

        /// Bytes that are at hand.
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Bytes(byte[] bytes) implements Body {}

        /// Bytes that are written while they are sent.
        ///
        /// @param length how many there will be, or -1 when that is not known
        record Stream(long length, Writer writer) implements Body {}

        /// No body, but the length which it would have: the answer to HEAD.
        record Omitted(long length) implements Body {}
    }

    /// Writes a body. Called once, in the request's thread.
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    public static Response json(int status, Json json) {
        return bytes(status, "application/json", JsonWriter.bytes(json));
    }

    /// A page, which no other page may show in a frame: a click that is meant for one must not reach the other.
    public static Response html(int status, String html) {
        return bytes(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8))
                .withHeader("X-Frame-Options", "DENY")
                .withHeader("Content-Security-Policy", "frame-ancestors 'none'");
    }

    public static Response text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends the browser elsewhere, with GET.
    public static Response redirect(String location) {
        return empty(302).withHeader("Location", location);
    }

    public static Response bytes(int status, String contentType, byte[] bytes) {
        return new Response(
                status, List.of(new Header("Content-Type", contentType)), new Body.Bytes(bytes));
    }

    /// @param length how many bytes there will be, or -1 when that is not known
    public static Response stream(int status, String contentType, long length, Writer writer) {
        return new Response(
                status,
                List.of(new Header("Content-Type", contentType)),
                new Body.Stream(length, writer));
    }

    /// Nothing but a status.
    public static Response empty(int status) {
        return new Response(status, List.of(), new Body.Bytes(new byte[0]));
    }

    /// This answer with a header; one of the same name (in any case) is replaced.
    public Response withHeader(String name, String value) {
        List<Header> changed = new ArrayList<>(headers);
        changed.removeIf(header -> header.name().equalsIgnoreCase(name));
        changed.add(new Header(name, value));
        return new Response(status, List.copyOf(changed), body);
    }

    /// This answer with headers, each where there is none of its name (in any case) yet.
    Response withDefaultHeaders(List<Header> defaults) {
        List<Header> changed = new ArrayList<>(headers);
        for (Header header : defaults) {
            if (header(header.name()).isEmpty()) {
                changed.add(header);
            }
        }
        return new Response(status, List.copyOf(changed), body);
    }

    /// This answer with another body.
    public Response withBytes(byte[] bytes) {
        return new Response(status, headers, new Body.Bytes(bytes));
    }

    /// The answer to HEAD where this is the answer to GET.
    Response withoutBody() {
        long length =
                switch (body) {
                    case Body.Bytes(byte[] bytes) -> bytes.length;
                    case Body.Stream(long known, Writer _) -> known;
                    case Body.Omitted(long known) -> known;
                };
        return new Response(status, headers, new Body.Omitted(length));
    }

    public int status() {
        return status;
    }

    public List<Header> headers() {
        return headers;
    }

    /// The first header of this name, in any case.
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    public Body body() {
        return body;
    }

    /// The body as JSON object: for tests and for those who look at an answer again.
    ///
    /// @throws myelin.core.json.NotJson when it is none
    public JsonObject json() {
        return switch (body) {
            case Body.Bytes(byte[] bytes) -> JsonParser.object(bytes);
            case Body.Stream _, Body.Omitted _ ->
                    throw new IllegalStateException("This answer has no body at hand");
        };
    }
}
