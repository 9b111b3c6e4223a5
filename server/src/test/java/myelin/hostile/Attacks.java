package myelin.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.http.Request;
import myelin.http.Route;
import myelin.spec.Conformance;
import myelin.spec.Operation;
import myelin.spec.SpecFacts;

/// Makes the hostile requests for a route: a good one, in which one thing is wrong. All that differs between two runs is
/// the random seed.
final class Attacks {
    private static final SpecFacts FACTS = SpecFacts.committed();
    private static final Pattern WORD = Pattern.compile("<(\\w+)>");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /// To wait for news is no hang.
    private static final String NO_WAIT = "?timeout=0";

    private static final Pattern WAITS = Pattern.compile("\"timeout\":\"?[1-9]");

    private static final List<String> TYPES =
            List.of(
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "application/json; charset=utf-16",
                    "",
                    "\u0000/;;");

    private static final int SHOWN = 300;

    private final Stage stage;
    private final Samples samples;
    private final RandomGenerator random;
    private final Set<String> given;
    private final List<Attack> made = new ArrayList<>();

    /// A request before somebody sends it.
    static final class Attack {
        private final Route route;
        private final String target;
        private final byte[] body;
        private final String contentType;

        private Attack(Route route, String target, byte[] body, String contentType) {
            this.route = route;
            this.target = target;
            this.body = body;
            this.contentType = contentType;
        }

        Route route() {
            return route;
        }

        Request.Draft draft() {
            return Request.to(route.method(), target)
                    .header("Content-Type", contentType)
                    .body(body);
        }

        @Override
        public String toString() {
            String text = new String(body, 0, Math.min(body.length, SHOWN), UTF_8);
            return "%s %s %s".formatted(route.method(), shortened(target), shortened(text));
        }

        /// The same with what has been given to the client.
        Attack with(Given.Gift gift) {
            // What is no text has no place for a gift.
            String text = new String(body, UTF_8);
            String filled = gift.in(text);
            return new Attack(
                    route,
                    gift.inAddress(target),
                    filled.equals(text) ? body : filled.getBytes(UTF_8),
                    contentType);
        }

        /// Whether it asks to wait for news, which is no hang.
        boolean waits() {
            return WAITS.matcher(new String(body, UTF_8)).find();
        }

        private static String shortened(String text) {
            return text.length() < SHOWN ? text : text.substring(0, SHOWN) + "…";
        }
    }

    /// The parts of a good request.
    private record Good(Route route, String path, Map<String, String> query, Json body) {}

    Attacks(Stage stage, RandomGenerator random) {
        this(stage, random, Map.of());
    }

    /// @param given what stands for what clients are given, by the name in which they send it back
    Attacks(Stage stage, RandomGenerator random, Map<String, List<String>> given) {
        this.stage = stage;
        this.random = random;
        this.given = given.keySet();
        Map<String, List<String>> words = new HashMap<>(stage.words());
        words.putAll(given);
        this.samples = new Samples(FACTS, words, random);
    }

    /// A good request.
    Attack good(Route route) {
        return good(sample(route));
    }

    /// A good request to one of the route's paths.
    Attack good(Route route, String path) {
        Good any = sample(route);
        return good(new Good(route, path, any.query, any.body));
    }

    private Attack good(Good good) {
        return attack(good, path(good, "", ""), query(good, "", ""), good.body.toString());
    }

    /// Requests in which each thing is wrong in some ways.
    ///
    /// @param ways in how many
    List<Attack> on(Route route, int ways) {
        made.clear();
        for (int way = 0; way < ways; way++) {
            spoilPath(sample(route));
            spoilQuery(sample(route));
            if (takesBody(route)) {
                spoilBody(sample(route));
            }
        }
        if (takesBody(route)) {
            replaceBody(sample(route));
        }
        return List.copyOf(made);
    }

    /// Requests that send events of this type whose content is wrong in each place.
    List<Attack> event(Route route, String type) {
        made.clear();
        Json content = samples.of(FACTS.content(type).orElseThrow(), type);
        String name = type.replaceFirst("\\$.*", "");
        for (int place = 0; place < Spoiled.places(content); place++) {
            Good good = sample(route);
            String path = path(good, "eventType", name);
            String poison = random.nextInt(6) == 0 ? "" : samples.pick(Poison.JSON);
            made.add(attack(good, path, "", Spoiled.at(place, poison, content)));
        }
        return List.copyOf(made);
    }

    private static boolean takesBody(Route route) {
        return switch (route.method()) {
            case POST, PUT, PATCH -> true;
            case DELETE -> operation(route).filter(known -> !known.request().isEmpty()).isPresent();
            case GET, HEAD, OPTIONS, OTHER -> false;
        };
    }

    private void spoilPath(Good good) {
        Matcher parameters = PARAMETER.matcher(good.path);
        while (parameters.find()) {
            String path = path(good, parameters.group(1), samples.pick(Poison.ADDRESS));
            made.add(attack(good, path, query(good, "", ""), good.body.toString()));
        }
    }

    private void spoilQuery(Good good) {
        for (Map.Entry<String, String> parameter : good.query.entrySet()) {
            String name = parameter.getKey();
            Optional<JsonObject> filter = filter(good.route, name);
            String poison =
                    filter.isPresent() && random.nextInt(4) > 0
                            ? encoded(spoiled(samples.of(filter.get(), name)))
                            : samples.pick(Poison.ADDRESS);
            if (!name.equals("timeout") || !poison.matches("[0-9]*")) {
                String query = query(good, name, poison);
                made.add(attack(good, path(good, "", ""), query, good.body.toString()));
            }
        }
        String strange = samples.pick(Poison.ADDRESS) + "=" + samples.pick(Poison.ADDRESS);
        for (String query : List.of("", "&" + strange)) {
            made.add(attack(good, path(good, "", ""), NO_WAIT + query, good.body.toString()));
        }
    }

    private String spoiled(Json json) {
        int place = random.nextInt(Spoiled.places(json));
        // What is too long for an address is for bodies.
        String poison = samples.pick(Poison.JSON);
        return Spoiled.at(place, poison.length() > 10_000 ? "{}" : poison, json);
    }

    private void spoilBody(Good good) {
        for (int place = 0; place < Spoiled.places(good.body); place++) {
            for (String poison : List.of("", samples.pick(Poison.JSON))) {
                String body = Spoiled.at(place, poison, good.body);
                made.add(attack(good, path(good, "", ""), query(good, "", ""), body));
            }
        }
    }

    private void replaceBody(Good good) {
        String target = path(good, "", "") + query(good, "", "");
        for (byte[] body : Poison.BODIES) {
            made.add(new Attack(good.route, target, body, "application/json"));
        }
        for (String type : TYPES) {
            made.add(new Attack(good.route, target, good.body.toString().getBytes(UTF_8), type));
        }
    }

    private static Attack attack(Good good, String path, String query, String body) {
        byte[] sent = takesBody(good.route) ? body.getBytes(UTF_8) : new byte[0];
        return new Attack(good.route, path + query, sent, "application/json");
    }

    private Good sample(Route route) {
        Optional<Operation> operation = operation(route);
        Map<String, String> query = new LinkedHashMap<>();
        operation
                .map(Operation::query)
                .orElse(JsonObject.EMPTY)
                .forEach((name, schema) ->
                        query.put(name, parameter(route, name, (JsonObject) schema)));
        for (String name : Unspecified.QUERY.getOrDefault(route.name(), List.of())) {
            if (given.contains(name) || random.nextInt(4) == 0) {
                query.put(name, samples.word(name));
            }
        }
        query.computeIfPresent("timeout", (_, _) -> "0");
        // What is given is often good on one path only.
        String path = given.isEmpty() ? samples.pick(route.paths()) : route.path();
        return new Good(route, path, query, body(route, operation));
    }

    private String parameter(Route route, String name, JsonObject schema) {
        if (given.contains(name)) {
            return samples.word(name);
        }
        Json value = samples.of(filter(route, name).orElse(schema), name);
        return value.toString().replaceAll("^\"|\"$", "");
    }

    /// The schema of the JSON that stands in a parameter of the query.
    private static Optional<JsonObject> filter(Route route, String name) {
        if (!name.equals("filter")) {
            return Optional.empty();
        }
        String kind = route.name().equals("sync") ? "sync_filter" : "room_event_filter";
        return Optional.of(FACTS.schema("client-server/" + kind));
    }

    private Json body(Route route, Optional<Operation> operation) {
        Map<String, String> bodies =
                given.isEmpty() ? Unspecified.BODIES : Unspecified.BODIES_WITH_GIFTS;
        String known = bodies.getOrDefault(route.name(), Unspecified.BODIES.get(route.name()));
        if (known != null) {
            return JsonParser.parse(
                    WORD.matcher(known)
                            .replaceAll(
                                    word -> Matcher.quoteReplacement(samples.word(word.group(1)))));
        }
        return samples.of(operation.map(Operation::request).orElse(JsonObject.EMPTY), "body")
                        instanceof JsonObject body
                ? body
                : JsonObject.EMPTY;
    }

    /// The operation of a route; of one with a transaction id, which Synapse has, that of the one without.
    private static Optional<Operation> operation(Route route) {
        return Conformance.operation(FACTS, route)
                .or(() ->
                        FACTS.at("POST", route.path().replaceFirst("/\\{txnId}$", "")).stream()
                                .findFirst());
    }

    private String path(Good good, String spoiled, String poison) {
        return PARAMETER
                .matcher(good.path)
                .replaceAll(parameter -> {
                    String name = parameter.group(1);
                    return Matcher.quoteReplacement(
                            name.equals(spoiled) ? poison : encoded(word(name)));
                });
    }

    private String word(String name) {
        return name.equals("txnId") ? "t" + random.nextInt(1_000_000) : samples.word(name);
    }

    private static String query(Good good, String spoiled, String poison) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        good.query.forEach((name, value) ->
                query.add(name + "=" + (name.equals(spoiled) ? poison : encoded(value))));
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    Stage stage() {
        return stage;
    }
}
