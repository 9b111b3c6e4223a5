package myelin.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import myelin.core.json.Json;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.options.Value.Mapping;
import myelin.options.Value.Place;
import myelin.options.Value.Scalar;
import myelin.options.Value.Sequence;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// One YAML 1.1 file as Python reads it (`yes` is true, `010` is eight), but with places, and a key
/// that is written twice is a problem instead of a riddle.
public final class YamlFile {
    /// Deeper nesting is somebody's joke; it also ends anchors that contain themselves.
    private static final int MAX_DEPTH = 50;

    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][-+]?\\d{1,3})?");

    private final String file;
    private final List<Problem> problems;

    private YamlFile(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /// The file's content as JSON, for files that are not the configuration itself, e.g. of logging.
    ///
    /// @throws InvalidConfig when it cannot be read or is no mapping
    public static JsonObject json(Path path) {
        var problems = new ArrayList<Problem>();
        Mapping mapping = read(path, problems);
        InvalidConfig.unlessEmpty(problems);
        return mapping.json();
    }

    /// The mapping in a file; what is wrong is added to `problems`.
    static Mapping read(Path path, List<Problem> problems) {
        try {
            return parse(path.toString(), Files.readString(path, UTF_8), problems);
        } catch (IOException e) {
            problems.add(
                    new Problem(
                            new Place(path.toString(), 0),
                            "",
                            "cannot be read (" + reason(e) + ")"));
            return Mapping.EMPTY;
        }
    }

    /// Why a file cannot be read, in a few words: the messages of these exceptions are often the path alone.
    public static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException _ -> "there is no such file";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.charset.CharacterCodingException _ -> "it is not UTF-8";
            default -> e.toString();
        };
    }

    /// The mapping in a text; what is wrong is added to `problems`.
    static Mapping parse(String file, String text, List<Problem> problems) {
        Value value = value(file, text, problems);
        if (value instanceof Mapping mapping) {
            return mapping;
        }
        if (value != null) {
            problems.add(new Problem(value.place(), "", "must consist of \"key: value\" lines"));
        }
        return Mapping.EMPTY;
    }

    /// Any value in a text; null when there is none or it cannot be read.
    static @Nullable Value value(String file, String text, List<Problem> problems) {
        var options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        var reader = new StreamReader(new StringReader(text));
        try {
            Node root =
                    new Composer(new ParserImpl(reader, options), new Resolver(), options)
                            .getSingleNode();
            return root == null ? null : new YamlFile(file, problems).convert(root, 0);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            var place = new Place(file, mark == null ? 0 : mark.getLine() + 1);
            problems.add(new Problem(place, "", "is not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Problem(new Place(file, 0), "", "is not YAML: " + e.getMessage()));
        }
        return null;
    }

    private Value convert(Node node, int depth) {
        if (depth > MAX_DEPTH) {
            throw new YAMLException("it is nested too deeply");
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, depth);
            case SequenceNode sequence -> sequence(sequence, depth);
            case ScalarNode scalar -> new Scalar(json(scalar), scalar.getValue(), place(node));
            default -> throw new YAMLException("it uses " + node.getNodeId());
        };
    }

    private Place place(Node node) {
        return new Place(file, node.getStartMark().getLine() + 1);
    }

    private Sequence sequence(SequenceNode node, int depth) {
        var items = new ArrayList<Value>();
        for (Node item : node.getValue()) {
            items.add(convert(item, depth + 1));
        }
        return new Sequence(items, place(node));
    }

    private Mapping mapping(MappingNode node, int depth) {
        var own = new LinkedHashMap<String, Value>();
        var merged = new LinkedHashMap<String, Value>();
        for (NodeTuple entry : node.getValue()) {
            Value value = convert(entry.getValueNode(), depth + 1);
            if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(value, merged);
                continue;
            }
            String key = key(entry.getKeyNode());
            Value earlier = own.putIfAbsent(key, value);
            if (earlier != null) {
                problems.add(
                        new Problem(
                                place(entry.getKeyNode()),
                                key,
                                "is written twice, first in line " + earlier.place().line()));
            }
        }
        merged.forEach(own::putIfAbsent);
        return new Mapping(own, place(node));
    }

    /// `<<: *anchor` or `<<: [*a, *b]`: what was merged first wins.
    private static void merge(Value value, Map<String, Value> into) {
        switch (value) {
            case Mapping mapping -> mapping.entries().forEach(into::putIfAbsent);
            case Sequence sequence -> sequence.items().forEach(item -> merge(item, into));
            case Scalar _ -> {}
        }
    }

    private String key(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problems.add(new Problem(place(node), "", "a key must be a word"));
        return "?";
    }

    private static Json json(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return JsonNull.INSTANCE;
        }
        if (tag.equals(Tag.BOOL)) {
            return Json.of(isTrue(text));
        }
        if (tag.equals(Tag.INT)) {
            return integer(text);
        }
        if (tag.equals(Tag.FLOAT)) {
            return decimal(text);
        }
        return new JsonString(text);
    }

    /// The words of YAML 1.1 for true; the resolver has seen to it that it is one for true or false.
    private static boolean isTrue(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "yes", "true", "on" -> true;
            default -> false;
        };
    }

    /// Decimal, `0x…`, `0b…`, `0…` for octal, with `_` anywhere; `1:30` is ninety. What does not fit
    /// into 64 bits stays text.
    private static Json integer(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        try {
            long value = magnitude(digits);
            return Json.of(negative ? -value : value);
        } catch (NumberFormatException e) {
            return new JsonString(text);
        }
    }

    private static long magnitude(String digits) {
        if (digits.startsWith("0x")) {
            return Long.parseLong(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return Long.parseLong(digits.substring(2), 2);
        }
        if (digits.contains(":")) {
            long value = 0;
            for (String part : digits.split(":", -1)) {
                value = Math.addExact(Math.multiplyExact(value, 60), Long.parseLong(part));
            }
            return value;
        }
        if (digits.length() > 1 && digits.startsWith("0")) {
            return Long.parseLong(digits, 8);
        }
        return Long.parseLong(digits);
    }

    private static Json decimal(String text) {
        String digits = text.replace("_", "");
        return DECIMAL.matcher(digits).matches() ? new JsonDecimal(digits) : new JsonString(text);
    }
}
