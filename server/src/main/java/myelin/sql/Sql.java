package myelin.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of one statement, the same for both databases, with `:name` for its parameters.
///
/// All are `static final` constants, so that a test finds each and prepares it on both databases. The few
/// things which the databases say differently are macros:
///
/// - `{in :names}`: is one of a list, bound with `bindStrings` or `bindLongs`
/// - `{each :names}`: a table with the column `value`, the strings of a list, bound with `bindStrings`
/// - `{pairs :list}`: a table with the columns `number` and `text`, the pairs of a JSON array of arrays, bound with `bind`
/// - `{lock}` and `{skip locked}`: at the end of a SELECT, lock its rows until the commit
/// - `{now}`: the database's clock, milliseconds since 1970
/// - `{table matches :query}`: the words of a row are as the query wants them, bound with `bindQuery`
public final class Sql {
    private static final Pattern MACRO = Pattern.compile("\\{([a-z][^}]*)}");

    private static final Pattern MATCHES = Pattern.compile("(\\w+) matches (:\\w+)");

    /// A text in quotes, a cast, or a parameter.
    private static final Pattern PARAMETER = Pattern.compile("'(?:[^']|'')*'|::|:([a-zA-Z_]\\w*)");

    private final String text;
    private final Map<Dialect, Form> forms = new ConcurrentHashMap<>();

    /// What the driver of one database gets.
    ///
    /// @param text with `?` for each parameter
    /// @param names of the parameters, once each
    /// @param order for each `?` the place of its parameter in `names`
    record Form(String text, List<String> names, List<Integer> order) {}

    private Sql(String text) {
        this.text = text;
    }

    public static Sql of(String text) {
        return new Sql(text);
    }

    /// @throws IllegalArgumentException when the text has an unknown macro
    Form form(Dialect dialect) {
        return forms.computeIfAbsent(dialect, _ -> parse(text(dialect)));
    }

    /// The text with its macros replaced.
    String text(Dialect dialect) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        return MACRO.matcher(text)
                .replaceAll(macro -> Matcher.quoteReplacement(expand(macro.group(1), dialect)));
    }

    private static String expand(String macro, Dialect dialect) {
        Matcher matches = MATCHES.matcher(macro);
        if (matches.matches()) {
            return dialect.matches(matches.group(1), matches.group(2));
        }
        if (macro.startsWith("in :")) {
            return dialect.isOneOf(macro.substring("in ".length()));
        }
        if (macro.startsWith("each :")) {
            return dialect.each(macro.substring("each ".length()));
        }
        if (macro.startsWith("pairs :")) {
            return dialect.pairs(macro.substring("pairs ".length()));
        }
        return switch (macro) {
            case "lock" -> dialect.lock();
            case "skip locked" -> dialect.lockSkippingLocked();
            case "now" -> dialect.now();
            default -> throw new IllegalArgumentException("unknown macro {" + macro + "}");
        };
    }

    private static Form parse(String text) {
        List<String> names = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        Matcher found = PARAMETER.matcher(text);
        StringBuilder plain = new StringBuilder();
        while (found.find()) {
            String name = found.group(1);
            if (name == null) {
                found.appendReplacement(plain, Matcher.quoteReplacement(found.group()));
                continue;
            }
            if (!names.contains(name)) {
                names.add(name);
            }
            order.add(names.indexOf(name));
            found.appendReplacement(plain, "?");
        }
        found.appendTail(plain);
        return new Form(plain.toString(), List.copyOf(names), List.copyOf(order));
    }

    @Override
    public String toString() {
        return text;
    }
}
