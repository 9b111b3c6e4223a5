package myelin.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.spec.SpecFacts;

/// Makes values as a schema wants them, with the words of a [Stage] where a name tells what is meant.
///
/// @param words what a client may say, by the name of the parameter or property
record Samples(SpecFacts facts, Map<String, List<String>> words, RandomGenerator random) {
    private static final int DEEPEST = 7;

    /// One of them.
    <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /// What a client may say for a parameter of this name.
    String word(String name) {
        return pick(words.getOrDefault(name, List.of("one", "two")));
    }

    /// A value that fits.
    Json of(JsonObject schema, String name) {
        return of(schema, name, 0);
    }

    private Json of(JsonObject named, String name, int depth) {
        JsonObject schema = facts.expand(named);
        if (schema.array("enum").isPresent()) {
            return pick(schema.array("enum").get().list());
        }
        if (schema.value("const").isPresent()) {
            return schema.value("const").get();
        }
        for (String key : List.of("oneOf", "anyOf")) {
            if (schema.array(key).isPresent()) {
                return of(pick(schema.array(key).get().objects()), name, depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> Json.of(pick(List.of(0, 1, 2, 10, 50, 100)));
            case "number" -> Json.of(1);
            case "boolean" -> Json.of(random.nextBoolean());
            case "null" -> JsonNull.INSTANCE;
            default -> Json.of(word(name));
        };
    }

    private static String type(JsonObject schema) {
        return switch (schema.value("type").orElse(JsonNull.INSTANCE)) {
            case JsonString(String type) -> type;
            case JsonArray types -> types.strings().getFirst();
            default -> schema.has("items") ? "array" : schema.has("properties") ? "object" : "";
        };
    }

    private Json object(JsonObject schema, int depth) {
        JsonObject.Builder object = JsonObject.builder();
        if (depth > DEEPEST) {
            return object.build();
        }
        List<String> required = schema.array("required").orElse(JsonArray.EMPTY).strings();
        members(schema, "properties")
                .forEach((name, value) -> {
                    if (required.contains(name) || random.nextInt(8) > 0) {
                        object.put(name, of((JsonObject) value, name, depth + 1));
                    }
                });
        members(schema, "patternProperties")
                .forEach((_, value) -> other(object, (JsonObject) value, depth));
        schema.object("additionalProperties").ifPresent(value -> other(object, value, depth));
        return object.build();
    }

    /// A member whose name is free: often it is an id.
    private void other(JsonObject.Builder object, JsonObject schema, int depth) {
        String name = word(pick(List.of("userId", "roomId", "eventId", "eventType", "any")));
        object.put(name, of(schema, name, depth + 1));
    }

    private static JsonObject members(JsonObject schema, String key) {
        return schema.object(key).orElse(JsonObject.EMPTY);
    }

    private Json array(JsonObject schema, String name, int depth) {
        List<Json> items = new ArrayList<>();
        int size = depth > DEEPEST ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < size; i++) {
            items.add(of(schema.object("items").orElse(JsonObject.EMPTY), name, depth + 1));
        }
        return Json.of(items);
    }
}
