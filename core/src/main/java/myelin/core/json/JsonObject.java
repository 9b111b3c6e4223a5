package myelin.core.json;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import myelin.core.id.Identifier;
import org.jspecify.annotations.Nullable;

/// A JSON object: immutable, each key once, keys ordered by code point as canonical JSON wants them.
///
/// The typed readers are empty when the key is absent *or* its value has another type; who must tell
/// the two apart uses [#value] or [Records].
public final class JsonObject implements Json {
    /// The object without members.
    public static final JsonObject EMPTY = new JsonObject(new String[0], new Json[0]);

    private final String[] keys;
    private final Json[] values;

    /// The text of some members, the first ones; null: none is kept.
    private final @Nullable Text text;

    /// Computed when first asked for; 0 until then. A race computes it twice, to the same number.
    private int hash;

    /// Takes both arrays as they are: sorted, without duplicates; the caller must not keep them.
    JsonObject(String[] keys, Json[] values) {
        this(keys, values, null);
    }

    private JsonObject(String[] keys, Json[] values, @Nullable Text text) {
        this.keys = keys;
        this.values = values;
        this.text = text;
    }

    /// The members at the beginning of an object as they are written, without the braces.
    ///
    /// @param members how many
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(byte[] utf8, int members) {}

    /// [#EMPTY].
    public static JsonObject of() {
        return EMPTY;
    }

    /// The object of this member, converted as by [Json#of]; so for the longer forms.
    public static JsonObject of(String key, Object value) {
        return new JsonObject(new String[] {key}, new Json[] {Json.of(value)});
    }

    public static JsonObject of(String key1, Object value1, String key2, Object value2) {
        return builder().put(key1, value1).put(key2, value2).build();
    }

    public static JsonObject of(
            String key1, Object value1, String key2, Object value2, String key3, Object value3) {
        return builder().put(key1, value1).put(key2, value2).put(key3, value3).build();
    }

    @SuppressWarnings("TooManyParameters") // pairs, as in java.util.Map
    public static JsonObject of(
            String key1,
            Object value1,
            String key2,
            Object value2,
            String key3,
            Object value3,
            String key4,
            Object value4) {
        return builder()
                .put(key1, value1)
                .put(key2, value2)
                .put(key3, value3)
                .put(key4, value4)
                .build();
    }

    @SuppressWarnings("TooManyParameters") // pairs, as in java.util.Map
    public static JsonObject of(
            String key1,
            Object value1,
            String key2,
            Object value2,
            String key3,
            Object value3,
            String key4,
            Object value4,
            String key5,
            Object value5) {
        return builder()
                .put(key1, value1)
                .put(key2, value2)
                .put(key3, value3)
                .put(key4, value4)
                .put(key5, value5)
                .build();
    }

    /// The object of these members. Keys are strings or identifiers; values are converted as by [Json#of].
    ///
    /// @throws IllegalArgumentException if a key or a value has another type
    public static JsonObject from(Map<?, ?> members) {
        Builder builder = builder();
        members.forEach((key, value) -> builder.put(keyText(key), value));
        return builder.build();
    }

    private static String keyText(Object key) {
        return switch (key) {
            case String string -> string;
            case Identifier identifier -> identifier.value();
            default ->
                    throw new IllegalArgumentException(
                            "no key of JSON: a " + key.getClass().getName());
        };
    }

    /// A builder without members.
    public static Builder builder() {
        return new Builder();
    }

    /// A builder which begins with the members of this object.
    public Builder toBuilder() {
        return new Builder().putAll(this);
    }

    /// The value of `key`; a JSON null is a value.
    public Optional<Json> value(String key) {
        return Optional.ofNullable(find(key));
    }

    /// The value of `key` if it is a string.
    public Optional<String> string(String key) {
        return find(key) instanceof JsonString(String text) ? Optional.of(text) : Optional.empty();
    }

    /// The value of `key` if it is an integer within ±(2^53 − 1).
    public Optional<Long> integer(String key) {
        return find(key) instanceof JsonInteger(long number)
                ? Optional.of(number)
                : Optional.empty();
    }

    /// The value of `key` if it is true or false.
    public Optional<Boolean> bool(String key) {
        return find(key) instanceof JsonBoolean(boolean flag)
                ? Optional.of(flag)
                : Optional.empty();
    }

    /// The value of `key` if it is an object.
    public Optional<JsonObject> object(String key) {
        return find(key) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    /// The value of `key` if it is an array.
    public Optional<JsonArray> array(String key) {
        return find(key) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
    }

    /// Whether `key` has a value, be it null.
    public boolean has(String key) {
        return Members.find(keys, key) >= 0;
    }

    @Nullable Json find(String key) {
        int at = Members.find(keys, key);
        return at < 0 ? null : values[at];
    }

    /// All keys, ordered by code point.
    public List<String> keys() {
        return Collections.unmodifiableList(Arrays.asList(keys));
    }

    /// All values in the order of their keys, as an unmodifiable view.
    public List<Json> values() {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    /// The number of members.
    public int size() {
        return keys.length;
    }

    /// Whether there are no members.
    public boolean isEmpty() {
        return keys.length == 0;
    }

    /// Gives every member to `action`, in the order of the keys.
    public void forEach(BiConsumer<String, Json> action) {
        for (int i = 0; i < keys.length; i++) {
            action.accept(keys[i], values[i]);
        }
    }

    /// All members in the order of the keys, as an unmodifiable view.
    public Set<Map.Entry<String, Json>> entries() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Json>> iterator() {
                return IntStream.range(0, keys.length)
                        .mapToObj(i -> Map.entry(keys[i], values[i]))
                        .iterator();
            }

            @Override
            public int size() {
                return keys.length;
            }
        };
    }

    /// This object with `key` set to `value`, which is converted as by [Json#of].
    public JsonObject with(String key, Object value) {
        Json json = Json.of(value);
        int at = Members.find(keys, key);
        if (at >= 0) {
            Json[] replaced = values.clone();
            replaced[at] = json;
            return new JsonObject(keys, replaced);
        }
        int size = keys.length;
        if (size > 0 && Members.compare(keys[size - 1], key) > 0) {
            return toBuilder().put(key, json).build();
        }
        String[] moreKeys = Arrays.copyOf(keys, size + 1);
        Json[] moreValues = Arrays.copyOf(values, size + 1);
        moreKeys[size] = key;
        moreValues[size] = json;
        return new JsonObject(moreKeys, moreValues, text);
    }

    /// The same object, which keeps its text: writing it is copying then, also once members have been
    /// added [#with] keys that come behind all others. For what is written many times, since it takes the
    /// space of the text.
    public JsonObject keepingText() {
        return text != null && text.members() == keys.length
                ? this
                : new JsonObject(keys, values, new Text(JsonWriter.members(this), keys.length));
    }

    /// This object as nothing but its text: it can be written, and has no members any more that somebody could ask for.
    /// Of a large answer what is complete takes a tenth of the memory so.
    public JsonObject written() {
        return new JsonObject(EMPTY.keys, EMPTY.values, new Text(JsonWriter.members(this), 0));
    }

    /// How many bytes of text are kept; none unless [#keepingText] was asked for.
    public int keptBytes() {
        return text == null ? 0 : text.utf8().length;
    }

    @Nullable Text text() {
        return text;
    }

    /// This object without these keys, of which any may be absent.
    public JsonObject without(String... absent) {
        List<String> names = Arrays.asList(absent);
        String[] keptKeys = new String[keys.length];
        Json[] keptValues = new Json[keys.length];
        int kept = 0;
        for (int i = 0; i < keys.length; i++) {
            if (!names.contains(keys[i])) {
                keptKeys[kept] = keys[i];
                keptValues[kept] = values[i];
                kept++;
            }
        }
        return kept == keys.length ? this : slice(keptKeys, keptValues, 0, kept);
    }

    /// The members of both; where both have a key, the value of `other`. Nested objects are not merged.
    public JsonObject merge(JsonObject other) {
        return other.isEmpty() ? this : isEmpty() ? other : toBuilder().putAll(other).build();
    }

    /// Copies `[from, to)` of arrays which are sorted and without duplicates.
    static JsonObject slice(String[] keys, Json[] values, int from, int to) {
        return from == to
                ? EMPTY
                : new JsonObject(
                        Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    String keyAt(int index) {
        return keys[index];
    }

    Json valueAt(int index) {
        return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof JsonObject object
                        && (hash == 0 || object.hash == 0 || hash == object.hash)
                        && Arrays.equals(keys, object.keys)
                        && Arrays.equals(values, object.values));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return JsonWriter.text(this);
    }

    /// Collects the members of one [JsonObject]. Not for several threads.
    public static final class Builder {
        private String[] keys = new String[8];
        private Json[] values = new Json[8];
        private int size;

        private Builder() {}

        /// Sets `key`, also when it was set before, to `value`, which is converted as by [Json#of].
        public Builder put(String key, Object value) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            keys[size] = key;
            values[size] = Json.of(value);
            size++;
            return this;
        }

        /// As [#put], if `value` is neither null nor an empty `Optional`; a full one is unpacked.
        public Builder putIfPresent(String key, @Nullable Object value) {
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present -> put(key, present));
            } else if (value != null) {
                put(key, value);
            }
            return this;
        }

        /// As [#put] with every member of `members`.
        public Builder putAll(JsonObject members) {
            members.forEach(this::put);
            return this;
        }

        /// The object of what was put in so far. The builder may be used further.
        public JsonObject build() {
            Members.sort(keys, values, 0, size);
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (kept > 0 && keys[kept - 1].equals(keys[i])) {
                    kept--; // the later one of two equal keys holds
                }
                keys[kept] = keys[i];
                values[kept] = values[i];
                kept++;
            }
            size = kept;
            return slice(keys, values, 0, size);
        }
    }
}
