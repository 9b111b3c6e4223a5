package myelin.options;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonString;
import myelin.options.Option.Status;
import myelin.options.OptionTable.Node;
import myelin.options.Value.Mapping;
import myelin.options.Value.Scalar;
import myelin.options.Value.Sequence;
import org.jspecify.annotations.Nullable;

/// Holds a whole configuration against the table of options: types, unknown keys, options that are
/// refused or have no effect yet.
final class OptionCheck {
    private final OptionTable table;
    private final List<Problem> problems;
    private final List<String> unknown = new ArrayList<>();
    private final Set<String> notYet = new LinkedHashSet<>();

    OptionCheck(OptionTable table, List<Problem> problems) {
        this.table = table;
        this.problems = problems;
    }

    /// Checks everything; what is wrong is added to the problems.
    void check(Mapping config) {
        mapping(config, table.root(), "", null);
    }

    /// One line for each key that nobody knows.
    List<String> unknown() {
        return unknown;
    }

    /// The options that are set, but not to their default, and have no effect yet; of a mapping, the mapping.
    Set<String> notYet() {
        return notYet;
    }

    /// `waiting` is the outermost option around that has no effect yet.
    private void mapping(Mapping mapping, Node node, String path, @Nullable String waiting) {
        boolean open =
                node.children().isEmpty() || node.option().filter(o -> o.type().free()).isPresent();
        mapping.entries()
                .forEach((key, value) -> {
                    String childPath = path.isEmpty() ? key : path + "." + key;
                    Node child = node.child(key);
                    if (child != null) {
                        value(value, child, childPath, waiting);
                    } else if (!open) {
                        String suggestion = suggestion(node, key);
                        unknown.add(value.place() + ": " + childPath + " is unknown" + suggestion);
                    }
                });
    }

    private void value(Value value, Node node, String path, @Nullable String waiting) {
        Optional<Option> option = node.option();
        String outermost = waiting;
        if (option.isPresent()) {
            if (!isRight(value, option.get(), path)) {
                return;
            }
            if (outermost == null && option.get().status() == Status.NOT_YET) {
                outermost = path;
            }
            if (outermost != null && isLeaf(value, node) && differs(value, option.get())) {
                notYet.add(outermost);
            }
        }
        switch (value) {
            case Mapping inner -> mapping(inner, node, path, outermost);
            case Sequence list -> list(list, node, path, outermost);
            case Scalar _ -> {}
        }
    }

    private static boolean isLeaf(Value value, Node node) {
        return !(value instanceof Mapping) || node.children().isEmpty();
    }

    private void list(Sequence list, Node node, String path, @Nullable String waiting) {
        Node item = node.item();
        for (int i = 0; item != null && i < list.items().size(); i++) {
            String itemPath = path + "[" + i + "]";
            switch (list.items().get(i)) {
                case Mapping inner -> mapping(inner, item, itemPath, waiting);
                case Value other ->
                        problems.add(new Problem(other.place(), itemPath, "must be a mapping"));
            }
        }
    }

    private boolean isRight(Value value, Option option, String path) {
        if (option.status() == Status.REFUSED) {
            if (asksForSomething(value)) {
                problems.add(new Problem(value.place(), path, "is refused: " + option.note()));
            }
            return false;
        }
        Optional<String> mismatch = option.type().mismatch(value);
        mismatch.ifPresent(wording -> problems.add(new Problem(value.place(), path, wording)));
        return mismatch.isEmpty();
    }

    /// Python's idea of a true value: `log_file: ""` and `no_tls: false` ask for nothing.
    private static boolean asksForSomething(Value value) {
        return switch (value) {
            case Mapping(var entries, _) -> !entries.isEmpty();
            case Sequence(var items, _) -> !items.isEmpty();
            case Scalar(JsonNull _, _, _) -> false;
            case Scalar(JsonBoolean(var flag), _, _) -> flag;
            case Scalar(JsonString(var text), _, _) -> !text.isEmpty();
            case Scalar(JsonInteger(var number), _, _) -> number != 0;
            case Scalar _ -> true;
        };
    }

    private static boolean differs(Value value, Option option) {
        Optional<Value> standard = option.defaultValue();
        return standard.isPresent()
                ? !standard.get().json().equals(value.json())
                        && !(value instanceof Scalar(JsonNull _, _, _))
                : asksForSomething(value);
    }

    /// `; did you mean …?` for the nearest known key, or for the only other place where this key belongs.
    private String suggestion(Node node, String key) {
        return Spelling.nearest(key, node.children().keySet())
                .or(() -> elsewhere(key))
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private Optional<String> elsewhere(String key) {
        List<String> paths =
                table.options().stream()
                        .map(Option::path)
                        .filter(path -> path.endsWith("." + key) && path.indexOf('[') < 0)
                        .toList();
        return paths.size() == 1 ? Optional.of(paths.getFirst()) : Optional.empty();
    }
}
