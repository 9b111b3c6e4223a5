package myelin.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads bodies of requests, never more than the route permits.
final class Bodies {

    private Bodies() {}

    static MatrixError tooLarge() {
        return MatrixError.tooLarge("The request's body is too large");
    }

    /// A stream which refuses to go on beyond `limit` bytes.
    static InputStream limited(InputStream body, long limit) {
        return new Limited(body, limit);
    }

    /// Everything in a stream.
    static byte[] readAll(InputStream body) {
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            // The caller has gone, or sent nonsense on the wire: nobody will read this answer.
            throw MatrixError.unknown("The request's body ended early");
        }
    }

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
