package myelin.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.config.ListenerConfig.Resource;
import org.jspecify.annotations.Nullable;

/// The routes by the segments of their paths. Filled in one thread, then read by many.
///
/// A literal segment is tried before a parameter; when the literal leads nowhere, the parameter is tried.
final class PathTrie {

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node parameter;
        private final Map<Method, Leaf> leaves = new EnumMap<>(Method.class);
    }

    private record Leaf(Route route, String path, List<String> names, Set<Resource> resources) {}

    /// What a path leads to.
    sealed interface Found {

        /// A route.
        ///
        /// @param parameters what stands where its path has parameters
        /// @param resources the resources of which a listener needs one to serve this path
        record Match(Route route, Map<String, String> parameters, Set<Resource> resources)
                implements Found {}

        /// The path is known, but not with this method.
        record OtherMethods() implements Found {}

        /// The path is not known.
        record Nothing() implements Found {}
    }

    /// Adds a route with all its paths.
    ///
    /// @throws IllegalArgumentException when another route has the same method and path
    void add(Route route) {
        route.paths().forEach(path -> add(route, path));
    }

    private void add(Route route, String path) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, s -> new Node());
            }
        }
        Leaf earlier =
                node.leaves.put(
                        route.method(),
                        new Leaf(route, path, List.copyOf(names), ResourcePaths.serving(path)));
        if (earlier != null) {
            throw new IllegalArgumentException(
                    "Two routes answer " + route.method() + " " + path + " and " + earlier.path());
        }
    }

    /// Looks up a path.
    ///
    /// @param segments the segments of the path after its leading slash, percent-decoded
    Found find(Method method, List<String> segments) {
        Method wanted = method == Method.HEAD ? Method.GET : method;
        Search search = new Search(wanted, segments);
        Leaf leaf = search.from(root, 0);
        if (leaf != null) {
            Map<String, String> parameters = HashMap.newHashMap(leaf.names().size());
            for (int i = 0; i < leaf.names().size(); i++) {
                parameters.put(leaf.names().get(i), search.values.get(i));
            }
            return new Found.Match(leaf.route(), parameters, leaf.resources());
        }
        return search.pathKnown ? new Found.OtherMethods() : new Found.Nothing();
    }

    private static final class Search {
        private final Method method;
        private final List<String> segments;
        private final List<String> values = new ArrayList<>();
        private boolean pathKnown;

        private Search(Method method, List<String> segments) {
            this.method = method;
            this.segments = segments;
        }

        private @Nullable Leaf from(Node node, int depth) {
            if (depth == segments.size()) {
                pathKnown |= !node.leaves.isEmpty();
                return node.leaves.get(method);
            }
            String segment = segments.get(depth);
            Node literal = node.literals.get(segment);
            Leaf leaf = literal == null ? null : from(literal, depth + 1);
            if (leaf != null || node.parameter == null) {
                return leaf;
            }
            values.add(segment);
            leaf = from(node.parameter, depth + 1);
            if (leaf == null) {
                values.removeLast();
            }
            return leaf;
        }
    }
}
