package myelin.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import myelin.core.json.Json;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.options.Value.Mapping;
import myelin.options.Value.Scalar;
import myelin.options.Value.Sequence;
import org.jspecify.annotations.Nullable;

/// One mapping of the configuration, e.g. the whole of it or `presence`, read key by key. A key that is
/// not written has the default of the table of options; a value of a wrong type, which has been reported
/// already, counts as not written. What else is wrong is collected by [#problem], never thrown.
/// For one thread.
public final class Section {
    private final OptionTable table;
    private final Notes notes;
    private final Mapping mapping;
    private final String path;
    private final String tablePath;

    /// What the sections of one configuration collect: problems, what is no problem and may surprise, and the options
    /// that were asked for.
    record Notes(List<Problem> problems, List<Problem> surprises, Set<String> asked) {}

    Section(OptionTable table, Notes notes, Mapping mapping) {
        this(table, notes, mapping, "", "");
    }

    private Section(
            OptionTable table, Notes notes, Mapping mapping, String path, String tablePath) {
        this.table = table;
        this.notes = notes;
        this.mapping = mapping;
        this.path = path;
        this.tablePath = tablePath;
    }

    /// Notes that the value of a key cannot be used, e.g. "must be greater than …".
    public void problem(String key, String message) {
        notes.problems.add(problemOf(key, message));
    }

    /// Notes that the value of a key is used, and does what its administrator may not expect.
    public void surprise(String key, String message) {
        notes.surprises.add(problemOf(key, message));
    }

    private Problem problemOf(String key, String message) {
        Value value = mapping.entries().get(key);
        return new Problem((value == null ? mapping : value).place(), path(path, key), message);
    }

    /// Whether the key is written, with a value that is not null.
    public boolean has(String key) {
        return written(key).isPresent();
    }

    /// A switch.
    public boolean flag(String key) {
        return scalar(key).json() instanceof JsonBoolean(var flag) && flag;
    }

    /// A switch that also knows words; empty when one of them stands there instead of true or false.
    public Optional<Boolean> flagUnlessWord(String key) {
        return scalar(key).json() instanceof JsonBoolean(var flag)
                ? Optional.of(flag)
                : Optional.empty();
    }

    /// A text, or the text of a number; a problem when there is none.
    public String text(String key) {
        String text = optionalText(key);
        if (text == null) {
            problem(key, "is missing");
            return "";
        }
        return text;
    }

    /// A text, or the text of a number, or null.
    public @Nullable String optionalText(String key) {
        Scalar scalar = scalar(key);
        return scalar.json() instanceof JsonNull ? null : scalar.text();
    }

    /// A file or folder, or null. Relative ones count from the working directory, as with Synapse.
    public @Nullable Path optionalPath(String key) {
        String text = optionalText(key);
        return text == null || text.isEmpty() ? null : Path.of(text).toAbsolutePath().normalize();
    }

    /// A file or folder; a problem when there is none.
    public Path path(String key) {
        Path path = optionalPath(key);
        return path == null ? Path.of(text(key)) : path;
    }

    /// A whole number in the range.
    public int integer(String key, int least, int most) {
        long number = scalar(key).json() instanceof JsonInteger(var value) ? value : least;
        if (number < least || number > most) {
            problem(key, "must be from " + least + " to " + most);
            return least;
        }
        return (int) number;
    }

    /// A point in time, written as milliseconds since 1970.
    public Instant instant(String key) {
        return Instant.ofEpochMilli(
                scalar(key).json() instanceof JsonInteger(var millis) ? millis : 0);
    }

    /// A number of at least 0.
    public double number(String key) {
        double number =
                switch (scalar(key).json()) {
                    case JsonInteger(var value) -> value;
                    case JsonDecimal(var text) -> Double.parseDouble(text);
                    default -> 0;
                };
        if (number < 0 || !Double.isFinite(number)) {
            problem(key, "must be 0 or more");
            return 0;
        }
        return number;
    }

    /// A duration.
    public Duration duration(String key) {
        return Units.duration(scalar(key)).orElse(Duration.ZERO);
    }

    /// A duration; null for none, and for the word `infinity`.
    public @Nullable Duration optionalDuration(String key) {
        return Units.duration(scalar(key)).orElse(null);
    }

    /// A number of bytes, or null.
    public @Nullable Long optionalSize(String key) {
        return Units.size(scalar(key)).orElse(null);
    }

    /// A list of texts.
    public List<String> texts(String key) {
        return sequence(key).items().stream()
                .filter(Scalar.class::isInstance)
                .map(item -> ((Scalar) item).text())
                .toList();
    }

    /// A list of texts that are parsed, e.g. into ids; those that cannot be are problems.
    ///
    /// @param parser throws IllegalArgumentException for a bad text
    /// @param kind what each should be, e.g. "a room alias"
    public <T> List<T> texts(String key, Function<String, T> parser, String kind) {
        var parsed = new ArrayList<T>();
        for (String text : texts(key)) {
            parse(key, text, parser, kind).ifPresent(parsed::add);
        }
        return List.copyOf(parsed);
    }

    /// Parses the text of a key, e.g. into an id; a problem when it cannot be. That a key is missing was said when
    /// its text was asked for.
    ///
    /// @param parser throws IllegalArgumentException for a bad text
    /// @param kind what it should be, e.g. "a server name"
    public <T> Optional<T> parse(String key, String text, Function<String, T> parser, String kind) {
        if (text.isEmpty() && !has(key)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            problem(key, "must be " + kind + ", not \"" + text + "\"");
            return Optional.empty();
        }
    }

    /// A secret, from the key itself or from the file that the key with `_path` names; null when neither
    /// is set.
    public @Nullable String secret(String key) {
        String secret = optionalText(key);
        Path file = optionalPath(key + "_path");
        if (file == null) {
            return secret == null || secret.isEmpty() ? null : secret;
        }
        if (secret != null && !secret.isEmpty()) {
            problem(key + "_path", "cannot be set together with " + key);
        }
        return content(key + "_path", file).map(String::strip).orElse(null);
    }

    /// The text of the file that a key names; a problem when it cannot be read.
    public Optional<String> content(String key, Path file) {
        try {
            return Optional.of(Files.readString(file, UTF_8));
        } catch (IOException e) {
            problem(key, "names " + file + ", which cannot be read (" + YamlFile.reason(e) + ")");
            return Optional.empty();
        }
    }

    /// The mapping below a key; an empty one when there is none. Its keys have defaults of their own.
    public Section section(String key) {
        notes.asked.add(path(tablePath, key));
        Mapping inner =
                mapping.entries().get(key) instanceof Mapping there
                        ? there
                        : new Mapping(Map.of(), mapping.place());
        return new Section(table, notes, inner, path(path, key), path(tablePath, key));
    }

    /// The mappings in the list below a key.
    public List<Section> sections(String key) {
        var sections = new ArrayList<Section>();
        List<Value> items = sequence(key).items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Mapping inner) {
                String itemPath = path(path, key) + "[" + i + "]";
                sections.add(
                        new Section(table, notes, inner, itemPath, path(tablePath, key) + "[]"));
            }
        }
        return sections;
    }

    /// The mappings below the free keys of this one, e.g. of `old_signing_keys`.
    public Map<String, Section> named() {
        var sections = new java.util.LinkedHashMap<String, Section>();
        mapping.entries()
                .forEach((key, value) -> {
                    if (value instanceof Mapping inner) {
                        String childPath = path(path, key);
                        sections.put(
                                key,
                                new Section(table, notes, inner, childPath, path(tablePath, "*")));
                    }
                });
        return sections;
    }

    /// A mapping as it is.
    public JsonObject object(String key) {
        return value(key) instanceof Mapping inner ? inner.json() : JsonObject.EMPTY;
    }

    /// The items of a list as they are.
    public List<Json> items(String key) {
        return sequence(key).items().stream().map(Value::json).toList();
    }

    private Scalar scalar(String key) {
        return value(key) instanceof Scalar scalar ? scalar : NONE;
    }

    private static final Scalar NONE = new Scalar(JsonNull.INSTANCE, "", Value.Place.DEFAULT);

    private Sequence sequence(String key) {
        return value(key) instanceof Sequence sequence ? sequence : Sequence.EMPTY;
    }

    /// What is written, or the default; null when there is neither.
    private @Nullable Value value(String key) {
        String optionPath = path(tablePath, key);
        Option option =
                table.find(optionPath)
                        .orElseThrow(() -> new IllegalStateException("no option " + optionPath));
        notes.asked.add(optionPath);
        Value value = mapping.entries().get(key);
        boolean isNull = value instanceof Scalar(JsonNull _, _, _);
        if (value != null
                && (!isNull || option.type().nullable())
                && option.type().mismatch(value).isEmpty()) {
            return value;
        }
        return option.defaultValue().orElse(null);
    }

    private Optional<Value> written(String key) {
        Value value = mapping.entries().get(key);
        return value == null || value instanceof Scalar(JsonNull _, _, _)
                ? Optional.empty()
                : Optional.of(value);
    }

    private static String path(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }
}
