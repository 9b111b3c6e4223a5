package myelin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tables as the migrations describe them: owners, columns, and the comments beside both.
public final class Schema {
    private static final Pattern OWNER = Pattern.compile("-- owner: (\\w+)");
    private static final Pattern CREATE =
            Pattern.compile("CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\\w+) \\(");
    private static final Pattern COLUMN =
            Pattern.compile("\\s+(?:-- \\w+:\\s*)?([a-z_]\\w*)\\s+([A-Z][^-,]*)[^-]*(?:-- (.*))?");
    private static final Pattern ADD_COLUMN =
            Pattern.compile(
                    "ALTER TABLE (\\w+) ADD COLUMN ([a-z_]\\w*)\\s+([A-Z][^-,;]*)[^-]*(?:-- (.*))?");
    private static final Pattern DROP_COLUMN =
            Pattern.compile("ALTER TABLE (\\w+) DROP COLUMN (\\w+).*");
    private static final Pattern DROP = Pattern.compile("DROP TABLE (?:IF EXISTS )?(\\w+).*");
    private static final Pattern DIRECTIVE =
            Pattern.compile("-- (owner|sqlite|postgres|compatible-from):.*");

    private final Map<String, Table> tables = new LinkedHashMap<>();

    /// @param owner the package which alone writes to it
    /// @param comment what it is for; empty when the migration does not say
    public record Table(String name, String owner, String comment, Map<String, Column> columns) {}

    /// @param type with NOT NULL and the like
    /// @param comment empty when the migration has none
    public record Column(String name, String type, String comment) {}

    /// What the program's migrations make.
    public static Schema ofMigrations() {
        Schema schema = new Schema();
        Migration.all().forEach(migration -> schema.read(migration.text()));
        return schema;
    }

    public Map<String, Table> tables() {
        return tables;
    }

    public Optional<String> owner(String table) {
        return Optional.ofNullable(tables.get(table)).map(Table::owner);
    }

    public Set<String> names() {
        return tables.keySet();
    }

    private void read(String script) {
        String owner = "nobody";
        List<String> comment = new ArrayList<>();
        Table open = null;
        for (String line : script.lines().toList()) {
            String statement = line.replaceFirst("^-- (sqlite|postgres):\\s*", "");
            Matcher owned = OWNER.matcher(line);
            Matcher created = CREATE.matcher(statement);
            if (owned.matches()) {
                owner = owned.group(1);
                comment.clear();
            } else if (created.matches()) {
                String text = String.join(" ", comment);
                open = new Table(created.group(1), owner, text, new LinkedHashMap<>());
                tables.putIfAbsent(open.name(), open);
                comment.clear();
            } else if (open != null && statement.startsWith(")")) {
                open = null;
            } else if (open != null) {
                readColumn(tables.get(open.name()), line);
            } else if (line.startsWith("-- ") && !DIRECTIVE.matcher(line).matches()) {
                comment.add(line.substring(3));
            } else {
                comment.clear();
                readChange(statement);
            }
        }
    }

    /// Of two columns with one name, each for one database, PostgreSQL's is told.
    private static void readColumn(Table table, String line) {
        Matcher column = COLUMN.matcher(line);
        if (column.matches()) {
            if (line.contains("-- postgres:")) {
                table.columns().remove(column.group(1));
            }
            add(table, column.group(1), column.group(2), column.group(3));
        }
    }

    private static void add(Table table, String name, String type, String comment) {
        String words = type.strip().replaceAll("\\s+", " ");
        String meaning = comment == null ? "" : comment.strip();
        table.columns().putIfAbsent(name, new Column(name, words, meaning));
    }

    private void readChange(String statement) {
        Matcher added = ADD_COLUMN.matcher(statement);
        Matcher dropped = DROP.matcher(statement);
        Matcher lessened = DROP_COLUMN.matcher(statement);
        if (added.matches()) {
            add(tables.get(added.group(1)), added.group(2), added.group(3), added.group(4));
        } else if (dropped.matches()) {
            tables.remove(dropped.group(1));
        } else if (lessened.matches()) {
            tables.get(lessened.group(1)).columns().remove(lessened.group(2));
        }
    }
}
