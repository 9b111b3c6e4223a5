package myelin.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;

/// What the spec says in numbers and names, as committed in `spec/facts.json`; `make facts` writes it.
///
/// Immutable, for any thread.
public final class SpecFacts {
    static final String FILE = "server/src/test/resources/spec/facts.json";

    private static final SpecFacts COMMITTED = new SpecFacts(JsonParser.object(resource()));

    private final List<Operation> operations;
    private final JsonObject schemas;
    private final JsonObject events;

    private SpecFacts(JsonObject facts) {
        operations =
                facts.array("operations").orElse(JsonArray.EMPTY).objects().stream()
                        .map(Operation::of)
                        .toList();
        schemas = facts.object("schemas").orElse(JsonObject.EMPTY);
        events = facts.object("events").orElse(JsonObject.EMPTY);
    }

    /// The facts which are committed with the tests.
    public static SpecFacts committed() {
        return COMMITTED;
    }

    /// All operations, those of one API beside each other.
    public List<Operation> operations() {
        return operations;
    }

    /// The operations of one API: `client-server`, `server-server`, `application-service` or
    /// `push-gateway`.
    public List<Operation> operations(String api) {
        return operations.stream().filter(operation -> operation.api().equals(api)).toList();
    }

    /// The operation of this id in this API.
    public Optional<Operation> operation(String api, String id) {
        return operations(api).stream().filter(operation -> operation.id().equals(id)).findFirst();
    }

    /// The operations of a method and path template: mostly one, rarely two.
    public List<Operation> at(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> operation.path().equals(path))
                .toList();
    }

    /// The schema itself, where one is only named.
    public JsonObject expand(JsonObject schema) {
        JsonObject expanded = schema;
        Optional<String> name = schema.string("$ref");
        while (name.isPresent()) {
            expanded = schemas.object(name.get()).orElseThrow();
            name = expanded.string("$ref");
        }
        return expanded;
    }

    /// The schema with this name, `client-server/sync_filter`.
    public JsonObject schema(String name) {
        return schemas.object(name).orElseThrow();
    }

    /// The types of events that the spec knows; messages also as `m.room.message$m.text`.
    public List<String> eventTypes() {
        return List.copyOf(events.keys());
    }

    /// The schema of the content of events of this type, if the spec knows the type.
    public Optional<JsonObject> content(String type) {
        return events.object(type);
    }

    private static byte[] resource() {
        try (InputStream in = SpecFacts.class.getResourceAsStream("/spec/facts.json")) {
            return in == null ? "{}".getBytes(UTF_8) : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
