package myelin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;

/// An answer, and what lies where in it.
public record TestAnswer(int status, JsonObject json) {

    /// The body, which must be that of a 200.
    public JsonObject ok() {
        assertThat(status).as("%s", json).isEqualTo(200);
        return json;
    }

    /// Requires an error.
    public void isError(int expected, String errcode) {
        assertThat(status + " " + json.string("errcode").orElse(""))
                .as("%s", json)
                .isEqualTo(expected + " " + errcode);
    }

    /// Requires a 403 `M_FORBIDDEN`.
    public void isForbidden() {
        isError(403, "M_FORBIDDEN");
    }

    /// The value at a path of keys.
    public Optional<Json> find(String... path) {
        return find(json, path);
    }

    /// The text at a path of keys.
    public Optional<String> text(String... path) {
        return find(path)
                .map(value -> value instanceof JsonString(String text) ? text : value.toString());
    }

    /// The integer at a path of keys.
    public long number(String... path) {
        return find(path)
                .map(value -> value instanceof JsonInteger(long number) ? number : Long.MIN_VALUE)
                .orElseThrow();
    }

    /// The objects of the array at a path of keys; none where there is no array.
    public List<JsonObject> list(String... path) {
        return find(path)
                .map(value -> value instanceof JsonArray array ? array : JsonArray.EMPTY)
                .map(JsonArray::objects)
                .orElse(List.of());
    }

    static Optional<Json> find(JsonObject json, String... path) {
        Json at = json;
        for (String key : path) {
            Optional<Json> next =
                    at instanceof JsonObject object ? object.value(key) : Optional.empty();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    /// The bodies of messages.
    public static List<String> bodies(List<JsonObject> events) {
        return events.stream()
                .flatMap(event -> event.object("content").stream())
                .flatMap(content -> content.string("body").stream())
                .toList();
    }
}
