package myelin.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import myelin.http.Request;
import myelin.http.Response;

/// Compresses answers for callers who understand it.
final class Gzip {

    /// Below this many bytes the answer fits in one packet anyway.
    private static final int WORTHWHILE_BYTES = 1024;

    private Gzip() {}

    /// The answer, compressed if it is text at hand and long enough, and the caller accepts gzip.
    static Response compressed(Request request, Response response) {
        if (!(response.body() instanceof Response.Body.Bytes(byte[] bytes))
                || bytes.length < WORTHWHILE_BYTES
                || response.header("Content-Encoding").isPresent()
                || !isText(response)) {
            return response;
        }
        Response varying = response.withHeader("Vary", "Accept-Encoding");
        return accepts(request)
                ? varying.withHeader("Content-Encoding", "gzip").withBytes(compress(bytes))
                : varying;
    }

    private static boolean isText(Response response) {
        String type = response.header("Content-Type").orElse("");
        return type.startsWith("text/") || type.startsWith("application/json");
    }

    private static boolean accepts(Request request) {
        return request.headers("Accept-Encoding").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(value -> value.strip().toLowerCase(Locale.ROOT).replace(" ", ""))
                .anyMatch(value -> value.startsWith("gzip") && !value.matches("gzip;q=0(\\.0*)?"));
    }

    private static byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream gzip = new Fast(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// The quickest level is nearly as good for JSON as the usual one, at a third of its cost.
    private static final class Fast extends GZIPOutputStream {
        private Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 4096);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
