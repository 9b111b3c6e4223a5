package myelin.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonString;
import myelin.options.Value.Mapping;
import myelin.options.Value.Scalar;
import myelin.options.Value.Sequence;

/// The types that an option's value may have, written like `duration|null` or `enum(allow|deny)`.
///
/// @param text how it is written
/// @param alternatives each of the types
record Types(String text, List<Type> alternatives) {

    /// One type.
    private record Type(Kind kind, List<String> words) {}

    private enum Kind {
        FLAG("true or false"),
        TEXT("text"),
        PATH("a path"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        DURATION("a duration like \"5m\" or \"1h\", or milliseconds"),
        SIZE("a size like \"50M\", or bytes"),
        ENUM("a word"),
        LIST("a list"),
        TEXTS("a list of texts"),
        MAP("a mapping"),
        FREE("a mapping"),
        NULL("nothing");

        private final String wording;

        Kind(String wording) {
            this.wording = wording;
        }
    }

    static Types parse(String text) {
        var types = new ArrayList<Type>();
        int start = 0;
        while (start <= text.length()) {
            int end = end(text, start);
            types.add(type(text.substring(start, end)));
            start = end + 1;
        }
        return new Types(text, types);
    }

    /// The `|` behind the type that starts here, or the end; those in parentheses do not count.
    private static int end(String text, int start) {
        int bar = text.indexOf('|', start);
        int parenthesis = text.indexOf('(', start);
        if (parenthesis >= 0 && parenthesis < bar) {
            bar = text.indexOf('|', text.indexOf(')', parenthesis));
        }
        return bar < 0 ? text.length() : bar;
    }

    private static Type type(String word) {
        if (word.startsWith("enum(")) {
            return new Type(Kind.ENUM, List.of(word.substring(5, word.length() - 1).split("\\|")));
        }
        return new Type(Kind.valueOf(word.toUpperCase(java.util.Locale.ROOT)), List.of());
    }

    /// Whether `null` is a value and not just an option left empty.
    boolean nullable() {
        return has(Kind.NULL);
    }

    /// Whether keys that the table does not know are all right inside.
    boolean free() {
        return has(Kind.FREE);
    }

    private boolean has(Kind kind) {
        return alternatives.stream().anyMatch(type -> type.kind == kind);
    }

    /// What the value should have been; empty when it is right. Anything may be left empty.
    Optional<String> mismatch(Value value) {
        if (value instanceof Scalar(JsonNull _, _, _)
                || alternatives.stream().anyMatch(type -> fits(type, value))) {
            return Optional.empty();
        }
        return Optional.of("must be " + wording() + ", not " + shown(value));
    }

    private String wording() {
        return alternatives.stream()
                .filter(type -> type.kind != Kind.NULL)
                .map(type -> type.kind == Kind.ENUM ? words(type.words) : type.kind.wording)
                .collect(Collectors.joining(" or "));
    }

    private static String words(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(" or "));
    }

    private static String shown(Value value) {
        return switch (value) {
            case Mapping _ -> "a mapping";
            case Sequence _ -> "a list";
            case Scalar(JsonString _, String text, _) -> '"' + text + '"';
            case Scalar(_, String text, _) -> text;
        };
    }

    private static boolean fits(Type type, Value value) {
        return switch (type.kind) {
            case MAP, FREE -> value instanceof Mapping;
            case LIST -> value instanceof Sequence;
            case TEXTS ->
                    value instanceof Sequence list && list.items().stream().allMatch(Types::isText);
            case FLAG -> value instanceof Scalar(JsonBoolean _, _, _);
            case TEXT, PATH -> isText(value);
            case ENUM ->
                    value instanceof Scalar(JsonString(var word), _, _)
                            && type.words.contains(word);
            case INTEGER -> value instanceof Scalar(JsonInteger _, _, _);
            case NUMBER ->
                    value instanceof Scalar(JsonInteger _, _, _)
                            || value instanceof Scalar(JsonDecimal _, _, _);
            case DURATION -> value instanceof Scalar scalar && Units.duration(scalar).isPresent();
            case SIZE -> value instanceof Scalar scalar && Units.size(scalar).isPresent();
            case NULL -> false;
        };
    }

    private static boolean isText(Value value) {
        return value instanceof Scalar(JsonString _, _, _);
    }
}
