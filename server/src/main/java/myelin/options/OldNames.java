package myelin.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.json.JsonNull;
import myelin.options.Value.Mapping;
import myelin.options.Value.Scalar;

/// Puts options that have been renamed to where they are read now.
final class OldNames {
    private final OptionTable table;
    private final List<Problem> problems;
    private final List<String> notes = new ArrayList<>();

    OldNames(OptionTable table, List<Problem> problems) {
        this.table = table;
        this.problems = problems;
    }

    /// The same configuration without old names. An option set under both names is a problem.
    Mapping replace(Mapping config) {
        Mapping current = config;
        for (Option option : table.options()) {
            if (option.status() == Option.Status.RENAMED) {
                current = rename(current, option.path(), option.note());
            }
        }
        return current;
    }

    /// One line for each that was found.
    List<String> notes() {
        return notes;
    }

    private Mapping rename(Mapping config, String from, String to) {
        Optional<Value> value = at(config, from);
        if (value.isEmpty() || value.get() instanceof Scalar(JsonNull _, _, _)) {
            return config;
        }
        Value old = value.get();
        if (at(config, to).isPresent()) {
            problems.add(
                    new Problem(
                            old.place(), from, "is the old name of " + to + ", which is set, too"));
            return config;
        }
        notes.add(old.place() + ": " + from + " is now called " + to);
        return with(without(config, from), to, old);
    }

    private static Optional<Value> at(Mapping config, String path) {
        Value value = config.entries().get(head(path));
        if (isLeaf(path)) {
            return Optional.ofNullable(value);
        }
        return value instanceof Mapping inner ? at(inner, tail(path)) : Optional.empty();
    }

    private static Mapping without(Mapping config, String path) {
        var entries = new LinkedHashMap<>(config.entries());
        if (isLeaf(path)) {
            entries.remove(path);
        } else if (entries.get(head(path)) instanceof Mapping inner) {
            entries.put(head(path), without(inner, tail(path)));
        }
        return new Mapping(entries, config.place());
    }

    private static Mapping with(Mapping config, String path, Value value) {
        var entries = new LinkedHashMap<>(config.entries());
        if (isLeaf(path)) {
            entries.put(path, value);
        } else {
            Value there = entries.get(head(path));
            Mapping inner =
                    there instanceof Mapping mapping
                            ? mapping
                            : new Mapping(Map.of(), value.place());
            entries.put(head(path), with(inner, tail(path), value));
        }
        return new Mapping(entries, config.place());
    }

    private static boolean isLeaf(String path) {
        return path.indexOf('.') < 0;
    }

    private static String head(String path) {
        return isLeaf(path) ? path : path.substring(0, path.indexOf('.'));
    }

    private static String tail(String path) {
        return path.substring(path.indexOf('.') + 1);
    }
}
