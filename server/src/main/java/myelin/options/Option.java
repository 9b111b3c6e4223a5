package myelin.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonString;
import myelin.options.Value.Place;
import myelin.options.Value.Scalar;

/// One line of the table of options, `config-options.tsv`: the documentation and the check of a key in one.
///
/// @param section the chapter it stands in
/// @param path dotted; `[]` is each item of a list and `*` each key of a mapping
/// @param type see [Types]
/// @param defaultText the default as YAML; empty when there is none
/// @param status what becomes of it
/// @param note why it has no effect, what to write instead, or its new name; else empty
/// @param meaning one short sentence
record Option(
        String section,
        String path,
        Types type,
        String defaultText,
        Status status,
        String note,
        String meaning) {

    /// What becomes of an option that somebody has set.
    enum Status {
        /// It has its effect.
        WORKS,
        /// It will have an effect in a later release; named at start.
        NOT_YET,
        /// It is understood and needs no effect.
        ACCEPTED,
        /// The server does not start with it.
        REFUSED,
        /// It is read as the option that is named in the note.
        RENAMED
    }

    /// Reads one line of the table.
    ///
    /// @param types those that were read before, for most lines have the same few
    static Option parse(String line, Map<String, Types> types) {
        List<String> columns = List.of(line.split("\t", -1));
        String status = columns.get(4);
        int colon = status.indexOf(": ");
        String word = colon < 0 ? status : status.substring(0, colon);
        return new Option(
                columns.get(0),
                columns.get(1),
                types.computeIfAbsent(columns.get(2), Types::parse),
                columns.get(3),
                Status.valueOf(word.replace(' ', '_').toUpperCase(Locale.ROOT)),
                colon < 0 ? "" : status.substring(colon + 2),
                columns.get(5));
    }

    private static final Map<String, Json> USUAL_DEFAULTS =
            Map.of("true", JsonBoolean.TRUE, "false", JsonBoolean.FALSE, "null", JsonNull.INSTANCE);

    /// The default, read as if somebody had written it. The usual ones are known without a reader of YAML,
    /// which would take a good part of the start.
    Optional<Value> defaultValue() {
        if (defaultText.isEmpty()) {
            return Optional.empty();
        }
        Json usual = USUAL_DEFAULTS.get(defaultText);
        if (usual != null) {
            return Optional.of(new Scalar(usual, defaultText, Place.DEFAULT));
        }
        if (isPlainText()) {
            String plain = defaultText.substring(1, defaultText.length() - 1);
            return Optional.of(new Scalar(new JsonString(plain), plain, Place.DEFAULT));
        }
        return Optional.ofNullable(YamlFile.value("default", defaultText, new ArrayList<>()));
    }

    /// Whether the default stands in quotes and has nothing in it that quotes would change.
    private boolean isPlainText() {
        return defaultText.startsWith("\"")
                && defaultText.indexOf('"', 1) == defaultText.length() - 1
                && defaultText.indexOf('\\') < 0;
    }
}
