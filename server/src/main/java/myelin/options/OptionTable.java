package myelin.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All options there are, in the order of the manual, and as a tree for looking them up.
final class OptionTable {
    private static final String RESOURCE = "/config-options.tsv";

    private final List<Option> options;
    private final Map<String, Option> byPath = new HashMap<>();
    private final Node root = new Node();

    private OptionTable(List<Option> options) {
        this.options = options;
        for (Option option : options) {
            byPath.put(option.path(), option);
            root.descendant(option.path()).option = option;
        }
    }

    /// Reads the table that is part of the program.
    static OptionTable load() {
        try (InputStream in =
                Objects.requireNonNull(OptionTable.class.getResourceAsStream(RESOURCE))) {
            String text = new String(in.readAllBytes(), UTF_8);
            var options = new ArrayList<Option>();
            var types = new HashMap<String, Types>();
            text.lines().skip(1).forEach(line -> options.add(Option.parse(line, types)));
            return new OptionTable(List.copyOf(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Option> options() {
        return options;
    }

    Node root() {
        return root;
    }

    /// The option with this path, e.g. `listeners[].port`.
    Optional<Option> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /// The place of a key in the tree.
    static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable Option option;

        Optional<Option> option() {
            return Optional.ofNullable(option);
        }

        /// What is known of a key of this mapping; null when it is unknown.
        @Nullable Node child(String key) {
            Node child = children.get(key);
            return child == null ? children.get("*") : child;
        }

        /// What is known of the items of this list; null when nothing is.
        @Nullable Node item() {
            return children.get("[]");
        }

        /// The keys that a mapping may have here; none means that any may stand here.
        Map<String, Node> children() {
            return children;
        }

        private Node descendant(String path) {
            Node node = this;
            for (String key : path.replace("[]", ".[]").split("\\.")) {
                node = node.children.computeIfAbsent(key, _ -> new Node());
            }
            return node;
        }
    }
}
