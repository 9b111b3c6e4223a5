package myelin.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    static Option parse(String line) {
        List<String> columns = List.of(line.split("\t", -1));
        String status = columns.get(4);
        int colon = status.indexOf(": ");
        String word = colon < 0 ? status : status.substring(0, colon);
        return new Option(
                columns.get(0),
                columns.get(1),
                Types.parse(columns.get(2)),
                columns.get(3),
                Status.valueOf(word.replace(' ', '_').toUpperCase(Locale.ROOT)),
                colon < 0 ? "" : status.substring(colon + 2),
                columns.get(5));
    }

    /// The default, read as if somebody had written it.
    Optional<Value> defaultValue() {
        return Optional.ofNullable(YamlFile.value("default", defaultText, new ArrayList<>()));
    }

    /// The status as the table has it.
    String statusText() {
        String word = status.name().replace('_', ' ').toLowerCase(Locale.ROOT);
        return note.isEmpty() ? word : word + ": " + note;
    }
}
