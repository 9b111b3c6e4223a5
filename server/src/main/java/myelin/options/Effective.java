package myelin.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import myelin.core.json.JsonString;
import myelin.core.json.JsonWriter;
import myelin.options.Option.Status;
import myelin.options.Value.Mapping;
import myelin.options.Value.Scalar;
import myelin.options.Value.Sequence;

/// An option and the value it has.
///
/// @param path the option, e.g. `listeners[0].port`
/// @param value as JSON, which is YAML, too; a secret is hidden
/// @param origin file and line, or `default`
public record Effective(String path, String value, String origin) {
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i)(secret|pass|password|pepper|token|key|dsn|credentials?)$|secret_|passw");
    private static final Pattern NO_SECRET =
            Pattern.compile("(?i)(_path|_file|public_?key|verify_keys)$");

    /// What is written, in the order of the table, then in that of the file; and the defaults of options
    /// that work and are not written.
    static List<Effective> all(OptionTable table, Mapping config) {
        var all = new ArrayList<Effective>();
        for (Option option : table.options()) {
            if (isTop(option)) {
                Value written = config.entries().get(option.path());
                if (written != null) {
                    add(written, option.path(), all);
                }
            }
            if (option.status() == Status.WORKS
                    && isSingle(option)
                    && at(config, option.path()).isEmpty()) {
                option.defaultValue()
                        .filter(value -> !(value instanceof Mapping))
                        .ifPresent(value ->
                                all.add(new Effective(option.path(), json(value), "default")));
            }
        }
        config.entries()
                .forEach((key, value) -> {
                    if (table.find(key).isEmpty() && table.root().child(key) == null) {
                        add(value, key, all);
                    }
                });
        return all;
    }

    private static boolean isTop(Option option) {
        return option.path().indexOf('.') < 0 && option.path().indexOf('[') < 0;
    }

    private static boolean isSingle(Option option) {
        return option.path().indexOf('[') < 0 && option.path().indexOf('*') < 0;
    }

    private static Optional<Value> at(Mapping config, String path) {
        int dot = path.indexOf('.');
        Value value = config.entries().get(dot < 0 ? path : path.substring(0, dot));
        if (dot < 0) {
            return Optional.ofNullable(value);
        }
        return value instanceof Mapping inner
                ? at(inner, path.substring(dot + 1))
                : Optional.empty();
    }

    private static void add(Value value, String path, List<Effective> all) {
        switch (value) {
            case Mapping(var entries, _) when !entries.isEmpty() ->
                    entries.forEach((key, inner) -> add(inner, path + "." + key, all));
            case Sequence(var items, _) when items.stream().anyMatch(Mapping.class::isInstance) -> {
                for (int i = 0; i < items.size(); i++) {
                    add(items.get(i), path + "[" + i + "]", all);
                }
            }
            default -> all.add(new Effective(path, shown(path, value), value.place().toString()));
        }
    }

    private static String shown(String path, Value value) {
        boolean text = value instanceof Scalar(JsonString _, _, _);
        return text && SECRET.matcher(path).find() && !NO_SECRET.matcher(path).find()
                ? "(hidden)"
                : json(value);
    }

    private static String json(Value value) {
        return JsonWriter.text(value.json());
    }
}
