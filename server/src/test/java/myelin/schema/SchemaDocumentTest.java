package myelin.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import myelin.BothDatabases;
import myelin.architecture.Repository;
import myelin.sql.Database;
import myelin.sql.Dialect;
import myelin.sql.Sql;
import org.junit.jupiter.api.Test;

/// `docs/schema.md` says what the migrations make, and the migrated databases agree.
class SchemaDocumentTest {
    private static final Path FILE = Repository.file("docs/schema.md");

    private static final String HEAD =
            """
            # Tables

            Made from the migrations in `server/src/main/resources/db` by a test, which fails when this file differs from them;
            `-Dmyelin.docs.write=true` rewrites it. Each table is written by one package only, its owner. Column types are
            PostgreSQL's; SQLite takes the same words. Times are milliseconds since 1970.
            """;

    private static final Sql SQLITE_COLUMNS =
            Sql.of(
                    """
                    SELECT l.name AS table_name, c.name AS column_name
                    FROM pragma_table_list AS l, pragma_table_info(l.name) AS c
                    WHERE l.schema = 'main' AND l.type IN ('table', 'virtual')
                        AND l.name NOT LIKE 'sqlite_%'
                    UNION ALL
                    SELECT name, 'rowid' FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'virtual'\
                    """);

    private static final Sql POSTGRES_COLUMNS =
            Sql.of(
                    """
                    SELECT table_name, column_name FROM information_schema.columns
                    WHERE table_schema = 'public'\
                    """);

    @Test
    void theDocumentIsFresh() throws IOException {
        String document = document(Schema.ofMigrations());
        if (Boolean.getBoolean("myelin.docs.write")) {
            Files.writeString(FILE, document);
        }

        assertThat(FILE)
                .as("run this test with -Dmyelin.docs.write=true to rewrite docs/schema.md")
                .hasContent(document);
    }

    @BothDatabases
    void theDocumentNamesAllColumnsOfAMigratedDatabase(Database database) {
        Sql columns =
                switch (database.dialect()) {
                    case Dialect.Sqlite _ -> SQLITE_COLUMNS;
                    case Dialect.Postgres _ -> POSTGRES_COLUMNS;
                };
        Map<String, Set<String>> found = new TreeMap<>();
        database.read(tx -> {
            tx.query(columns)
                    .forEach(row ->
                            found.computeIfAbsent(row.string("table_name"), _ -> new TreeSet<>())
                                    .add(row.string("column_name")));
            return true;
        });
        Map<String, Set<String>> described = new TreeMap<>();
        Schema.ofMigrations()
                .tables()
                .values()
                .forEach(table ->
                        described.put(table.name(), new TreeSet<>(table.columns().keySet())));

        assertThat(found).isEqualTo(described);
    }

    private static String document(Schema schema) {
        Map<String, List<Schema.Table>> byOwner =
                schema.tables().values().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Schema.Table::owner,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        StringBuilder document = new StringBuilder(HEAD);
        byOwner.forEach((owner, tables) -> {
            document.append("\n## ").append(owner).append('\n');
            tables.forEach(table -> append(document, table));
        });
        return document.toString();
    }

    private static void append(StringBuilder document, Schema.Table table) {
        document.append("\n### ").append(table.name()).append("\n\n");
        if (!table.comment().isEmpty()) {
            document.append(table.comment()).append("\n\n");
        }
        document.append("| column | type | meaning |\n|---|---|---|\n");
        for (Schema.Column column : table.columns().values()) {
            document.append(
                    "| `%s` | %s | %s |\n"
                            .formatted(
                                    column.name(),
                                    column.type(),
                                    column.comment().replace("|", "\\|")));
        }
    }
}
