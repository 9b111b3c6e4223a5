package myelin.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.http.Route;
import org.jspecify.annotations.Nullable;

/// Compares answers with what the spec says about them: status, types, required properties, enums.
/// Properties the spec does not know are let through, for servers may add some.
///
/// Immutable, for any thread.
public final class ResponseCheck {
    private static final Pattern ERRCODE = Pattern.compile("[A-Z0-9_.]+");

    /// Events whose contents servers write; those of others are as their clients sent them.
    private static final List<String> OF_SERVERS =
            List.of(
                    "m.typing",
                    "m.receipt",
                    "m.presence",
                    "m.push_rules",
                    "m.fully_read",
                    "m.room.create");

    /// Where Synapse says null for what a user has not set. The spec knows no null there, but clients
    /// and the test suite that servers have in common want the key (`docs/not-bugs.md`).
    private static final Pattern NULL_AS_SYNAPSE =
            Pattern.compile("joined\\.@.*\\.(display_name|avatar_url)");

    /// What proposals that an administrator can switch on add to the words of an enum.
    private static final List<Json> OF_PROPOSALS = List.of(Json.of("org.matrix.msc3026.busy"));

    /// What Synapse answers with nothing when it has nothing to tell, though the spec requires properties. Clients
    /// rely on it (`docs/not-bugs.md`).
    private static final List<String> EMPTY_AS_SYNAPSE = List.of("getTurnServer");

    private static final List<String> TOKEN_REFUSED =
            List.of("M_MISSING_TOKEN", "M_UNKNOWN_TOKEN", "M_USER_LOCKED");

    private final SpecFacts facts;

    ResponseCheck(SpecFacts facts) {
        this.facts = facts;
    }

    /// What is wrong with the answer of a route; empty when nothing is.
    ///
    /// @param body the JSON, or null when the answer is no JSON
    public static List<String> problems(Route route, int status, @Nullable Json body) {
        ResponseCheck check = new ResponseCheck(SpecFacts.committed());
        Optional<Operation> operation = Conformance.operation(SpecFacts.committed(), route);
        if (operation.isPresent()) {
            return check.problems(operation.get(), status, body);
        }
        List<String> problems = new ArrayList<>();
        if (status >= 400 && body != null) {
            checkError(status, body, problems);
        }
        return problems;
    }

    /// What is wrong with the answer to an operation; empty when nothing is.
    ///
    /// @param body the JSON, or null when the answer is no JSON
    public List<String> problems(Operation operation, int status, @Nullable Json body) {
        List<String> problems = new ArrayList<>();
        Optional<JsonObject> schema =
                operation
                        .responses()
                        .object(Integer.toString(status))
                        .or(() -> operation.responses().object(status / 100 + "XX"));
        if (schema.isEmpty() && status < 400) {
            problems.add("the spec knows no status " + status);
        }
        if (body == null) {
            if (status >= 400 || !schema.orElse(JsonObject.EMPTY).isEmpty()) {
                problems.add("there must be JSON");
            }
        } else {
            schema.filter(_ -> !refusesToken(status, body))
                    .filter(_ -> !isEmptyAsSynapse(operation, body))
                    .ifPresent(known -> check(known, body, "", problems));
            if (status >= 400) {
                checkError(status, body, problems);
            }
        }
        return problems.stream().map(problem -> operation + " " + status + ": " + problem).toList();
    }

    /// A bad token is refused alike everywhere, also where the operation has another use for 401.
    private static boolean refusesToken(int status, Json body) {
        return status == 401
                && body instanceof JsonObject error
                && !error.has("flows")
                && error.string("errcode").filter(TOKEN_REFUSED::contains).isPresent();
    }

    private static boolean isEmptyAsSynapse(Operation operation, Json body) {
        return EMPTY_AS_SYNAPSE.contains(operation.id()) && body.equals(JsonObject.EMPTY);
    }

    private static void checkError(int status, Json body, List<String> problems) {
        if (status >= 500) {
            problems.add("the server failed: " + body);
        }
        JsonObject error = body instanceof JsonObject object ? object : JsonObject.EMPTY;
        if (status == 401 && error.has("flows")) {
            return; // of user-interactive authentication, which has a schema of its own
        }
        if (!ERRCODE.matcher(error.string("errcode").orElse("")).matches()) {
            problems.add("an error must have an errcode: " + body);
        }
        if (error.string("error").isEmpty()) {
            problems.add("an error must have words for people: " + body);
        }
    }

    /// Adds what is wrong with the value, naming it by `path`.
    private void check(JsonObject named, Json value, String path, List<String> problems) {
        JsonObject schema = facts.expand(named);
        if (value instanceof JsonNull && NULL_AS_SYNAPSE.matcher(path).matches()) {
            return;
        }
        if (!hasType(schema, value)) {
            problems.add(
                    "%s is %s, must be %s"
                            .formatted(name(path), value, schema.value("type").orElseThrow()));
            return;
        }
        checkAlternatives(schema, value, path, problems);
        schema.array("enum")
                .filter(known -> known.stream().noneMatch(value::equals))
                .filter(known -> !OF_PROPOSALS.contains(value))
                .ifPresent(known ->
                        problems.add("%s is %s, not of %s".formatted(name(path), value, known)));
        schema.value("const")
                .filter(known -> !known.equals(value))
                .ifPresent(known ->
                        problems.add("%s is %s, not %s".formatted(name(path), value, known)));
        if (value instanceof JsonString(String text)) {
            schema.string("pattern")
                    .filter(pattern -> !Pattern.compile(pattern).matcher(text).find())
                    .ifPresent(pattern ->
                            problems.add(
                                    "%s is %s, not like %s".formatted(name(path), value, pattern)));
        }
        if (value instanceof JsonArray array && schema.object("items").isPresent()) {
            JsonObject items = schema.object("items").get();
            for (int i = 0; i < array.size(); i++) {
                check(items, array.at(i), path + "[" + i + "]", problems);
            }
        }
        if (value instanceof JsonObject object) {
            checkObject(schema, object, path, problems);
        }
    }

    private void checkAlternatives(
            JsonObject schema, Json value, String path, List<String> problems) {
        for (String key : List.of("oneOf", "anyOf")) {
            List<JsonObject> alternatives = schema.array(key).orElse(JsonArray.EMPTY).objects();
            List<String> first = new ArrayList<>();
            boolean fits = alternatives.isEmpty();
            for (JsonObject alternative : alternatives) {
                List<String> wrong = new ArrayList<>();
                check(alternative, value, path, wrong);
                fits |= wrong.isEmpty();
                first = first.isEmpty() ? wrong : first;
            }
            if (!fits) {
                problems.addAll(first);
            }
        }
    }

    private void checkObject(
            JsonObject schema, JsonObject object, String path, List<String> problems) {
        for (String required : schema.array("required").orElse(JsonArray.EMPTY).strings()) {
            if (!object.has(required)) {
                problems.add(name(path) + " lacks " + required);
            }
        }
        JsonObject properties = schema.object("properties").orElse(JsonObject.EMPTY);
        JsonObject patterns = schema.object("patternProperties").orElse(JsonObject.EMPTY);
        object.forEach((key, value) -> {
            String inner = path.isEmpty() ? key : path + "." + key;
            Optional<JsonObject> known =
                    properties
                            .object(key)
                            .or(() -> matching(patterns, key))
                            .or(() -> schema.object("additionalProperties"));
            known.ifPresent(each -> check(each, value, inner, problems));
        });
        checkEvent(schema, object, path, problems);
    }

    /// An event which servers write themselves has the content the spec says.
    private void checkEvent(
            JsonObject schema, JsonObject object, String path, List<String> problems) {
        JsonObject properties = schema.object("properties").orElse(JsonObject.EMPTY);
        Optional<String> type = object.string("type");
        boolean event = properties.has("type") && properties.has("content");
        if (event && type.isPresent() && OF_SERVERS.contains(type.get())) {
            Optional<JsonObject> content = facts.content(type.get());
            object.value("content")
                    .ifPresent(value ->
                            check(
                                    content.orElse(JsonObject.EMPTY),
                                    value,
                                    (path.isEmpty() ? "" : path + ".") + "content",
                                    problems));
        }
    }

    private static Optional<JsonObject> matching(JsonObject patterns, String key) {
        return patterns.entries().stream()
                .filter(entry -> Pattern.compile(entry.getKey()).matcher(key).find())
                .map(entry -> (JsonObject) entry.getValue())
                .findFirst();
    }

    private static boolean hasType(JsonObject schema, Json value) {
        Json type = schema.value("type").orElse(null);
        return switch (type) {
            case null -> true;
            case JsonString(String name) -> isOf(name, value);
            case JsonArray names -> names.strings().stream().anyMatch(name -> isOf(name, value));
            case JsonObject _, JsonInteger _, JsonDecimal _, JsonBoolean _, JsonNull _ ->
                    throw new IllegalStateException("no type: " + type);
        };
    }

    private static boolean isOf(String type, Json value) {
        return switch (type) {
            case "string" -> value instanceof JsonString;
            case "integer" ->
                    value instanceof JsonInteger
                            || (value instanceof JsonDecimal number && number.isInteger());
            case "number" -> value instanceof JsonInteger || value instanceof JsonDecimal;
            case "boolean" -> value instanceof JsonBoolean;
            case "array" -> value instanceof JsonArray;
            case "object" -> value instanceof JsonObject;
            case "null" -> value instanceof JsonNull;
            default -> throw new IllegalStateException("no type: " + type);
        };
    }

    private static String name(String path) {
        return path.isEmpty() ? "the answer" : path;
    }
}
