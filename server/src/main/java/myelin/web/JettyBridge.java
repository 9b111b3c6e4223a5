package myelin.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import myelin.config.ListenerConfig;
import myelin.config.ListenerConfig.Resource;
import myelin.http.Dispatcher;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.ResourcePaths;
import myelin.http.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/// Carries requests from Jetty to the dispatcher, and answers back. Runs in one virtual thread for each request.
final class JettyBridge extends Handler.Abstract {

    private static final int MAX_REQUEST_ID = 100;

    /// How much of a body is read that nobody wanted: many callers hear nothing before they have said all.
    private static final int MAX_UNWANTED = 1024 * 1024;

    private static final int SCRATCH_BYTES = 8 * 1024;

    private final Dispatcher dispatcher;
    private final Map<Connector, Served> listeners = new ConcurrentHashMap<>();

    JettyBridge(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// What is served on a listener, and which of that is compressed.
    private record Served(
            ListenerConfig listener, Set<Resource> resources, Set<Resource> compressed) {}

    /// Tells what to serve to those who come through a connector. Before the server starts.
    void serve(Connector connector, ListenerConfig listener) {
        Set<Resource> resources = new HashSet<>();
        Set<Resource> compressed = new HashSet<>();
        for (ListenerConfig.Resources group : listener.resources()) {
            resources.addAll(group.names());
            if (group.compress()) {
                compressed.addAll(group.names());
            }
        }
        if (listener.type() == ListenerConfig.Type.METRICS) {
            resources.add(Resource.METRICS);
        }
        listeners.put(
                connector, new Served(listener, Set.copyOf(resources), Set.copyOf(compressed)));
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request incoming,
            org.eclipse.jetty.server.Response outgoing,
            Callback callback) {
        Served served = listeners.get(incoming.getConnectionMetaData().getConnector());
        if (served == null) {
            return false;
        }
        Request request = request(incoming, served.listener());
        Response response = dispatcher.dispatch(request, served.resources());
        if (!Collections.disjoint(served.compressed(), ResourcePaths.serving(request.rawPath()))) {
            response = Gzip.compressed(request, response);
        }
        if (response.status() >= 400 && !incoming.getHeaders().contains(HttpHeader.EXPECT)) {
            sendAndListen(response, incoming, outgoing, callback);
        } else {
            send(response, outgoing, callback);
        }
        return true;
    }

    /// Sends an answer to somebody who may not have ended; else the connection would be reset, and the answer lost.
    private static void sendAndListen(
            Response response,
            org.eclipse.jetty.server.Request incoming,
            org.eclipse.jetty.server.Response outgoing,
            Callback callback) {
        try (Blocker.Callback sent = Blocker.callback()) {
            send(response, outgoing, sent);
            sent.block();
            ignore(Content.Source.asInputStream(incoming));
            callback.succeeded();
        } catch (IOException | RuntimeException e) {
            callback.failed(e);
        }
    }

    private static void ignore(InputStream unwanted) throws IOException {
        byte[] scratch = new byte[SCRATCH_BYTES];
        int read = 0;
        for (int left = MAX_UNWANTED; left > 0 && read >= 0; left -= read) {
            read = unwanted.read(scratch);
        }
    }

    private static Request request(
            org.eclipse.jetty.server.Request incoming, ListenerConfig listener) {
        HttpURI uri = incoming.getHttpURI();
        HttpFields headers = incoming.getHeaders();
        String path = uri.getPath() == null ? "" : uri.getPath();
        return Request.to(
                        Method.of(incoming.getMethod()),
                        uri.getQuery() == null ? path : path + "?" + uri.getQuery())
                .headers(headers::getValuesList)
                .body(Content.Source.asInputStream(incoming))
                .clientAddress(clientAddress(incoming, listener))
                .secure(isSecure(incoming, listener))
                .listener(listener.name())
                .id(requestId(headers, listener))
                .build();
    }

    private static String clientAddress(
            org.eclipse.jetty.server.Request incoming, ListenerConfig listener) {
        String forwarded =
                listener.xForwarded() ? incoming.getHeaders().get("X-Forwarded-For") : null;
        if (forwarded != null) {
            int comma = forwarded.indexOf(',');
            return (comma < 0 ? forwarded : forwarded.substring(0, comma)).strip();
        }
        if (incoming.getConnectionMetaData().getRemoteSocketAddress()
                        instanceof InetSocketAddress address
                && address.getAddress() != null) {
            return IpText.of(address.getAddress());
        }
        return "127.0.0.1"; // a UNIX socket
    }

    private static boolean isSecure(
            org.eclipse.jetty.server.Request incoming, ListenerConfig listener) {
        String forwarded =
                listener.xForwarded() ? incoming.getHeaders().get("X-Forwarded-Proto") : null;
        return forwarded == null
                ? incoming.isSecure()
                : forwarded.strip().equalsIgnoreCase("https");
    }

    /// What the proxy calls this request; only what is harmless in a log.
    private static String requestId(HttpFields headers, ListenerConfig listener) {
        String sent =
                listener.requestIdHeader() == null ? null : headers.get(listener.requestIdHeader());
        if (sent == null) {
            return "";
        }
        String printable = sent.replaceAll("[^!-~]", "");
        return printable.substring(0, Math.min(printable.length(), MAX_REQUEST_ID));
    }

    /// Sends an answer; the callback tells Jetty when it is out.
    static void send(
            Response response, org.eclipse.jetty.server.Response outgoing, Callback callback) {
        outgoing.setStatus(response.status());
        for (Response.Header header : response.headers()) {
            outgoing.getHeaders().add(header.name(), header.value());
        }
        switch (response.body()) {
            case Response.Body.Bytes(byte[] bytes) -> {
                announce(outgoing, bytes.length);
                outgoing.write(true, ByteBuffer.wrap(bytes), callback);
            }
            case Response.Body.Omitted(long length) -> {
                announce(outgoing, length);
                callback.succeeded();
            }
            case Response.Body.Stream(long length, var writer) -> {
                announce(outgoing, length);
                stream(writer, outgoing, callback);
            }
        }
    }

    private static void announce(org.eclipse.jetty.server.Response outgoing, long length) {
        if (length >= 0 && outgoing.getStatus() != 204 && outgoing.getStatus() != 304) {
            outgoing.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        }
    }

    private static void stream(
            Response.Writer writer, org.eclipse.jetty.server.Response outgoing, Callback callback) {
        OutputStream out = Content.Sink.asOutputStream(outgoing);
        try {
            writer.write(out);
            // Only a whole answer is closed: a broken one must not look complete to the caller.
            out.close();
            callback.succeeded();
        } catch (IOException | RuntimeException e) {
            callback.failed(e);
        }
    }
}
