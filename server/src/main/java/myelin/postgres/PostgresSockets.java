package myelin.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.file.Path;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/// Makes sockets as libpq does where the PostgreSQL driver can't. The driver makes one of these by the class's name.
public final class PostgresSockets extends SocketFactory {
    private final String what;

    /// @param what the file of a UNIX socket; or libpq's `keepalives_idle`, `keepalives_interval` and
    ///     `keepalives_count` with commas between, where 0 leaves the system's own
    public PostgresSockets(String what) {
        this.what = what;
    }

    @Override
    public Socket createSocket() throws IOException {
        return what.startsWith("/") ? new UnixSocket(Path.of(what)) : keptAlive(what.split(",", 3));
    }

    private static Socket keptAlive(String[] times) throws IOException {
        Socket socket = new Socket();
        set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, times[0]);
        set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, times[1]);
        set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, times[2]);
        return socket;
    }

    private static void set(Socket socket, SocketOption<Integer> option, String text)
            throws IOException {
        int value = Integer.parseInt(text);
        if (value > 0 && socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
