package myelin.spec;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Reduces the JSON schemas of the spec to what can be checked: types, required and known properties,
/// enums, patterns, and alternatives. `allOf` is merged into one schema.
///
/// A schema with a file of its own is read once and shared: where it stands alone, the reduced schema
/// only names it, by `$ref`.
final class SchemaReader {
    /// Something in a file: what references in it start from.
    record Place(@Nullable Object node, Path file) {}

    private final SpecFolder folder;
    private final Map<String, JsonObject> shared = new TreeMap<>();
    private final Deque<String> reading = new ArrayDeque<>();

    SchemaReader(SpecFolder folder) {
        this.folder = folder;
    }

    /// The reduced schemas which others name.
    Map<String, JsonObject> shared() {
        return shared;
    }

    /// Where a reference leads, or the node itself if it is none.
    Place follow(@Nullable Object node, Path file) {
        if (!(node instanceof Map<?, ?> map) || !(map.get("$ref") instanceof String reference)) {
            return new Place(node, file);
        }
        int hash = reference.indexOf('#');
        String path = hash < 0 ? reference : reference.substring(0, hash);
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        Object found = folder.read(target);
        if (hash >= 0) {
            for (String step : reference.substring(hash + 1).split("/")) {
                found = step.isEmpty() ? found : ((Map<?, ?>) found).get(step);
            }
        }
        return follow(found, target);
    }

    /// The reduced form of a schema.
    JsonObject read(Object schema, Path file) {
        if (schema instanceof Map<?, ?> map
                && map.get("$ref") instanceof String reference
                && !reference.contains("#")) {
            return named(file.resolveSibling(reference).normalize());
        }
        Place place = follow(schema, file);
        return place.node() instanceof Map<?, ?> map ? reduce(map, place.file()) : JsonObject.EMPTY;
    }

    private JsonObject named(Path file) {
        String name = folder.name(file);
        if (!shared.containsKey(name) && !reading.contains(name)) {
            reading.push(name);
            shared.put(name, read(folder.read(file), file));
            reading.pop();
        }
        return JsonObject.of("$ref", name);
    }

    private JsonObject reduce(Map<?, ?> schema, Path file) {
        JsonObject reduced = own(schema, file);
        if (schema.get("allOf") instanceof List<?> parts) {
            // A schema which only passes on another is that other one.
            if (parts.size() == 1 && (reduced.isEmpty() || isJustObject(reduced))) {
                return read(parts.getFirst(), file);
            }
            for (Object part : parts) {
                reduced = merge(expand(read(part, file)), reduced);
            }
        }
        return reduced;
    }

    private JsonObject own(Map<?, ?> schema, Path file) {
        JsonObject.Builder reduced = JsonObject.builder();
        for (String key : List.of("properties", "patternProperties")) {
            if (schema.get(key) instanceof Map<?, ?> properties) {
                Map<String, JsonObject> each = new TreeMap<>();
                properties.forEach((name, value) -> each.put(name.toString(), read(value, file)));
                reduced.put(key, each);
            }
        }
        for (String key : List.of("items", "additionalProperties")) {
            if (schema.get(key) instanceof Map<?, ?> inner) {
                reduced.put(key, read(inner, file));
            }
        }
        for (String key : List.of("oneOf", "anyOf")) {
            if (schema.get(key) instanceof List<?> alternatives) {
                List<JsonObject> each = new ArrayList<>();
                alternatives.forEach(value -> each.add(read(value, file)));
                reduced.put(key, each);
            }
        }
        for (String key : List.of("type", "required", "enum", "pattern", "const")) {
            Object value = schema.get(key);
            if (value instanceof List<?> list) {
                reduced.put(key, key.equals("enum") ? list : new TreeSet<>(strings(list)));
            } else if (value != null) {
                reduced.put(key, value);
            }
        }
        return reduced.build();
    }

    /// Both together: what one says more than the other, and the later where they differ.
    private JsonObject merge(JsonObject first, JsonObject second) {
        JsonObject merged = first;
        for (Map.Entry<String, Json> entry : second.entries()) {
            String key = entry.getKey();
            Json before = merged.value(key).orElse(null);
            merged =
                    merged.with(
                            key,
                            before == null
                                    ? entry.getValue()
                                    : both(key, before, entry.getValue()));
        }
        return merged;
    }

    private Json both(String key, Json before, Json after) {
        if (key.equals("required")
                && before instanceof JsonArray one
                && after instanceof JsonArray two) {
            TreeSet<String> names = new TreeSet<>(one.strings());
            names.addAll(two.strings());
            return Json.of(names);
        }
        if (key.equals("properties")
                && before instanceof JsonObject one
                && after instanceof JsonObject two) {
            JsonObject properties = one;
            for (Map.Entry<String, Json> entry : two.entries()) {
                JsonObject known = one.object(entry.getKey()).orElse(JsonObject.EMPTY);
                JsonObject more = (JsonObject) entry.getValue();
                boolean same = known.isEmpty() || known.equals(more);
                properties =
                        properties.with(
                                entry.getKey(), same ? more : merge(expand(known), expand(more)));
            }
            return properties;
        }
        return after;
    }

    /// The schema that is named, where it has to be changed; inside itself it stays a name.
    private JsonObject expand(JsonObject schema) {
        return schema.string("$ref").map(shared::get).map(this::expand).orElse(schema);
    }

    private static boolean isJustObject(JsonObject reduced) {
        return reduced.size() == 1 && reduced.string("type").orElse("").equals("object");
    }

    private static List<String> strings(List<?> list) {
        return list.stream().map(Object::toString).toList();
    }
}
