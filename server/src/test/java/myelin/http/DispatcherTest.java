package myelin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import myelin.config.ListenerConfig.Resource;
import myelin.config.RateLimitConfig;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.limits.RateLimit;
import myelin.limits.RateLimitOverrides;
import myelin.limits.RateLimits;
import myelin.observe.Metrics;
import myelin.sql.Overloaded;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private static final String CORS = "Access-Control-Allow-Origin";

    private final List<Requester> proactive = new ArrayList<>();

    record SetTyping(boolean typing, Long timeout) {}

    record Answer(String displayName) {}

    @Test
    void theHandlerOfThePathAndMethodIsCalled() {
        Dispatcher dispatcher =
                dispatcher(Route.get("/_matrix/client/versions").to(r -> JsonObject.of("a", 1)));

        Response response = dispatcher.dispatch(get("/_matrix/client/versions"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json()).isEqualTo(JsonObject.of("a", 1));
        assertThat(response.header("content-type")).contains("application/json");
    }

    @Test
    void whoHasDoneSomethingIsKnownToBeThere() {
        Dispatcher dispatcher =
                dispatcher(
                        Capacity.ofThisProgram(),
                        proactive::add,
                        Route.get("/does")
                                .caller(Caller.USER)
                                .proactive()
                                .to(r -> JsonObject.EMPTY),
                        Route.get("/looks").caller(Caller.USER).to(r -> JsonObject.EMPTY),
                        Route.get("/may-not")
                                .caller(Caller.USER)
                                .proactive()
                                .to(r -> {
                                    throw MatrixError.forbidden("no");
                                }));

        for (String path : List.of("/looks", "/may-not", "/does")) {
            dispatcher.dispatch(Request.to(Method.GET, path).token("alice").build());
        }

        assertThat(proactive)
                .extracting(Requester::user)
                .containsExactly(UserId.parse("@alice:test"));
    }

    @Test
    void anUnknownPathIsUnrecognized() {
        assertError(
                dispatcher().dispatch(get("/_matrix/client/v3/nonsense")), 404, "M_UNRECOGNIZED");
    }

    @Test
    void aKnownPathWithAnotherMethodIsNotAllowed() {
        Dispatcher dispatcher = dispatcher(Route.get("/x").to(r -> JsonObject.EMPTY));

        assertError(
                dispatcher.dispatch(Request.to(Method.DELETE, "/x").build()),
                405,
                "M_UNRECOGNIZED");
    }

    @Test
    void headIsAnsweredLikeGetWithoutTheBody() {
        Dispatcher dispatcher = dispatcher(Route.get("/x").to(r -> JsonObject.EMPTY));

        Response response = dispatcher.dispatch(Request.to(Method.HEAD, "/x").build());

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(new Response.Body.Omitted(2));
    }

    @Test
    void optionsNeedsNoTokenAndNoRoute() {
        Response response =
                dispatcher().dispatch(Request.to(Method.OPTIONS, "/_matrix/whatever").build());

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header(CORS)).contains("*");
        assertThat(response.header("Access-Control-Allow-Headers").orElseThrow())
                .contains("X-Requested-With", "Content-Type", "Authorization");
    }

    @Test
    void errorsHaveCorsHeadersToo() {
        assertThat(dispatcher().dispatch(get("/nonsense")).header(CORS)).contains("*");
    }

    @Test
    void anAnswerIsNotKeptUnlessItsHandlerSaysSo() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/a").to(r -> JsonObject.EMPTY),
                        Route.get("/b")
                                .to(r ->
                                        Response.text(200, "b")
                                                .withHeader("cache-control", "public")));

        assertThat(dispatcher.dispatch(get("/a")).header("Cache-Control").orElse(""))
                .contains("no-store");
        assertThat(dispatcher.dispatch(get("/b")).header("Cache-Control")).contains("public");
    }

    @Test
    void aLiteralSegmentIsPreferredToAParameter() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/a/{x}").to(r -> JsonObject.of("x", r.path("x"))),
                        Route.get("/a/b").to(r -> JsonObject.of("literal", true)));

        assertThat(dispatcher.dispatch(get("/a/b")).json())
                .isEqualTo(JsonObject.of("literal", true));
        assertThat(dispatcher.dispatch(get("/a/c")).json()).isEqualTo(JsonObject.of("x", "c"));
    }

    @Test
    void aParameterIsTriedWhenTheLiteralLeadsNowhere() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/a/{x}/c").to(r -> JsonObject.of("x", r.path("x"))),
                        Route.get("/a/b/d").to(r -> JsonObject.EMPTY),
                        Route.put("/a/b/c").to(r -> JsonObject.EMPTY));

        assertThat(dispatcher.dispatch(get("/a/b/c")).json()).isEqualTo(JsonObject.of("x", "b"));
    }

    @Test
    void segmentsArePercentDecodedOneByOneAndAPlusStaysAPlus() {
        Dispatcher dispatcher =
                dispatcher(Route.get("/a/{x}/b").to(r -> JsonObject.of("x", r.path("x"))));

        assertThat(dispatcher.dispatch(get("/a/%21r%2Fo+%C3%A9%3Ah/b")).json())
                .isEqualTo(JsonObject.of("x", "!r/o+é:h"));
    }

    @Test
    void anEmptyLastSegmentIsAParameter() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/state/{type}/{key}")
                                .to(r -> JsonObject.of("key", r.path("key"))));

        assertThat(dispatcher.dispatch(get("/state/m.room.name/")).json())
                .isEqualTo(JsonObject.of("key", ""));
    }

    @Test
    void aBrokenEscapeInThePathIsTheCallersFault() {
        assertError(dispatcher().dispatch(get("/a/%zz")), 400, "M_INVALID_PARAM");
        assertError(dispatcher().dispatch(get("/a/%f")), 400, "M_INVALID_PARAM");
        assertError(dispatcher().dispatch(get("/a/%ff")), 400, "M_INVALID_PARAM");
        assertError(dispatcher().dispatch(get("/a/%00")), 400, "M_INVALID_PARAM");
    }

    @Test
    void anIdInThePathIsParsed() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/rooms/{roomId}")
                                .to(r -> JsonObject.of("id", r.path("roomId", RoomId::parse))));

        assertThat(dispatcher.dispatch(get("/rooms/%21a%3Ab")).json())
                .isEqualTo(JsonObject.of("id", "!a:b"));
        assertError(dispatcher.dispatch(get("/rooms/nonsense")), 400, "M_INVALID_PARAM");
    }

    @Test
    void queryParametersAreDecodedAndRead() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/q")
                                .to(r ->
                                        JsonObject.of(
                                                "text", r.query("text").orElse(""),
                                                "number", r.queryNumber("n").orElse(0L),
                                                "flag", r.queryFlag("f").orElse(false),
                                                "all", JsonArray.from(r.queryAll("via")))));

        assertThat(dispatcher.dispatch(get("/q?text=a+b%2B&n=-7&f=true&via=x&via=y&empty")).json())
                .isEqualTo(
                        JsonObject.of(
                                "text",
                                "a b+",
                                "number",
                                -7L,
                                "flag",
                                true,
                                "all",
                                JsonArray.of("x", "y")));
        assertError(dispatcher.dispatch(get("/q?n=1.5")), 400, "M_INVALID_PARAM");
        assertError(dispatcher.dispatch(get("/q?f=1")), 400, "M_INVALID_PARAM");
        assertError(dispatcher.dispatch(get("/q?text=%c0%80")), 400, "M_INVALID_PARAM");
    }

    @Test
    void aBodyBecomesARecordAndARecordBecomesABody() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.put("/t")
                                .to(r ->
                                        new Answer(
                                                r.body(SetTyping.class).typing()
                                                        ? "typing"
                                                        : "idle")));

        assertThat(dispatcher.dispatch(put("/t", "{\"typing\":true,\"timeout\":1}")).json())
                .isEqualTo(JsonObject.of("display_name", "typing"));
    }

    @Test
    void aBodyThatIsNoJsonIsNotJson() {
        Dispatcher dispatcher = typing();

        assertError(dispatcher.dispatch(put("/t", "{")), 400, "M_NOT_JSON");
        assertError(dispatcher.dispatch(put("/t", "")), 400, "M_NOT_JSON");
        Request latin1 =
                Request.to(Method.PUT, "/t").body(new byte[] {'"', (byte) 0xe9, '"'}).build();
        assertError(dispatcher.dispatch(latin1), 400, "M_NOT_JSON");
    }

    @Test
    void aBodyOfTheWrongShapeIsBadJson() {
        assertError(typing().dispatch(put("/t", "[]")), 400, "M_BAD_JSON");
        assertError(
                typing().dispatch(put("/t", "{\"typing\":1,\"timeout\":1}")), 400, "M_BAD_JSON");
    }

    @Test
    void aMissingFieldIsAMissingParameter() {
        assertError(typing().dispatch(put("/t", "{\"timeout\":1}")), 400, "M_MISSING_PARAM");
    }

    @Test
    void aBodyBeyondTheRoutesLimitIsTooLarge() {
        Dispatcher dispatcher = dispatcher(Route.put("/t").maxBody(10).to(Request::body));

        assertThat(dispatcher.dispatch(put("/t", "{\"a\":\"bc\"}")).status()).isEqualTo(200);
        assertError(dispatcher.dispatch(put("/t", "{\"a\":\"bcd\"}")), 413, "M_TOO_LARGE");
    }

    @Test
    void aMissingTokenIsAskedFor() {
        assertError(whoami().dispatch(get("/whoami")), 401, "M_MISSING_TOKEN");
    }

    @Test
    void aMalformedAuthorizationHeaderIsRefused() {
        assertError(
                whoami().dispatch(
                                Request.to(Method.GET, "/whoami")
                                        .header("Authorization", "Basic x")
                                        .build()),
                401,
                "M_MISSING_TOKEN");
        assertError(
                whoami().dispatch(Request.to(Method.GET, "/whoami").token("").build()),
                401,
                "M_MISSING_TOKEN");
    }

    @Test
    void theTokenIsTakenFromHeaderOrQueryButNotFromBoth() {
        assertThat(
                        whoami().dispatch(Request.to(Method.GET, "/whoami").token("alice").build())
                                .status())
                .isEqualTo(200);
        assertThat(whoami().dispatch(get("/whoami?access_token=alice")).status()).isEqualTo(200);
        assertError(
                whoami().dispatch(
                                Request.to(Method.GET, "/whoami?access_token=alice")
                                        .token("alice")
                                        .build()),
                401,
                "M_MISSING_TOKEN");
    }

    @Test
    void aGuestMayCallOnlyWhatIsForGuests() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/members").caller(Caller.USER).to(r -> JsonObject.EMPTY),
                        Route.get("/all").caller(Caller.USER).guests().to(r -> JsonObject.EMPTY));

        assertError(
                dispatcher.dispatch(get("/members?access_token=guest")),
                403,
                "M_GUEST_ACCESS_FORBIDDEN");
        assertThat(dispatcher.dispatch(get("/all?access_token=guest")).status()).isEqualTo(200);
    }

    @Test
    void onlyAnAdministratorMayCallWhatIsForAdministrators() {
        Dispatcher dispatcher =
                dispatcher(Route.get("/a").caller(Caller.ADMIN).to(r -> JsonObject.EMPTY));

        assertError(dispatcher.dispatch(get("/a?access_token=alice")), 403, "M_FORBIDDEN");
        assertThat(dispatcher.dispatch(get("/a?access_token=admin")).status()).isEqualTo(200);
    }

    @Test
    void anOptionalUserIsKnownOnlyWithAToken() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/o")
                                .caller(Caller.OPTIONAL_USER)
                                .to(r ->
                                        JsonObject.of("known", r.optionalRequester().isPresent())));

        assertThat(dispatcher.dispatch(get("/o")).json()).isEqualTo(JsonObject.of("known", false));
        assertThat(dispatcher.dispatch(get("/o?access_token=alice")).json())
                .isEqualTo(JsonObject.of("known", true));
        assertError(dispatcher.dispatch(get("/o?access_token=bad")), 401, "M_UNKNOWN_TOKEN");
    }

    @Test
    void aServerIsKnownByItsSignature() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/f")
                                .caller(Caller.SERVER)
                                .to(r -> JsonObject.of("origin", r.origin())));

        assertThat(dispatcher.dispatch(get("/f")).json())
                .isEqualTo(JsonObject.of("origin", "peer.example"));
    }

    @Test
    void tooManyRequestsAreToldWhenToComeBack() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.post("/r").limit(RateLimit.REGISTRATION).to(r -> JsonObject.EMPTY));
        for (int i = 0; i < 3; i++) {
            assertThat(dispatcher.dispatch(Request.to(Method.POST, "/r").build()).status())
                    .isEqualTo(200);
        }

        Response refused = dispatcher.dispatch(Request.to(Method.POST, "/r").build());

        assertError(refused, 429, "M_LIMIT_EXCEEDED");
        assertThat(refused.json().integer("retry_after_ms")).contains(5883L);
        assertThat(refused.header("Retry-After")).contains("6");
    }

    /// One user could park as many long polls as the server can bear.
    @Test
    void aUserHasOnlySoManyRequestsAtOnce() throws InterruptedException {
        CountDownLatch parked = new CountDownLatch(2);
        CountDownLatch wake = new CountDownLatch(1);
        Route park =
                Route.get("/park")
                        .caller(Caller.USER)
                        .to(r -> {
                            parked.countDown();
                            await(wake);
                            return JsonObject.EMPTY;
                        });
        Route quick = Route.get("/quick").caller(Caller.USER).to(r -> JsonObject.EMPTY);
        UserRequests two = new UserRequests(2, 1, Duration.ofMillis(20));
        Dispatcher dispatcher =
                dispatcher(new Capacity(BodyMemory.ofThisProgram(), two), park, quick);
        List<Thread> polls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            polls.add(
                    Thread.startVirtualThread(
                            () -> dispatcher.dispatch(get("/park?access_token=alice"))));
        }
        parked.await();

        Response refused = dispatcher.dispatch(get("/quick?access_token=alice"));
        assertError(refused, 429, "M_LIMIT_EXCEEDED");
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(dispatcher.dispatch(get("/quick?access_token=bob")).status()).isEqualTo(200);

        wake.countDown();
        for (Thread poll : polls) {
            poll.join();
        }
        assertThat(dispatcher.dispatch(get("/quick?access_token=alice")).status()).isEqualTo(200);
        assertThat(two.size()).isZero();
    }

    @Test
    void aRequestTooManyWaitsForItsTurn() throws InterruptedException {
        CountDownLatch wake = new CountDownLatch(1);
        Route park =
                Route.get("/park")
                        .caller(Caller.USER)
                        .to(r -> {
                            await(wake);
                            return JsonObject.EMPTY;
                        });
        UserRequests one = new UserRequests(1, 1, Duration.ofMinutes(1));
        Dispatcher dispatcher = dispatcher(new Capacity(BodyMemory.ofThisProgram(), one), park);
        AtomicInteger answered = new AtomicInteger();
        List<Thread> polls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            polls.add(
                    Thread.startVirtualThread(() -> {
                        int status = dispatcher.dispatch(get("/park?access_token=alice")).status();
                        answered.addAndGet(status);
                        wake.countDown(); // the one who is refused lets the others go
                    }));
        }
        for (Thread poll : polls) {
            poll.join();
        }

        assertThat(answered).hasValue(200 + 200 + 429);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatTheDatabaseDoesNotGetDoneIsToBeTriedLater() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/busy")
                                .to(r -> {
                                    throw new Overloaded();
                                }));

        Response refused = dispatcher.dispatch(get("/busy"));

        assertError(refused, 429, "M_LIMIT_EXCEEDED");
        assertThat(refused.header("Retry-After")).contains("5");
    }

    @Test
    void everyAnswerHasTheIdOfItsRequestInTheLog() {
        AtomicReference<String> id = new AtomicReference<>();
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/a")
                                .to(r -> {
                                    id.set(r.id());
                                    return JsonObject.EMPTY;
                                }));

        assertThat(dispatcher.dispatch(get("/a")).header("X-Request-Id")).contains(id.get());
        String refused = dispatcher.dispatch(get("/nowhere")).header("X-Request-Id").orElseThrow();
        assertThat(refused).isNotEmpty().isNotEqualTo(id.get());
        assertThat(
                        dispatcher
                                .dispatch(Request.to(Method.GET, "/nowhere").id("abc").build())
                                .header("X-Request-Id"))
                .contains("abc");
    }

    @Test
    void aBugIsAnInternalErrorWithTheRequestsId() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/bug")
                                .to(r -> {
                                    throw new IllegalStateException("secret");
                                }));

        Response response = dispatcher.dispatch(Request.to(Method.GET, "/bug").id("abc").build());

        assertError(response, 500, "M_UNKNOWN");
        assertThat(response.json().string("request_id")).contains("abc");
        assertThat(response.json().toString()).doesNotContain("secret");
    }

    @Test
    void aListenerServesOnlyItsResources() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/_synapse/metrics").to(r -> JsonObject.EMPTY),
                        Route.get("/_matrix/client/versions").to(r -> JsonObject.EMPTY),
                        Route.get("/health").to(r -> JsonObject.EMPTY));

        assertThat(
                        dispatcher
                                .dispatch(get("/_matrix/client/versions"), Set.of(Resource.CLIENT))
                                .status())
                .isEqualTo(200);
        assertThat(dispatcher.dispatch(get("/health"), Set.of(Resource.CLIENT)).status())
                .isEqualTo(200);
        assertError(
                dispatcher.dispatch(get("/_synapse/%6detrics"), Set.of(Resource.CLIENT)),
                404,
                "M_UNRECOGNIZED");
    }

    @Test
    void twoRoutesForOnePathAreRefused() {
        Route one = Route.get("/a/{x}").to(r -> JsonObject.EMPTY);
        Route two = Route.get("/a/{y}").to(r -> JsonObject.EMPTY);

        assertThatThrownBy(() -> dispatcher(one, two)).hasMessageContaining("/a/{y}");
    }

    @Test
    void aRouteAnswersAtItsOtherPathsToo() {
        Dispatcher dispatcher =
                dispatcher(
                        Route.get("/_matrix/client/v3/sync")
                                .r0()
                                .also("/old")
                                .to(r -> JsonObject.EMPTY));

        assertThat(dispatcher.dispatch(get("/_matrix/client/r0/sync")).status()).isEqualTo(200);
        assertThat(dispatcher.dispatch(get("/old")).status()).isEqualTo(200);
    }

    private Dispatcher typing() {
        return dispatcher(
                Route.put("/t")
                        .to(r -> {
                            SetTyping body = r.body(SetTyping.class);
                            return JsonObject.of("typing", body.typing());
                        }));
    }

    private Dispatcher whoami() {
        return dispatcher(
                Route.get("/whoami")
                        .caller(Caller.USER)
                        .to(r -> JsonObject.of("user_id", r.requester().user())));
    }

    static Dispatcher dispatcher(Route... routes) {
        return dispatcher(Capacity.ofThisProgram(), routes);
    }

    private static Dispatcher dispatcher(Capacity capacity, Route... routes) {
        return dispatcher(capacity, requester -> {}, routes);
    }

    private static Dispatcher dispatcher(
            Capacity capacity, Consumer<Requester> proactive, Route... routes) {
        return new Dispatcher(
                List.of(routes),
                (request, token) -> requester(token),
                request -> ServerName.parse("peer.example"),
                proactive,
                new RateLimits(
                        RateLimitConfig.DEFAULTS,
                        RateLimitOverrides.NONE,
                        InstantSource.fixed(Instant.EPOCH)),
                capacity,
                new Metrics());
    }

    /// Tokens are names here: each is good but `bad`.
    private static Requester requester(String token) {
        if (token.equals("bad")) {
            throw MatrixError.unknownToken("Unrecognised access token", false);
        }
        return new Requester(
                UserId.parse("@" + token + ":test"),
                Optional.empty(),
                1,
                token.equals("guest"),
                token.equals("admin"),
                false,
                false,
                Optional.empty());
    }

    private static Request get(String target) {
        return Request.to(Method.GET, target).build();
    }

    private static Request put(String target, String body) {
        return Request.to(Method.PUT, target).body(body).build();
    }

    private static void assertError(Response response, int status, String errcode) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().string("errcode")).contains(errcode);
        assertThat(response.json().string("error").orElse("")).isNotEmpty();
    }
}
