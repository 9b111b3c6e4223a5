package myelin.options;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.options.Option.Status;
import myelin.options.Value.Scalar;

/// The table of options as a document, and as sets for tests of other packages.
public final class OptionDocument {
    private static final OptionTable TABLE = OptionTable.load();

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("flag", "true or false"),
                    Map.entry("integer", "whole number"),
                    Map.entry("texts", "list of texts"),
                    Map.entry("map", "mapping"),
                    Map.entry("free", "mapping"));

    private OptionDocument() {}

    /// The options that work.
    public static Set<String> working() {
        return TABLE.options().stream()
                .filter(option -> option.status() == Status.WORKS)
                .map(Option::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The defaults of all rates, as `path=number`.
    public static Set<String> rates() {
        return TABLE.options().stream()
                .filter(option -> option.path().matches("rc_.*\\.(per_second|burst_count)"))
                .map(option -> option.path() + "=" + number(option))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static double number(Option option) {
        return switch (option.defaultValue().orElseThrow()) {
            case Scalar(JsonInteger(var number), _, _) -> number;
            case Scalar(JsonDecimal(var text), _, _) -> Double.parseDouble(text);
            default -> throw new IllegalStateException(option.path());
        };
    }

    /// `docs/configuration.md`.
    static String markdown() {
        var text = new StringBuilder(head());
        String section = "";
        for (Option option : TABLE.options()) {
            if (!option.section().equals(section)) {
                section = option.section();
                text.append("\n## ")
                        .append(section)
                        .append(
                                "\n\n| option | type | default | status | |\n|---|---|---|---|---|\n");
            }
            text.append("| `")
                    .append(option.path())
                    .append("` | ")
                    .append(type(option))
                    .append(" | ")
                    .append(code(option.defaultText()))
                    .append(" | ")
                    .append(status(option))
                    .append(" | ")
                    .append(cell(option.meaning()))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String head() {
        return """
        # Configuration

        Myelin reads `homeserver.yaml` as Synapse 1.157 has it: the same options, types and defaults.
        This page is made from `server/src/main/resources/config-options.tsv`, the table that the
        program itself uses; a test fails when they differ, and `make docs` writes it anew.

        How files are read, checked and shown: [operating/configure.md](operating/configure.md).

        `a.b` is the key `b` in the mapping `a`, `a[]` each item of the list `a`, and `a.*` each key of
        the mapping `a`. A duration is `30s`, `5m`, `1h`, `7d`, `2w`, `1y`, or a number of
        milliseconds; a size is `10K`, `50M`, `1G`, or a number of bytes.

        | status | options | |
        |---|---|---|
        | works | %d | It has its effect. |
        | not yet | %d | It is understood and checked, but has no effect yet; the server names it at start. |
        | accepted | %d | It needs no effect, for the reason given. |
        | renamed | %d | It is an old name, and read as the new one. |
        | refused | %d | The server does not start with it; what to do instead is said. |

        Three things are meant to be different from Synapse: `default_room_version` is 12, as the
        specification recommends; without `database` there is an SQLite file beside the configuration;
        and a value of the wrong type, or a key that is written twice, ends the start.
        """
                .formatted(
                        count(Status.WORKS),
                        count(Status.NOT_YET),
                        count(Status.ACCEPTED),
                        count(Status.RENAMED),
                        count(Status.REFUSED));
    }

    private static long count(Status status) {
        return TABLE.options().stream().filter(option -> option.status() == status).count();
    }

    private static String type(Option option) {
        String type = option.type().text().replaceAll("\\|null$", "");
        if (type.startsWith("enum(") && type.indexOf(')') == type.length() - 1) {
            return type.substring(5, type.length() - 1).replace("|", ", ");
        }
        return TYPES.getOrDefault(
                type,
                type.replace("flag", "true, false")
                        .replaceAll("enum\\((.*?)\\)", "$1")
                        .replace("|", ", "));
    }

    private static String status(Option option) {
        return switch (option.status()) {
            case WORKS -> "works";
            case NOT_YET -> "not yet";
            case ACCEPTED -> "accepted: " + option.note();
            case REFUSED -> "**refused**: " + option.note();
            case RENAMED -> "renamed: `" + option.note() + "`";
        };
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
