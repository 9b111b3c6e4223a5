package myelin.core.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;

/// The way to a property inside an event: `content.body`, `content.m\.relates_to.rel_type`.
///
/// @param names the names of the properties, outermost first, not escaped; at least one
///
/// [Spec](https://spec.matrix.org/v1.19/appendices/#dot-separated-property-paths)
public record PropertyPath(List<String> names) {
    public PropertyPath {
        names = List.copyOf(names);
    }

    /// Reads a path. A backslash makes a literal dot or backslash of what follows; before anything else
    /// it stands for itself. Every text is a path.
    public static PropertyPath parse(String path) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 1 < path.length() && isEscapable(path.charAt(i + 1))) {
                name.append(path.charAt(++i));
            } else if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return new PropertyPath(names);
    }

    /// What stands at the end of the path; empty when something on the way is absent or no object.
    public Optional<Json> in(JsonObject object) {
        JsonObject at = object;
        int last = names.size() - 1;
        for (int i = 0; i < last; i++) {
            Optional<JsonObject> next = at.object(names.get(i));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
        }
        return at.value(names.get(last));
    }

    /// The rest of the way, once inside the first name. There must be two names.
    public PropertyPath inner() {
        return new PropertyPath(names.subList(1, names.size()));
    }

    /// `to` with the property at the end of this path as `from` has it; `to` itself when `from` lacks it.
    JsonObject copy(JsonObject from, JsonObject to) {
        return copy(from, to, 0);
    }

    private JsonObject copy(JsonObject from, JsonObject to, int depth) {
        String name = names.get(depth);
        Optional<Json> value = from.value(name);
        if (value.isEmpty()) {
            return to;
        }
        if (depth == names.size() - 1) {
            return to.with(name, value.get());
        }
        if (!(value.get() instanceof JsonObject inner)) {
            return to;
        }
        JsonObject copied = copy(inner, to.object(name).orElse(JsonObject.EMPTY), depth + 1);
        return copied.isEmpty() ? to : to.with(name, copied);
    }

    private static boolean isEscapable(char c) {
        return c == '.' || c == '\\';
    }
}
