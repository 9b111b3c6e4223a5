package myelin.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of one statement, the same for both databases, with `:name` for its parameters.
///
/// All are `static final` constants, so that a test finds each and prepares it on both databases. The few
/// things which the databases say differently are macros:
///
/// - `{in :names}`: is one of a list, bound with `bindStrings` or `bindLongs`
/// - `{lock}` and `{skip locked}`: at the end of a SELECT, lock its rows until the commit
/// - `{now}`: the database's clock, milliseconds since 1970
public final class Sql {
    private static final Pattern MACRO = Pattern.compile("\\{([a-z][^}]*)}");

    private final String sqlite;
    private final String postgres;

    private Sql(String text) {
        this.sqlite = expand(text, Dialect.SQLITE);
        this.postgres = expand(text, Dialect.POSTGRES);
    }

    /// @throws IllegalArgumentException when the text has an unknown macro
    public static Sql of(String text) {
        return new Sql(text);
    }

    String text(Dialect dialect) {
        return switch (dialect) {
            case Sqlite _ -> sqlite;
            case Postgres _ -> postgres;
        };
    }

    private static String expand(String text, Dialect dialect) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        Matcher macro = MACRO.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (macro.find()) {
            macro.appendReplacement(
                    expanded, Matcher.quoteReplacement(expandMacro(macro.group(1), dialect)));
        }
        return macro.appendTail(expanded).toString();
    }

    private static String expandMacro(String macro, Dialect dialect) {
        if (macro.startsWith("in :")) {
            return dialect.isOneOf(macro.substring("in ".length()));
        }
        return switch (macro) {
            case "lock" -> dialect.lock();
            case "skip locked" -> dialect.lockSkippingLocked();
            case "now" -> dialect.now();
            default -> throw new IllegalArgumentException("unknown macro {" + macro + "}");
        };
    }

    @Override
    public String toString() {
        return sqlite;
    }
}
