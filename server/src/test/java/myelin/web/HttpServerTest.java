package myelin.web;

import static myelin.web.TestListener.await;
import static myelin.web.TestListener.behindProxy;
import static myelin.web.TestListener.exchange;
import static myelin.web.TestListener.exchangeBytes;
import static myelin.web.TestListener.listener;
import static myelin.web.TestListener.plain;
import static myelin.web.TestListener.rest;
import static myelin.web.TestListener.sent;
import static myelin.web.TestListener.socket;
import static myelin.web.TestListener.started;
import static myelin.web.TestListener.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import myelin.config.ListenerConfig;
import myelin.core.json.JsonObject;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class HttpServerTest {

    @TempDir private Path folder;

    @Test
    void aListenerForMetricsServesNothingElse() throws IOException {
        ListenerConfig metrics =
                new ListenerConfig(
                        ListenerConfig.Type.METRICS,
                        0,
                        List.of("127.0.0.1"),
                        null,
                        0666,
                        false,
                        false,
                        null,
                        null,
                        List.of());
        try (HttpServer server =
                started(
                        metrics,
                        Route.get("/metrics").to(r -> Response.text(200, "counts")),
                        Route.get("/_matrix/client/versions").to(r -> JsonObject.EMPTY))) {
            assertThat(exchange(server, "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .endsWith("counts");
            assertThat(exchange(server, "GET /_matrix/client/versions HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void anIdInThePathArrivesAsItWasEncoded() throws IOException {
        try (HttpServer server =
                started(plain(), Route.get("/a/{x}/b/{y}").to(HttpServerTest::echo))) {
            for (String segment :
                    List.of(
                            "%21room%3Ahost",
                            "a%2Fb", "..%2F", "%2E%2E", "x;y=1", "%25", "a+b", "%23", "!r:h", "")) {
                String answer =
                        exchange(server, "GET /a/" + segment + "/b/ HTTP/1.1\r\nHost: h\r\n\r\n");

                assertThat(answer).as(segment).startsWith("HTTP/1.1 200");
                assertThat(answer).as(segment).contains("\"x\":\"" + decoded(segment) + "\"");
            }
        }
    }

    @Test
    void nonsenseOnTheWireIsAnsweredInJson() throws IOException {
        try (HttpServer server = started(plain())) {
            assertThat(exchange(server, "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"errcode\":\"M_")
                    .contains("Access-Control-Allow-Origin: *");
            assertThat(exchange(server, "G\u0001T / HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("errcode");
            assertThat(exchange(server, "GET / HTTP/7.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("errcode");
            String long_ = "x".repeat(40_000);
            assertThat(exchange(server, "GET / HTTP/1.1\r\nHost: h\r\nA: " + long_ + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431")
                    .contains("M_TOO_LARGE");
        }
    }

    @Test
    void headHasTheLengthButNotTheBody() throws IOException {
        try (HttpServer server = started(plain(), Route.get("/a/{x}").to(HttpServerTest::echo))) {
            String answer = exchange(server, "HEAD /a/1 HTTP/1.1\r\nHost: h\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .contains("Content-Length: ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void anUnknownMethodIsNotAllowed() throws IOException {
        try (HttpServer server = started(plain(), Route.get("/a").to(r -> JsonObject.EMPTY))) {
            assertThat(exchange(server, "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 405")
                    .contains("M_UNRECOGNIZED");
        }
    }

    @Test
    void aForwardedAddressIsBelievedOnlyWhereAProxyStands() throws IOException {
        String request =
                "GET /who HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 10.1.2.3, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n";
        Route who =
                Route.get("/who")
                        .to(r -> JsonObject.of("address", r.clientAddress(), "secure", r.secure()));
        try (HttpServer server = started(plain(), who)) {
            assertThat(exchange(server, request))
                    .contains("\"address\":\"127.0.0.1\",\"secure\":false");
        }
        try (HttpServer server = started(behindProxy(), who)) {
            assertThat(exchange(server, request))
                    .contains("\"address\":\"10.1.2.3\",\"secure\":true");
        }
    }

    @Test
    void theLineOfARequestTellsToWhichListenerItCame() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger("myelin.http.RequestLog");
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
        ListenerConfig front =
                new ListenerConfig(
                        ListenerConfig.Type.HTTP,
                        0,
                        List.of("127.0.0.1"),
                        null,
                        0666,
                        false,
                        false,
                        null,
                        "front",
                        TestListener.resources());
        try (HttpServer server = started(front, Route.get("/a/{x}").to(HttpServerTest::echo))) {
            exchange(server, "GET /a/1 HTTP/1.1\r\nHost: h\r\n\r\n");
        } finally {
            log.detachAppender(lines);
            log.setLevel(null);
        }
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLoggerName()).isEqualTo("myelin.http.RequestLog.front");
                    assertThat(line.getFormattedMessage()).startsWith("front - GET /a/{x} 200 ");
                });
    }

    @Test
    void theProxysRequestIdIsTaken() throws IOException {
        try (HttpServer server =
                started(behindProxy(), Route.get("/id").to(r -> JsonObject.of("id", r.id())))) {
            assertThat(
                            exchange(
                                    server,
                                    "GET /id HTTP/1.1\r\nHost: h\r\nX-Request-Id: abc 1\"\r\n\r\n"))
                    .contains("{\"id\":\"abc1\\\"\"}");
        }
    }

    @Test
    void aUnixSocketIsServedAndHasItsMode() throws IOException {
        Path path = folder.resolve("myelin.sock");
        try (SocketChannel stale = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(path));
        }
        try (HttpServer server =
                        started(socket(path), Route.get("/a/{x}").to(HttpServerTest::echo));
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-rw----");
            assertThat(server.ports()).isEmpty();
            channel.write(
                    ByteBuffer.wrap(
                            "GET /a/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1)));
            assertThat(
                            new String(
                                    Channels.newInputStream(channel).readAllBytes(),
                                    StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aFileThatIsNoSocketIsNotRemoved() throws IOException {
        Path path = Files.writeString(folder.resolve("precious"), "data");

        assertThatThrownBy(() -> started(socket(path)))
                .isInstanceOf(CannotListen.class)
                .hasMessageContaining("precious");
        assertThat(path).hasContent("data");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (HttpServer first = started(plain())) {
            int port = first.ports().getFirst();

            assertThatThrownBy(() -> started(listener(port, List.of("127.0.0.1"))))
                    .isInstanceOf(CannotListen.class)
                    .hasMessageContaining("127.0.0.1 port " + port);
        }
    }

    @Test
    void listeningEverywhereWorksThoughOneAddressTakesTheOtherAlong() throws IOException {
        int port;
        try (HttpServer probe = started(plain())) {
            port = probe.ports().getFirst();
        }
        try (HttpServer server = started(listener(port, ListenerConfig.ANY_ADDRESS))) {
            assertThat(exchange(server, "OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void aThousandParkedRequestsHinderNobody() throws Exception {
        int many = 1000;
        CountDownLatch parked = new CountDownLatch(many);
        CountDownLatch wake = new CountDownLatch(1);
        Route park =
                Route.get("/park")
                        .to(r -> {
                            parked.countDown();
                            await(wake);
                            return JsonObject.EMPTY;
                        });
        List<Socket> sockets = new ArrayList<>();
        try (HttpServer server =
                started(plain(), park, Route.get("/a/{x}").to(HttpServerTest::echo))) {
            for (int i = 0; i < many; i++) {
                sockets.add(
                        sent(server, "GET /park HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
            }
            parked.await();

            assertThat(exchange(server, "GET /a/1 HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");

            wake.countDown();
            for (Socket socket : sockets) {
                assertThat(rest(socket)).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void whatIsInFlightEndsBeforeTheServerCloses() throws Exception {
        CountDownLatch parked = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        Route park =
                Route.get("/park")
                        .to(r -> {
                            parked.countDown();
                            await(wake);
                            return JsonObject.EMPTY;
                        });
        HttpServer server = started(plain(), park);
        try (Socket socket = sent(server, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n")) {
            parked.await();
            Thread closing = Thread.ofPlatform().start(server::close);
            wake.countDown();

            assertThat(rest(socket)).startsWith("HTTP/1.1 200");
            closing.join();
        }
    }

    /// The server waited ten seconds for connections that browsers and proxies keep open.
    @Test
    void anIdleConnectionDoesNotDelayTheEnd() throws Exception {
        HttpServer server = started(plain(), Route.get("/quick").to(r -> JsonObject.EMPTY));
        try (Socket socket = sent(server, "GET /quick HTTP/1.1\r\nHost: h\r\n\r\n")) {
            socket.getInputStream().read();

            assertTimeout(Duration.ofSeconds(5), server::close);
        }
    }

    @Test
    void longAnswersAreCompressedForThoseWhoAcceptIt() throws IOException {
        JsonObject body = JsonObject.of("text", "abc".repeat(1000));
        try (HttpServer server =
                started(plain(), Route.get("/_matrix/client/long").to(r -> body))) {
            byte[] answer =
                    exchangeBytes(
                            server,
                            "GET /_matrix/client/long HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip, br\r\n\r\n");
            String head = new String(answer, StandardCharsets.ISO_8859_1);
            int start = head.indexOf("\r\n\r\n") + 4;

            assertThat(head).contains("Content-Encoding: gzip").contains("Vary: Accept-Encoding");
            try (InputStream in =
                    new GZIPInputStream(
                            new ByteArrayInputStream(
                                    Arrays.copyOfRange(answer, start, answer.length)))) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(body.toString());
            }
            assertThat(exchange(server, "GET /_matrix/client/long HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .doesNotContain("Content-Encoding")
                    .contains(body.toString());
        }
    }

    @Test
    void bodiesAreStreamedBothWays() throws Exception {
        byte[] large = new byte[5_000_000];
        Arrays.fill(large, (byte) 7);
        Route length =
                Route.post("/length")
                        .maxBody(large.length)
                        .to(r -> JsonObject.of("length", counted(r.stream())));
        Route download =
                Route.get("/download")
                        .to(r ->
                                Response.stream(
                                        200,
                                        "application/octet-stream",
                                        -1,
                                        out -> out.write(large)));
        try (HttpServer server = started(plain(), length, download);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest upload =
                    HttpRequest.newBuilder(uri(server, "/length"))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                            .build();
            assertThat(client.send(upload, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("{\"length\":5000000}");
            assertThat(
                            client.send(
                                            HttpRequest.newBuilder(uri(server, "/download"))
                                                    .build(),
                                            HttpResponse.BodyHandlers.ofByteArray())
                                    .body())
                    .isEqualTo(large);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNotTakenForAWholeOne() throws IOException {
        Route broken =
                Route.get("/broken")
                        .to(r ->
                                Response.stream(
                                        200,
                                        "text/plain",
                                        -1,
                                        out -> {
                                            out.write(new byte[100_000]);
                                            out.flush();
                                            throw new IOException("the file has gone");
                                        }));
        try (HttpServer server = started(plain(), broken)) {
            assertThat(exchange(server, "GET /broken HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefusedBeforeItIsRead() throws IOException {
        Route small = Route.post("/small").maxBody(10).to(r -> r.body());
        try (HttpServer server = started(plain(), small)) {
            assertThat(
                            exchange(
                                    server,
                                    "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n{"))
                    .startsWith("HTTP/1.1 413")
                    .contains("M_TOO_LARGE");
        }
    }

    private static JsonObject echo(Request request) {
        return JsonObject.of("x", request.path("x"));
    }

    private static long counted(InputStream in) {
        try (in) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
