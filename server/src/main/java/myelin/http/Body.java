package myelin.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import myelin.concurrent.Budget;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import org.jspecify.annotations.Nullable;

/// The body of one request: never more than its route permits, and in memory only while there is room. For the
/// request's thread.
final class Body {

    private final InputStream incoming;
    private final Optional<Long> announced;
    private final long limit;
    private final BodyMemory memory;
    private byte @Nullable [] bytes;
    private @Nullable JsonObject object;
    private Budget.Share share = () -> {};

    /// @param announced its length as far as the caller tells it, in bytes
    /// @param limit how long it may be, in bytes
    Body(InputStream incoming, Optional<Long> announced, long limit, BodyMemory memory) {
        this.incoming = incoming;
        this.announced = announced;
        this.limit = limit;
        this.memory = memory;
    }

    /// The body while it arrives. To be read once, and not together with the other methods.
    InputStream stream() {
        if (announced.isPresent() && announced.get() > limit) {
            throw tooLarge();
        }
        return new Limited(incoming, limit);
    }

    /// All of it.
    byte[] bytes() {
        if (bytes == null) {
            InputStream stream = stream();
            try (Budget.Share _ = memory.forArriving(announced.orElse(limit))) {
                byte[] arrived = stream.readAllBytes();
                share = memory.forReading(arrived.length);
                bytes = arrived;
            } catch (IOException e) {
                // The caller has gone, or sent nonsense on the wire: nobody will read this answer.
                throw MatrixError.unknown("The request's body ended early");
            }
        }
        return bytes;
    }

    /// All of it, as a JSON object.
    JsonObject object() {
        if (object == null) {
            try {
                if (!(JsonParser.parse(bytes()) instanceof JsonObject read)) {
                    throw MatrixError.badJson("Content must be a JSON object");
                }
                object = read;
            } catch (NotJson e) {
                throw MatrixError.notJson("Content not JSON");
            }
        }
        return object;
    }

    /// Gives its memory back. What was read of it must not be in use any more, or be small.
    void release() {
        bytes = null;
        object = null;
        share.close();
    }

    private static MatrixError tooLarge() {
        return MatrixError.tooLarge("The request's body is too large");
    }

    /// Refuses to go on beyond `limit` bytes.
    private static final class Limited extends FilterInputStream {
        private long left;

        private Limited(InputStream body, long limit) {
            super(body);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            count(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(long bytes) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}
