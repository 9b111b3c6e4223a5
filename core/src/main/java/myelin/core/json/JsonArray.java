package myelin.core.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A JSON array: immutable.
public final class JsonArray implements Json, Iterable<Json> {
    /// The array without items.
    public static final JsonArray EMPTY = new JsonArray(new Json[0]);

    private final Json[] items;

    /// Takes the array as it is; the caller must not keep it.
    JsonArray(Json[] items) {
        this.items = items;
    }

    /// The array of these values, each converted as by [Json#of].
    public static JsonArray of(Object... items) {
        return from(Arrays.asList(items));
    }

    /// The array of these values in the order of the collection, each converted as by [Json#of].
    public static JsonArray from(Collection<?> items) {
        return items.isEmpty()
                ? EMPTY
                : new JsonArray(items.stream().map(Json::of).toArray(Json[]::new));
    }

    /// The number of items.
    public int size() {
        return items.length;
    }

    /// Whether there are no items.
    public boolean isEmpty() {
        return items.length == 0;
    }

    /// The value at `index`, counted from 0.
    ///
    /// @throws IndexOutOfBoundsException if there is none
    public Json at(int index) {
        return items[index];
    }

    /// All items, in order.
    public Stream<Json> stream() {
        return Arrays.stream(items);
    }

    /// The values of those items which are strings, in order.
    public List<String> strings() {
        return stream()
                .filter(JsonString.class::isInstance)
                .map(item -> ((JsonString) item).value())
                .toList();
    }

    /// Those items which are objects, in order.
    public List<JsonObject> objects() {
        return stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
    }

    /// All items as an unmodifiable list.
    public List<Json> list() {
        return Collections.unmodifiableList(Arrays.asList(items));
    }

    @Override
    public Iterator<Json> iterator() {
        return list().iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonArray array && Arrays.equals(items, array.items);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(items);
    }

    @Override
    public String toString() {
        return JsonWriter.text(this);
    }
}
