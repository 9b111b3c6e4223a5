package myelin.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import myelin.core.id.ServerName;
import myelin.core.json.BadJson;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.Records;
import org.jspecify.annotations.Nullable;

/// A request, as handlers see it. For one thread: the request's own.
///
/// What a handler asks for and the caller did not send well is answered for it: each method throws the `MatrixError`.
public final class Request {

    private final Incoming incoming;
    private String id;
    private @Nullable Map<String, List<String>> query;
    private @Nullable Route route;
    private Map<String, String> parameters = Map.of();
    private @Nullable Requester requester;
    private @Nullable ServerName origin;
    private @Nullable Body body;

    private Request(Incoming incoming, String id) {
        this.incoming = incoming;
        this.id = id;
    }

    /// What came over the wire.
    private record Incoming(
            Method method,
            String rawPath,
            String rawQuery,
            Function<String, List<String>> headers,
            InputStream body,
            String clientAddress,
            boolean secure,
            String listener) {}

    /// A request for `target`: a raw path and perhaps `?` and a raw query.
    public static Draft to(Method method, String target) {
        return new Draft(method, target);
    }

    public Method method() {
        return incoming.method();
    }

    /// The path as it was sent, percent-encoded.
    public String rawPath() {
        return incoming.rawPath();
    }

    /// The query as it was sent, without `?`; empty when there is none.
    public String rawQuery() {
        return incoming.rawQuery();
    }

    /// The id of this request in logs; empty before it is dispatched.
    public String id() {
        return id;
    }

    /// The address of the caller; that of the caller before the proxy where the listener trusts one.
    public String clientAddress() {
        return incoming.clientAddress();
    }

    /// Whether the caller used https, with us or with the proxy that the listener trusts.
    public boolean secure() {
        return incoming.secure();
    }

    /// The name of the listener that it came to, in logs.
    String listener() {
        return incoming.listener();
    }

    /// The first header of this name, in any case.
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /// All headers of this name, in any case.
    public List<String> headers(String name) {
        return incoming.headers().apply(name);
    }

    /// The `User-Agent`; empty when there is none.
    public String userAgent() {
        return header("User-Agent").orElse("");
    }

    /// The route that answers this request.
    public Route route() {
        return present(route, "No route is known before the request is dispatched");
    }

    /// What stands in the path for `{name}`, percent-decoded.
    public String path(String name) {
        return present(parameters.get(name), "The route has no parameter " + name);
    }

    /// What stands in the path for `{name}`, read by `parser` (which may refuse with an `IllegalArgumentException`).
    public <T> T path(String name, Function<String, T> parser) {
        return parsed(name, path(name), parser);
    }

    /// What stands in the path for `{name}`, which not all paths of the route have.
    public Optional<String> optionalPath(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// The first value of a query parameter.
    public Optional<String> query(String name) {
        return queryAll(name).stream().findFirst();
    }

    /// The first value of a query parameter, read by `parser` (which may refuse with an `IllegalArgumentException`).
    public <T> Optional<T> query(String name, Function<String, T> parser) {
        return query(name).map(value -> parsed(name, value, parser));
    }

    /// All values of a query parameter, in their order.
    public List<String> queryAll(String name) {
        if (query == null) {
            query = Query.parse(incoming.rawQuery());
        }
        return query.getOrDefault(name, List.of());
    }

    /// A query parameter that must be there.
    public String requiredQuery(String name) {
        return query(name)
                .orElseThrow(() -> MatrixError.missingParam("Missing query parameter " + name));
    }

    /// A query parameter that is a whole number.
    public Optional<Long> queryNumber(String name) {
        return query(name)
                .map(value -> {
                    try {
                        return Long.parseLong(value);
                    } catch (NumberFormatException e) {
                        throw MatrixError.invalidParam(
                                "Query parameter " + name + " must be an integer");
                    }
                });
    }

    /// A query parameter that is `true` or `false`.
    public Optional<Boolean> queryFlag(String name) {
        return query(name)
                .map(value ->
                        switch (value) {
                            case "true" -> true;
                            case "false" -> false;
                            default ->
                                    throw MatrixError.invalidParam(
                                            "Query parameter " + name + " must be true or false");
                        });
    }

    /// The body, which must be a JSON object.
    public JsonObject body() {
        return sent().object();
    }

    /// The body, which must be a JSON object if there is one; without one, an empty object.
    public JsonObject bodyOrEmpty() {
        return bytes().length == 0 ? JsonObject.EMPTY : body();
    }

    /// The body as a record; unknown fields are ignored.
    public <R extends Record> R body(Class<R> type) {
        return read(body(), type);
    }

    /// The body as a record; without one, as from an empty object.
    public <R extends Record> R bodyOrEmpty(Class<R> type) {
        return read(bodyOrEmpty(), type);
    }

    /// The whole body, up to the route's limit.
    public byte[] bytes() {
        return sent().bytes();
    }

    /// The body while it arrives, up to the route's limit. To be read once, and not together with `bytes`.
    public InputStream stream() {
        return sent().stream();
    }

    /// Gives back the memory that the body takes, before the request is answered: for handlers that wait long. They
    /// must have read what they need, and that must be small.
    public void forgetBody() {
        if (body != null) {
            body.release();
        }
    }

    private Body sent() {
        return present(body, "There is no body before the request is dispatched");
    }

    /// The length of the body, as far as the caller tells it in advance.
    public Optional<Long> contentLength() {
        return header("Content-Length")
                .map(text -> {
                    try {
                        return Long.parseLong(text);
                    } catch (NumberFormatException e) {
                        throw MatrixError.unknown("The Content-Length is not a number");
                    }
                });
    }

    /// The user who calls.
    ///
    /// @throws IllegalStateException when the route lets others in, too: a bug
    public Requester requester() {
        return present(requester, "The route does not ask for a user");
    }

    /// The user who calls, on routes for `OPTIONAL_USER`.
    public Optional<Requester> optionalRequester() {
        return Optional.ofNullable(requester);
    }

    /// The server that calls, on routes for `SERVER`.
    ///
    /// @throws IllegalStateException when the route is not for servers: a bug
    public ServerName origin() {
        return present(origin, "The route does not ask for a server");
    }

    void named(String requestId) {
        this.id = requestId;
    }

    void routed(Route found, Map<String, String> values, BodyMemory memory) {
        this.route = found;
        this.parameters = values;
        this.body = new Body(incoming.body(), contentLength(), found.maxBodyBytes(), memory);
    }

    void calledBy(Requester user) {
        this.requester = user;
    }

    void calledBy(ServerName server) {
        this.origin = server;
    }

    Optional<Route> knownRoute() {
        return Optional.ofNullable(route);
    }

    /// Who calls, for the log.
    String who() {
        if (requester != null) {
            return requester.user().value();
        }
        return origin != null ? origin.value() : "-";
    }

    private static <R extends Record> R read(JsonObject body, Class<R> type) {
        try {
            return Records.read(body, type);
        } catch (BadJson e) {
            throw MatrixError.from(e);
        }
    }

    private static <T> T parsed(String name, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw MatrixError.invalidParam("Parameter " + name + " is " + e.getMessage());
        }
    }

    private static <T> T present(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new IllegalStateException(otherwise);
        }
        return value;
    }

    /// A request in the making: by the web server, and by tests. Each method answers this same draft.
    public static final class Draft {

        private final Method method;
        private final String target;
        private final Map<String, List<String>> added =
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private Function<String, List<String>> headers =
                name -> added.getOrDefault(name, List.of());
        private InputStream body = InputStream.nullInputStream();
        private String clientAddress = "127.0.0.1";
        private boolean secure;
        private String listener = "-";
        private String id = "";

        private Draft(Method method, String target) {
            this.method = method;
            this.target = target;
        }

        /// One more header.
        public Draft header(String name, String value) {
            added.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            return this;
        }

        /// All headers, looked up by name in any case, instead of those that were added one by one.
        public Draft headers(Function<String, List<String>> lookup) {
            this.headers = lookup;
            return this;
        }

        /// The `Authorization` with an access token.
        public Draft token(String accessToken) {
            return header("Authorization", "Bearer " + accessToken);
        }

        public Draft body(byte[] bytes) {
            return body(new ByteArrayInputStream(bytes));
        }

        public Draft body(InputStream stream) {
            this.body = stream;
            return this;
        }

        public Draft body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        public Draft body(Json json) {
            return body(json.toString());
        }

        public Draft clientAddress(String address) {
            this.clientAddress = address;
            return this;
        }

        /// Whether the caller used https.
        public Draft secure(boolean https) {
            this.secure = https;
            return this;
        }

        /// The name of the listener that the request came to, in logs.
        public Draft listener(String name) {
            this.listener = name;
            return this;
        }

        /// The id of the request in logs; the dispatcher gives one where there is none.
        public Draft id(String requestId) {
            this.id = requestId;
            return this;
        }

        public Request build() {
            int question = target.indexOf('?');
            String path = question < 0 ? target : target.substring(0, question);
            String rawQuery = question < 0 ? "" : target.substring(question + 1);
            return new Request(
                    new Incoming(
                            method, path, rawQuery, headers, body, clientAddress, secure, listener),
                    id);
        }
    }
}
