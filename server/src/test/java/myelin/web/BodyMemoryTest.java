package myelin.web;

import static myelin.web.TestListener.await;
import static myelin.web.TestListener.exchange;
import static myelin.web.TestListener.plain;
import static myelin.web.TestListener.rest;
import static myelin.web.TestListener.sent;
import static myelin.web.TestListener.started;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import myelin.core.json.JsonObject;
import myelin.http.BodyMemory;
import myelin.http.Caller;
import myelin.http.Request;
import myelin.http.Route;
import org.junit.jupiter.api.Test;

/// Whoever sends bodies, however many at once and of whatever kind, the server's memory is not theirs to fill.
///
/// Sixty strangers who sent thirteen megabytes each and stopped before the end had ended the server.
final class BodyMemoryTest {
    private static final int KIB = 1024;
    private static final long PLENTY = 1L << 30;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    /// Room for two bodies of 16 KiB that are worked with, at 32 bytes for each of theirs.
    private static final long ROOM_FOR_TWO = 2L * 16 * KIB * 32;

    @Test
    void ofManyLargeBodiesOnlySoManyAreInMemoryAtOnceAndAllAreAnswered() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Route route =
                Route.post("/b")
                        .to(request -> {
                            request.body();
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            now.decrementAndGet();
                            return JsonObject.EMPTY;
                        });
        try (HttpServer server = listening(new BodyMemory(PLENTY, ROOM_FOR_TWO, LONG), route)) {
            List<Socket> callers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                callers.add(sent(server, post("/b", manyValues(16 * KIB))));
            }
            for (Socket caller : callers) {
                assertThat(rest(caller)).startsWith("HTTP/1.1 200");
            }
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void whoFindsNoMemoryLeftIsToldToComeBack() throws Exception {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch leave = new CountDownLatch(1);
        Route holding =
                Route.post("/hold")
                        .to(request -> {
                            request.body();
                            inside.countDown();
                            await(leave);
                            return JsonObject.EMPTY;
                        });
        try (HttpServer server =
                        listening(new BodyMemory(PLENTY, ROOM_FOR_TWO, SHORT), holding, reading());
                Socket first = sent(server, post("/hold", manyValues(16 * KIB)));
                Socket second = sent(server, post("/hold", manyValues(16 * KIB)))) {
            inside.await();

            assertThat(exchange(server, post("/b", manyValues(16 * KIB))))
                    .startsWith("HTTP/1.1 429")
                    .contains("M_LIMIT_EXCEEDED", "\"retry_after_ms\":", "Retry-After: ");

            leave.countDown();
            assertThat(rest(first)).startsWith("HTTP/1.1 200");
            assertThat(rest(second)).startsWith("HTTP/1.1 200");
            assertThat(exchange(server, post("/b", manyValues(16 * KIB))))
                    .startsWith("HTTP/1.1 200");
        }
    }

    /// A sliding sync may wait for half a minute with what it has read.
    @Test
    void whoHasReadItsBodyAndWaitsHoldsUpNobody() throws Exception {
        CountDownLatch inside = new CountDownLatch(2);
        CountDownLatch leave = new CountDownLatch(1);
        Route waiting =
                Route.post("/wait")
                        .to(request -> {
                            request.body();
                            request.forgetBody();
                            inside.countDown();
                            await(leave);
                            return JsonObject.EMPTY;
                        });
        try (HttpServer server =
                        listening(new BodyMemory(PLENTY, ROOM_FOR_TWO, SHORT), waiting, reading());
                Socket first = sent(server, post("/wait", manyValues(16 * KIB)));
                Socket second = sent(server, post("/wait", manyValues(16 * KIB)))) {
            inside.await();

            assertThat(exchange(server, post("/b", manyValues(16 * KIB))))
                    .startsWith("HTTP/1.1 200");

            leave.countDown();
            assertThat(rest(first)).startsWith("HTTP/1.1 200");
            assertThat(rest(second)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whoNeverEndsHoldsUpOnlyThoseWhoSendMuch() throws Exception {
        BodyMemory memory = new BodyMemory(2L * 2 * 16 * KIB, PLENTY, SHORT);
        try (HttpServer server = listening(memory, reading())) {
            String cut = post("/b", manyValues(16 * KIB));
            String begun = cut.substring(0, cut.length() - 1);
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                slow.add(sent(server, begun));
            }
            String large = "";
            while (!large.startsWith("HTTP/1.1 429")) { // until both have arrived
                large = exchange(server, post("/b", manyValues(16 * KIB)));
            }
            assertThat(exchange(server, post("/b", manyValues(8 * KIB))))
                    .startsWith("HTTP/1.1 200");

            for (Socket caller : slow) {
                caller.getOutputStream().write('}');
                assertThat(rest(caller)).startsWith("HTTP/1.1 200");
            }
            assertThat(exchange(server, post("/b", manyValues(16 * KIB))))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aStrangersBodyIsShorterThanAUsers() throws IOException {
        Route known = Route.post("/known").caller(Caller.USER).to(Request::body);
        assertThat(known.maxBodyBytes()).isGreaterThan(6 * 65_536);
        try (HttpServer server = listening(BodyMemory.ofThisProgram(), reading())) {
            assertThat(exchange(server, post("/b", manyValues(16 * KIB))))
                    .startsWith("HTTP/1.1 200");
            assertThat(exchange(server, post("/b", manyValues(17 * KIB))))
                    .startsWith("HTTP/1.1 413")
                    .contains("M_TOO_LARGE");
        }
    }

    @Test
    void whoIsNotKnownIsToldSoBeforeAnythingIsReadOfTheBody() throws IOException {
        Route known = Route.post("/known").caller(Caller.USER).to(Request::body);
        try (HttpServer server = listening(BodyMemory.ofThisProgram(), known);
                Socket caller =
                        sent(
                                server,
                                "POST /known HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n")) {
            byte[] status = caller.getInputStream().readNBytes("HTTP/1.1 401".length());
            assertThat(status).asString().isEqualTo("HTTP/1.1 401");
        }
    }

    /// Clients that listen only when they have said all saw a broken connection instead of an error.
    @Test
    void whoSendsTooMuchStillHearsTheAnswer() throws IOException {
        try (HttpServer server = listening(BodyMemory.ofThisProgram(), reading())) {
            for (int i = 0; i < 20; i++) {
                assertThat(exchange(server, post("/b", manyValues(700 * KIB))))
                        .startsWith("HTTP/1.1 413");
            }
        }
    }

    private static HttpServer listening(BodyMemory bodies, Route... routes) throws IOException {
        return started(plain(), null, bodies, routes);
    }

    private static Route reading() {
        return Route.post("/b").to(request -> JsonObject.of("size", request.body().size()));
    }

    private static String post(String path, String body) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    /// JSON of this many bytes, of which reading makes most.
    private static String manyValues(int bytes) {
        String open = "{\"a\":[0";
        StringBuilder body = new StringBuilder(open);
        while (body.length() + 6 <= bytes) {
            body.append(",1.5");
        }
        return body.append("]}").toString();
    }
}
