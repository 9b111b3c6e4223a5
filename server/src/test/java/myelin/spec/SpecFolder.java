package myelin.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import myelin.architecture.Repository;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The OpenAPI files of the spec, which lie outside this repository, and the facts that follow from
/// them: operations, the types of their requests and answers, and the types of the contents of events;
/// no prose.
///
/// Reads each file once. For one thread.
final class SpecFolder {
    private static final List<String> APIS =
            List.of("client-server", "server-server", "application-service", "push-gateway");
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final String EVENTS = "event-schemas/schema";

    private final Path data;
    private final Map<Path, Object> files = new HashMap<>();
    private final SchemaReader schemas = new SchemaReader(this);

    private SpecFolder(Path data) {
        this.data = data;
    }

    /// The folder beside this repository, or where `-Dmatrix.spec` says; empty when there is none.
    static Optional<SpecFolder> find() {
        String place = System.getProperty("matrix.spec", "../shared/matrix-spec");
        Path data = Repository.ROOT.resolve(place).resolve("data").normalize();
        return Files.isDirectory(data) ? Optional.of(new SpecFolder(data)) : Optional.empty();
    }

    /// All facts, in the form in which they are committed.
    JsonObject facts() {
        List<JsonObject> operations = new ArrayList<>();
        for (String api : APIS) {
            for (Path file : files("api/" + api)) {
                operations.addAll(operations(api, file));
            }
        }
        operations.sort(
                Comparator.comparing((JsonObject operation) -> text(operation, "api"))
                        .thenComparing(operation -> text(operation, "path"))
                        .thenComparing(operation -> text(operation, "method"))
                        .thenComparing(operation -> text(operation, "operation")));
        return JsonObject.of(
                "operations",
                JsonArray.from(operations),
                "events",
                JsonObject.from(eventContents()),
                "schemas",
                JsonObject.from(schemas.shared()));
    }

    /// What the file holds, as maps, lists and scalars.
    Object read(Path file) {
        return files.computeIfAbsent(file, SpecFolder::parse);
    }

    /// The short name of a file with a schema: its path below the data, without what all have.
    String name(Path file) {
        return data.relativize(file)
                .toString()
                .replace('\\', '/')
                .replaceFirst("^api/", "")
                .replaceFirst("^" + EVENTS + "/", "")
                .replaceFirst("/definitions/", "/")
                .replaceFirst("\\.yaml$", "");
    }

    private List<JsonObject> operations(String api, Path file) {
        Map<?, ?> document = (Map<?, ?>) read(file);
        String base = base(document);
        List<JsonObject> operations = new ArrayList<>();
        for (Map.Entry<?, ?> path : ((Map<?, ?>) document.get("paths")).entrySet()) {
            Map<?, ?> methods = (Map<?, ?>) path.getValue();
            for (String method : METHODS) {
                if (methods.get(method) instanceof Map<?, ?> operation) {
                    // Where one path has two operations, the files tell them apart by a blank.
                    String full = base + path.getKey().toString().strip();
                    operations.add(
                            operation(api, method, full, operation, file)
                                    .with("query", query(methods, operation, file))
                                    .with("request", json(operation.get("requestBody"), file)));
                }
            }
        }
        return operations;
    }

    private JsonObject operation(
            String api, String method, String path, Map<?, ?> operation, Path file) {
        Map<String, Object> responses = new TreeMap<>();
        ((Map<?, ?>) operation.get("responses"))
                .forEach((status, body) -> responses.put(status.toString(), json(body, file)));
        return JsonObject.builder()
                .put("api", api)
                .put("method", method.toUpperCase(Locale.ROOT))
                .put("path", path)
                .put("operation", operation.get("operationId"))
                .put("security", security(operation))
                .put("limited", responses.containsKey("429"))
                .put("deprecated", Boolean.TRUE.equals(operation.get("deprecated")))
                .put("responses", JsonObject.from(responses))
                .build();
    }

    /// The schemas of the parameters in the query, which the path or the operation may list.
    private JsonObject query(Map<?, ?> path, Map<?, ?> operation, Path file) {
        Map<String, Object> query = new TreeMap<>();
        for (Map<?, ?> owner : List.of(path, operation)) {
            if (owner.get("parameters") instanceof List<?> parameters) {
                for (Object parameter : parameters) {
                    SchemaReader.Place place = schemas.follow(parameter, file);
                    Map<?, ?> known = (Map<?, ?>) place.node();
                    if ("query".equals(known.get("in"))) {
                        query.put(
                                known.get("name").toString(),
                                schemas.read(known.get("schema"), place.file()));
                    }
                }
            }
        }
        return JsonObject.from(query);
    }

    /// The schema of the JSON of a request or answer; an empty object when there is no JSON or it may
    /// be anything.
    private JsonObject json(@Nullable Object body, Path file) {
        SchemaReader.Place place = schemas.follow(body, file);
        if (place.node() instanceof Map<?, ?> known
                && known.get("content") instanceof Map<?, ?> content
                && content.get("application/json") instanceof Map<?, ?> json
                && json.get("schema") != null) {
            return schemas.read(json.get("schema"), place.file());
        }
        return JsonObject.EMPTY;
    }

    /// The names of the schemes, of which one suffices; an empty name where no proof is needed.
    private static JsonArray security(Map<?, ?> operation) {
        if (!(operation.get("security") instanceof List<?> schemes)) {
            return JsonArray.of("");
        }
        return JsonArray.from(
                schemes.stream()
                        .map(scheme -> (Map<?, ?>) scheme)
                        .map(scheme -> scheme.isEmpty() ? "" : scheme.keySet().iterator().next())
                        .toList());
    }

    private static String base(Map<?, ?> document) {
        Map<?, ?> server = (Map<?, ?>) ((List<?>) document.get("servers")).getFirst();
        Map<?, ?> variables = (Map<?, ?>) server.get("variables");
        return ((Map<?, ?>) variables.get("basePath")).get("default").toString();
    }

    /// The schema of the content by type of event; a message by type and `msgtype`, joined by a `$`.
    private Map<String, JsonObject> eventContents() {
        Map<String, JsonObject> contents = new TreeMap<>();
        for (Path file : files(EVENTS)) {
            String type = name(file);
            if (type.startsWith("m.")) {
                JsonObject event = schemas.read(read(file), file);
                JsonObject properties = event.object("properties").orElse(JsonObject.EMPTY);
                contents.put(type, properties.object("content").orElse(JsonObject.EMPTY));
            }
        }
        return contents;
    }

    private List<Path> files(String directory) {
        try (Stream<Path> list = Files.list(data.resolve(directory))) {
            return list.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object parse(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(1000);
        try {
            return new Yaml(new SafeConstructor(options)).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(JsonObject object, String key) {
        return object.string(key).orElseThrow();
    }
}
