package myelin.web;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import myelin.config.ListenerConfig;
import myelin.config.TlsConfig;
import myelin.http.Dispatcher;
import myelin.http.MatrixError;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web server: opens the listeners and hands what comes in to the dispatcher. It is started and closed once, by one
/// thread; `reloadCertificates` may be called by another.
///
/// A request has a virtual thread of its own, so a parked long poll costs some kilobytes. Platform threads are one
/// for each listener, and a few that come and go.
public final class HttpServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    private static final int MAX_REQUESTS = 100_000;

    /// Connections that the system may hold for us: after a restart all clients come back at once.
    private static final int ACCEPT_QUEUE = 1024;

    private static final int SPARE_THREADS = 8;
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final long MAX_POOLED_BYTES = 16 * 1024 * 1024;

    /// How long a connection may be idle between two requests, or a caller slow within one.
    private static final Duration IDLE = Duration.ofSeconds(60);

    /// How long requests in flight may take to end when the server closes.
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /// Ids of Matrix hold `/`, `%`, `;` and other characters that Jetty refuses by default when they are encoded.
    /// We look at no path that is decoded as a whole, so none of them is ambiguous here.
    private static final UriCompliance ANY_PATH =
            UriCompliance.from(
                    "DEFAULT,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING,AMBIGUOUS_PATH_SEGMENT,"
                            + "AMBIGUOUS_EMPTY_SEGMENT,AMBIGUOUS_PATH_PARAMETER,SUSPICIOUS_PATH_CHARACTERS");

    private final List<ListenerConfig> listeners;
    private final @Nullable TlsConfig tls;
    private final JettyBridge bridge;
    private final GracefulHandler inFlight;
    private final Server server;
    private final SslContextFactory.@Nullable Server certificates;

    /// @param tls the certificate; needed when a listener has TLS
    /// @throws IOException when the certificate can't be read; the message names the file
    public HttpServer(
            List<ListenerConfig> listeners, @Nullable TlsConfig tls, Dispatcher dispatcher)
            throws IOException {
        this.listeners = List.copyOf(listeners);
        this.tls = tls;
        this.bridge = new JettyBridge(dispatcher);
        this.inFlight = new GracefulHandler(bridge);
        this.certificates = tls == null ? null : certificates(PemFiles.keyStore(tls));
        this.server = server(listeners.size());
    }

    /// Opens all listeners and begins to serve.
    ///
    /// @throws CannotListen when one can't be opened; then none is left open
    public void start() {
        try {
            for (ListenerConfig listener : listeners) {
                open(listener);
            }
            server.start();
            for (ListenerConfig listener : listeners) {
                if (listener.path() != null) {
                    SocketFile.permit(listener.path(), listener.mode());
                }
            }
        } catch (CannotListen e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new CannotListen("The web server can't start: " + e.getMessage(), e);
        }
    }

    /// The ports that are open, in the order of the listeners and their addresses; none for UNIX sockets.
    public List<Integer> ports() {
        return Arrays.stream(server.getConnectors())
                .filter(ServerConnector.class::isInstance)
                .map(connector -> ((ServerConnector) connector).getLocalPort())
                .toList();
    }

    /// Where it can be reached, for people: `http://127.0.0.1:8008`, `unix:/run/myelin.sock`.
    public List<String> addresses() {
        return Arrays.stream(server.getConnectors()).map(HttpServer::address).toList();
    }

    private static String address(Connector connector) {
        if (connector instanceof ServerConnector port) {
            boolean tls = port.getConnectionFactory(SslConnectionFactory.class) != null;
            String host =
                    port.getHost().contains(":") ? "[" + port.getHost() + "]" : port.getHost();
            return (tls ? "https://" : "http://") + host + ":" + port.getLocalPort();
        }
        return connector instanceof UnixDomainServerConnector socket
                ? "unix:" + socket.getUnixDomainPath()
                : connector.toString();
    }

    /// Reads the certificate again; connections that are open keep the old one.
    ///
    /// @throws IOException when it can't be read; then the old one stays
    public void reloadCertificates() throws IOException {
        if (tls == null || certificates == null) {
            return;
        }
        KeyStore fresh = PemFiles.keyStore(tls);
        try {
            certificates.reload(factory -> factory.setKeyStore(fresh));
        } catch (Exception e) {
            throw new IOException("The certificate in " + tls.certificate() + " can't be used", e);
        }
        log.info("certificate reloaded file={}", tls.certificate());
    }

    /// Refuses what comes now, lets requests in flight end for some seconds, and closes all connections.
    /// Who has parked requests should wake them before.
    @Override
    public void close() {
        try {
            inFlight.shutdown().get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException unfinished) {
            log.warn("requests did not end in time, and are cut off");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.warn("requests did not end", e);
        }
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("web server did not stop cleanly", e);
        }
        server.destroy();
    }

    private Server server(int size) {
        // A queue of our own, for Jetty's asks the machine for its cache lines, and that starts all
        // of JMX: 0.2 s of CPU.
        QueuedThreadPool threads =
                new QueuedThreadPool(
                        2 * size + SPARE_THREADS,
                        1,
                        (int) IDLE.toMillis(),
                        new LinkedBlockingQueue<>());
        threads.setName("http");
        threads.setReservedThreads(0);
        VirtualThreadPool virtual = new VirtualThreadPool();
        virtual.setName("request");
        virtual.setMaxConcurrentTasks(MAX_REQUESTS);
        virtual.setTracking(false);
        threads.setVirtualThreadsExecutor(virtual);
        Server built =
                new Server(
                        threads,
                        new ScheduledExecutorScheduler("http-timer", true),
                        new ArrayByteBufferPool(0, -1, -1, -1, MAX_POOLED_BYTES, MAX_POOLED_BYTES));
        built.addBean(virtual);
        built.setHandler(inFlight);
        built.setErrorHandler(HttpServer::refuse);
        // Nothing is waited for once requests have ended: Jetty would wait for idle connections,
        // too.
        built.setStopTimeout(0);
        return built;
    }

    private void open(ListenerConfig listener) throws IOException {
        Path path = listener.path();
        if (path != null) {
            openSocket(listener, path);
            return;
        }
        boolean oneIsEnough = listener.bindAddresses().containsAll(ListenerConfig.ANY_ADDRESS);
        CannotListen refused = null;
        int opened = 0;
        for (String address : listener.bindAddresses()) {
            try {
                openPort(listener, address);
                opened++;
            } catch (IOException e) {
                refused = cannotListen(address + " port " + listener.port(), e);
                if (!oneIsEnough || !ListenerConfig.ANY_ADDRESS.contains(address)) {
                    throw refused;
                }
            }
        }
        // On Linux "::" takes the IPv4 address along, and then "0.0.0.0" is refused.
        if (opened == 0 && refused != null) {
            throw refused;
        }
    }

    private void openPort(ListenerConfig listener, String address) throws IOException {
        ServerConnector connector = new ServerConnector(server, 0, 1, protocols(listener));
        connector.setHost(address);
        connector.setPort(listener.port());
        connector.setReuseAddress(true);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.open();
        add(connector, listener);
        log.debug(
                "listening address={} port={} tls={}",
                address,
                connector.getLocalPort(),
                listener.tls());
    }

    private void openSocket(ListenerConfig listener, Path path) {
        try {
            SocketFile.clear(path);
        } catch (IOException e) {
            throw cannotListen(path.toString(), e);
        }
        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(server, 0, 1, protocols(listener));
        connector.setUnixDomainPath(path);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        add(connector, listener);
        log.debug("listening path={}", path);
    }

    private void add(AbstractConnector connector, ListenerConfig listener) {
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        bridge.serve(connector, listener);
    }

    private ConnectionFactory[] protocols(ListenerConfig listener) {
        HttpConfiguration configuration = configuration();
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
        if (!listener.tls()) {
            return new ConnectionFactory[] {http1};
        }
        if (certificates == null) {
            throw new IllegalArgumentException("A listener has TLS, but there is no certificate");
        }
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false); // proxies and other servers call us by several names
        configuration.addCustomizer(secure);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        SslConnectionFactory ssl = new SslConnectionFactory(certificates, alpn.getProtocol());
        return new ConnectionFactory[] {ssl, alpn, http2, http1};
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setUriCompliance(ANY_PATH);
        configuration.setSendServerVersion(false);
        configuration.setInputBufferSize(BUFFER_BYTES);
        configuration.setOutputBufferSize(BUFFER_BYTES);
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        // For each connection 100 kB, of which a parked request has no use.
        configuration.setHeaderCacheSize(0);
        return configuration;
    }

    private static SslContextFactory.Server certificates(KeyStore store) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setKeyStore(store);
        factory.setKeyStorePassword("");
        return factory;
    }

    /// Answers what never reached the dispatcher: nonsense on the wire, or a server that is closing. A strange version
    /// of HTTP is the caller's fault as any nonsense is, so no 505.
    private static boolean refuse(
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback) {
        int status = response.getStatus() == 505 ? 400 : response.getStatus();
        MatrixError error =
                switch (status) {
                    case 413, 414, 431 ->
                            MatrixError.of(status, "M_TOO_LARGE", "The request is too large");
                    case 503 -> MatrixError.of(status, "M_UNKNOWN", "The server is closing");
                    case 500 -> MatrixError.of(status, "M_UNKNOWN", "Internal server error");
                    default -> MatrixError.of(status, "M_UNKNOWN", "Bad request");
                };
        JettyBridge.send(Dispatcher.rendered(error), response, callback);
        return true;
    }

    private static CannotListen cannotListen(String where, IOException e) {
        return new CannotListen("Can't listen at " + where + ": " + e.getMessage(), e);
    }
}
