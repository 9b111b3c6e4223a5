package myelin.core.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import myelin.core.json.BadJson;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import org.jspecify.annotations.Nullable;

/// Reads the parts of a filter and says by path what is wrong with it.
///
/// Unknown properties are left alone, for they may be of a later version of the spec.
///
/// @param path where the object stands in the whole filter, empty for the whole
record FilterReader(String path, JsonObject object) {
    /// The object under the key; an empty one when it is absent.
    FilterReader inner(String key) {
        Json value = object.value(key).orElse(JsonObject.EMPTY);
        if (value instanceof JsonObject inner) {
            return new FilterReader(pathOf(key), inner);
        }
        throw bad(key, "must be an object");
    }

    /// The strings under the key, or null when it is absent.
    @Nullable List<String> strings(String key) {
        return list(key, Optional::of, "a string");
    }

    /// The identifiers under the key as a set, or null when it is absent.
    <T> @Nullable Set<T> ids(String key, Function<String, Optional<T>> parser, String kind) {
        List<T> ids = list(key, parser, kind);
        return ids == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(ids));
    }

    /// The flag under the key, or null when it is absent.
    @Nullable Boolean flag(String key) {
        Json value = object.value(key).orElse(null);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonBoolean flag) {
            return flag.value();
        }
        throw bad(key, "must be true or false");
    }

    /// The whole number under the key. Zero is let through, though the spec wants more: clients ask so
    /// for nothing.
    OptionalLong limit(String key) {
        Json value = object.value(key).orElse(null);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof JsonInteger number && number.value() >= 0) {
            return OptionalLong.of(number.value());
        }
        throw bad(key, "must be a whole number, zero or more");
    }

    BadJson bad(String key, String problem) {
        return new BadJson(pathOf(key), problem, false);
    }

    private <T> @Nullable List<T> list(
            String key, Function<String, Optional<T>> parser, String kind) {
        Json value = object.value(key).orElse(null);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonArray array)) {
            throw bad(key, "must be a list");
        }
        List<T> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            Optional<T> item =
                    array.at(i) instanceof JsonString text
                            ? parser.apply(text.value())
                            : Optional.empty();
            String at = key + "[" + i + "]";
            list.add(item.orElseThrow(() -> bad(at, "must be " + kind)));
        }
        return Collections.unmodifiableList(list);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
