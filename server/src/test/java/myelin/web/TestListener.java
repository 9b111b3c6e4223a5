package myelin.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import myelin.config.ListenerConfig;
import myelin.config.ListenerConfig.Resource;
import myelin.config.RateLimitConfig;
import myelin.config.TlsConfig;
import myelin.http.BodyMemory;
import myelin.http.Capacity;
import myelin.http.Dispatcher;
import myelin.http.MatrixError;
import myelin.http.Route;
import myelin.http.UserRequests;
import myelin.limits.RateLimitOverrides;
import myelin.limits.RateLimits;
import myelin.observe.Metrics;
import org.jspecify.annotations.Nullable;

/// A web server with one listener and some routes, and what is said to it over a socket.
final class TestListener {

    private TestListener() {}

    static HttpServer started(ListenerConfig listener, Route... routes) throws IOException {
        return started(listener, null, routes);
    }

    static HttpServer started(ListenerConfig listener, @Nullable TlsConfig tls, Route... routes)
            throws IOException {
        return started(listener, tls, BodyMemory.ofThisProgram(), routes);
    }

    static HttpServer started(
            ListenerConfig listener, @Nullable TlsConfig tls, BodyMemory bodies, Route... routes)
            throws IOException {
        Dispatcher dispatcher =
                new Dispatcher(
                        List.of(routes),
                        (request, token) -> {
                            throw MatrixError.unknownToken("Nobody is known here", false);
                        },
                        request -> {
                            throw MatrixError.forbidden("No server is known here");
                        },
                        requester -> {},
                        new RateLimits(
                                RateLimitConfig.DEFAULTS,
                                RateLimitOverrides.NONE,
                                InstantSource.system()),
                        new Capacity(bodies, new UserRequests()),
                        new Metrics());
        HttpServer server = new HttpServer(List.of(listener), tls, dispatcher);
        server.start();
        return server;
    }

    static ListenerConfig plain() {
        return listener(0, List.of("127.0.0.1"));
    }

    static ListenerConfig listener(int port, List<String> addresses) {
        return new ListenerConfig(
                ListenerConfig.Type.HTTP,
                port,
                addresses,
                null,
                0666,
                false,
                false,
                null,
                null,
                resources());
    }

    static ListenerConfig behindProxy() {
        return new ListenerConfig(
                ListenerConfig.Type.HTTP,
                0,
                List.of("127.0.0.1"),
                null,
                0666,
                false,
                true,
                "X-Request-ID",
                null,
                resources());
    }

    static ListenerConfig secure() {
        return new ListenerConfig(
                ListenerConfig.Type.HTTP,
                0,
                List.of("127.0.0.1"),
                null,
                0666,
                true,
                false,
                null,
                null,
                resources());
    }

    static ListenerConfig socket(Path path) {
        return new ListenerConfig(
                ListenerConfig.Type.HTTP,
                0,
                List.of(),
                path,
                0660,
                false,
                true,
                null,
                null,
                resources());
    }

    static List<ListenerConfig.Resources> resources() {
        return List.of(new ListenerConfig.Resources(Set.of(Resource.CLIENT), true));
    }

    /// Sends one request on a connection of its own, and gives back all that comes until it is closed.
    static String exchange(HttpServer server, String request) throws IOException {
        return new String(exchangeBytes(server, request), StandardCharsets.UTF_8);
    }

    static byte[] exchangeBytes(HttpServer server, String request) throws IOException {
        String closing = request.replaceFirst("Host: h\r\n", "Host: h\r\nConnection: close\r\n");
        try (Socket socket = sent(server, closing)) {
            return socket.getInputStream().readAllBytes();
        }
    }

    static Socket sent(HttpServer server, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.ports().getFirst());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    static String rest(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static URI uri(HttpServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.ports().getFirst() + path);
    }

    /// Parks a handler.
    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
