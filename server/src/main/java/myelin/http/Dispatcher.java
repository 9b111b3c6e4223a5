package myelin.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import myelin.config.ListenerConfig.Resource;
import myelin.core.json.Json;
import myelin.core.json.Records;
import myelin.limits.LimitExceeded;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.observe.Metrics;
import myelin.observe.RequestScope;
import myelin.sql.Overloaded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From request to answer: finds the route, authenticates, limits, calls the handler, renders errors.
/// Knows no web server, so that tests call it directly. Immutable once built; called by all request threads.
public final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final long OVERLOADED_RETRY_AFTER_MS = 5_000;
    private static final Set<Resource> EVERYTHING =
            Collections.unmodifiableSet(EnumSet.allOf(Resource.class));

    /// What every answer has unless its handler says otherwise. For
    /// [web browsers](https://spec.matrix.org/v1.19/client-server-api/#web-browser-clients) what they ask for, and
    /// as Synapse HEAD, `Date`, and that nothing is kept.
    private static final List<Response.Header> ALWAYS =
            List.of(
                    new Response.Header("Cache-Control", "no-cache, no-store, must-revalidate"),
                    new Response.Header("Access-Control-Allow-Origin", "*"),
                    new Response.Header(
                            "Access-Control-Allow-Methods",
                            "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
                    new Response.Header(
                            "Access-Control-Allow-Headers",
                            "X-Requested-With, Content-Type, Authorization, Date"));

    private final PathTrie trie = new PathTrie();
    private final Authenticator users;
    private final PeerAuthenticator peers;
    private final Consumer<Requester> proactive;
    private final RateLimits limits;
    private final Capacity capacity;
    private final RequestLog requestLog;
    private final AtomicLong requests = new AtomicLong();

    /// @param proactive is told who has done something, once it is done
    /// @throws IllegalArgumentException when two routes answer the same method and path
    public Dispatcher(
            List<Route> routes,
            Authenticator users,
            PeerAuthenticator peers,
            Consumer<Requester> proactive,
            RateLimits limits,
            Capacity capacity,
            Metrics metrics) {
        this.users = users;
        this.peers = peers;
        this.proactive = proactive;
        this.limits = limits;
        this.capacity = capacity;
        this.requestLog = new RequestLog(metrics);
        capacity.bodies().show(metrics);
        routes.forEach(trie::add);
    }

    /// Answers a request, as a listener does that serves everything. Never throws.
    public Response dispatch(Request request) {
        return dispatch(request, EVERYTHING);
    }

    /// Answers a request that came to a listener which serves only some resources. Never throws.
    public Response dispatch(Request request, Set<Resource> resources) {
        if (request.id().isEmpty()) {
            request.named(request.method() + "-" + requests.incrementAndGet());
        }
        RequestScope scope = new RequestScope(request.id());
        return ScopedValue.where(RequestScope.CURRENT, scope)
                .call(() -> answered(request, resources, scope));
    }

    /// The answer that an error becomes, with the headers that all answers have.
    public static Response rendered(MatrixError error) {
        return error.response().withDefaultHeaders(ALWAYS);
    }

    private Response answered(Request request, Set<Resource> resources, RequestScope scope) {
        long start = System.nanoTime();
        Response response =
                rendered(request, resources)
                        .withDefaultHeaders(ALWAYS)
                        .withHeader("X-Request-Id", request.id());
        requestLog.answered(request, response, scope, System.nanoTime() - start);
        return request.method() == Method.HEAD ? response.withoutBody() : response;
    }

    private Response rendered(Request request, Set<Resource> resources) {
        try {
            if (request.method() == Method.OPTIONS) {
                return Response.empty(204);
            }
            route(request, resources);
            authenticate(request);
            limit(request);
            Response response = response(handled(request));
            if (request.route().proactive()) {
                proactive.accept(request.requester());
            }
            return response;
        } catch (MatrixError e) {
            return e.response();
        } catch (LimitExceeded e) {
            return MatrixError.limitExceeded(e.retryAfterMs()).response();
        } catch (Overloaded e) {
            return MatrixError.limitExceeded(OVERLOADED_RETRY_AFTER_MS).response();
        } catch (RuntimeException | Error e) {
            log.error("request failed id={} route={}", request.id(), RequestLog.nameOf(request), e);
            return MatrixError.of(500, "M_UNKNOWN", "Internal server error")
                    .with("request_id", request.id())
                    .response();
        } finally {
            request.forgetBody();
        }
    }

    private void route(Request request, Set<Resource> resources) {
        switch (trie.find(request.method(), segments(request.rawPath()))) {
            case PathTrie.Found.Match(var route, var parameters, var groups) -> {
                if (Collections.disjoint(groups, resources)) {
                    throw MatrixError.unrecognized();
                }
                request.routed(route, parameters, capacity.bodies());
            }
            case PathTrie.Found.OtherMethods() -> throw MatrixError.methodNotAllowed();
            case PathTrie.Found.Nothing() -> throw MatrixError.unrecognized();
        }
    }

    private static List<String> segments(String rawPath) {
        if (!rawPath.startsWith("/")) {
            throw MatrixError.unrecognized();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            segments.add(PercentCoding.path(segment));
        }
        return segments;
    }

    private void authenticate(Request request) {
        switch (request.route().caller()) {
            case ANYONE -> {}
            case OPTIONAL_USER ->
                    AccessToken.sentWith(request)
                            .ifPresent(
                                    token -> request.calledBy(users.authenticate(request, token)));
            case USER -> request.calledBy(user(request));
            case ADMIN -> {
                Requester requester = user(request);
                if (!requester.admin()) {
                    throw MatrixError.forbidden("You are not a server admin");
                }
                request.calledBy(requester);
            }
            case SERVER -> request.calledBy(peers.authenticate(request));
        }
    }

    private Requester user(Request request) {
        String token = AccessToken.sentWith(request).orElseThrow(MatrixError::missingToken);
        Requester requester = users.authenticate(request, token);
        if (requester.guest() && !request.route().guests()) {
            throw MatrixError.guestAccessForbidden();
        }
        return requester;
    }

    private void limit(Request request) {
        RateLimit limit = request.route().limit();
        if (limit == null || !request.route().counted().test(request)) {
            return;
        }
        Optional<Requester> requester = request.optionalRequester();
        if (requester.isPresent()) {
            limits.check(limit, requester.get().user());
        } else {
            limits.check(limit, request.clientAddress());
        }
    }

    private Object handled(Request request) {
        Optional<Requester> requester = request.optionalRequester();
        if (requester.isEmpty()) {
            return requestLog.handle(request);
        }
        try (UserRequests.Place _ = capacity.users().enter(requester.get().user())) {
            return requestLog.handle(request);
        }
    }

    private static Response response(Object answer) {
        return switch (answer) {
            case Response response -> response;
            case Json json -> Response.json(200, json);
            case Record fields -> Response.json(200, Records.write(fields));
            default ->
                    throw new IllegalStateException(
                            "A handler answered with a " + answer.getClass().getName());
        };
    }
}
