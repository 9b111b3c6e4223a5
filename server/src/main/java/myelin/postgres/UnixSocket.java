package myelin.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A connected UNIX socket in the shape that the PostgreSQL driver wants: Java has such sockets as channels only, and
/// those know no timeout. The channel never blocks; who has to wait does so at a selector, which lets go of a virtual
/// thread's carrier.
///
/// One thread at a time reads and one writes; any may close, which ends both. Who is interrupted while it waits finds
/// the socket closed, as a virtual thread does with any socket.
final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private final Selector readable = Selector.open();
    private final Selector writable = Selector.open();
    private volatile int timeoutMs;

    /// Connects.
    ///
    /// @throws IOException when nobody listens there; it names the file
    UnixSocket(Path file) throws IOException {
        super((SocketImpl) null);
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(file));
        } catch (IOException failure) {
            readable.close();
            writable.close();
            throw new IOException(
                    "No server answers at " + file + ": " + failure.getMessage(), failure);
        }
        channel.configureBlocking(false);
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws SocketException {
        throw new SocketException("already connected");
    }

    @Override
    public InputStream getInputStream() {
        return new Incoming();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Outgoing();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }

    @Override
    public int getSoTimeout() {
        return timeoutMs;
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        timeoutMs = milliseconds;
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return option(() -> channel.getOption(StandardSocketOptions.SO_SNDBUF));
    }

    @Override
    public void setSendBufferSize(int bytes) throws SocketException {
        option(() -> channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes));
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return option(() -> channel.getOption(StandardSocketOptions.SO_RCVBUF));
    }

    @Override
    public void setReceiveBufferSize(int bytes) throws SocketException {
        option(() -> channel.setOption(StandardSocketOptions.SO_RCVBUF, bytes));
    }

    /// Nothing is delayed here anyway.
    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    /// The system tells at once when the other end is gone.
    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public String toString() {
        return "UnixSocket[" + channel + "]";
    }

    @FunctionalInterface
    private interface OptionCall<T> {
        T run() throws IOException;
    }

    private static <T> T option(OptionCall<T> call) throws SocketException {
        try {
            return call.run();
        } catch (SocketException failure) {
            throw failure;
        } catch (IOException failure) {
            SocketException told = new SocketException(failure.getMessage());
            told.initCause(failure);
            throw told;
        }
    }

    /// Waits until there is something to do.
    ///
    /// @param longest in milliseconds; 0 has no end
    /// @return whether the time was not over
    private boolean awaits(Selector selector, int longest) throws IOException {
        try {
            int ready = selector.select(_ -> {}, longest);
            if (Thread.currentThread().isInterrupted()) {
                close();
            }
            if (!channel.isOpen()) {
                throw new SocketException("Socket closed");
            }
            return ready > 0;
        } catch (ClosedSelectorException closed) {
            throw new SocketException("Socket closed");
        }
    }

    private final class Incoming extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            ByteBuffer into = ByteBuffer.wrap(target, offset, length);
            int read = channel.read(into);
            while (read == 0) {
                if (!awaits(readable, timeoutMs)) {
                    throw new SocketTimeoutException("Read timed out");
                }
                read = channel.read(into);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    private final class Outgoing extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            ByteBuffer from = ByteBuffer.wrap(source, offset, length);
            channel.write(from);
            while (from.hasRemaining()) {
                awaits(writable, 0);
                channel.write(from);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }
}
