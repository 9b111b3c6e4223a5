package myelin.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import myelin.BothDatabases;
import myelin.schema.Schema;
import org.junit.jupiter.api.Test;

/// Every statement of the program is one that both databases understand, and writes only to its package's tables.
class SqlStatementsTest {

    /// Packages which join the tables of others, to answer in one statement what would else be a thousand.
    private static final Set<String> MAY_READ_ALL = Set.of("sync", "push", "admin", "federation");

    /// Reads of foreign tables by others, as `package: table`, each with its reason.
    private static final Set<String> MAY_READ =
            Set.of(
                    // The edit that counts is chosen by what the parent and the edits say, for a
                    // page at once.
                    "relations: events",
                    // Who may be found is asked of the memberships as they are, for many at once.
                    "userdirectory: memberships");

    private static final Pattern WRITTEN =
            Pattern.compile(
                    "\\b(?:INSERT\\s+INTO|DELETE\\s+FROM|(?<!FOR |DO )UPDATE)\\s+([a-z_]\\w*)");
    private static final Pattern READ = Pattern.compile("\\b(?:FROM|JOIN)\\s+([a-z_]\\w*)");
    private static final Pattern MARK_OR_TEXT = Pattern.compile("'(?:[^']|'')*'|\\?");

    private static final Path CLASSES =
            Path.of(Database.class.getProtectionDomain().getCodeSource().getLocation().getPath());

    private final Schema schema = Schema.ofMigrations();

    /// A constant and its place.
    private record Statement(String className, String field, Sql sql) {
        String where() {
            return className + "." + field;
        }

        /// The package's name below `myelin`.
        String owner() {
            return className.split("\\.")[1];
        }
    }

    @BothDatabases
    void bothDatabasesUnderstandEveryStatement(Database database) {
        List<String> failures = new ArrayList<>();
        for (Statement statement : statements()) {
            try {
                database.write(tx -> tx.script(preparation(tx.dialect(), statement.sql())));
            } catch (DatabaseError failure) {
                failures.add(statement.where() + ": " + failure.reason().getMessage());
            }
        }

        assertThat(failures).isEmpty();
    }

    private static String preparation(Dialect dialect, Sql sql) {
        Sql.Form form = sql.form(dialect);
        return switch (dialect) {
            case Dialect.Sqlite _ -> "EXPLAIN " + form.text();
            case Dialect.Postgres _ ->
                    "PREPARE statement AS " + numbered(form) + "; DEALLOCATE statement";
        };
    }

    /// The text with `$1` for the first parameter, and so on.
    private static String numbered(Sql.Form form) {
        AtomicInteger next = new AtomicInteger();
        return MARK_OR_TEXT
                .matcher(form.text())
                .replaceAll(mark ->
                        Matcher.quoteReplacement(
                                mark.group().equals("?")
                                        ? "$" + (form.order().get(next.getAndIncrement()) + 1)
                                        : mark.group()));
    }

    @Test
    void everyTableIsWrittenByItsOwnerOnly() {
        List<String> strangers = new ArrayList<>();
        for (Statement statement : statements()) {
            for (String table : named(WRITTEN, statement.sql())) {
                if (!schema.owner(table).orElse("nobody").equals(statement.owner())) {
                    strangers.add(statement.where() + " writes " + table);
                }
            }
        }

        assertThat(strangers).as("a table has one writer: its -- owner").isEmpty();
    }

    @Test
    void foreignTablesAreReadByFewPackagesOnly() {
        List<String> strangers = new ArrayList<>();
        for (Statement statement : statements()) {
            String reader = statement.owner();
            for (String table : named(READ, statement.sql())) {
                boolean foreign = schema.owner(table).filter(o -> !o.equals(reader)).isPresent();
                if (foreign
                        && !MAY_READ_ALL.contains(reader)
                        && !MAY_READ.contains(reader + ": " + table)) {
                    strangers.add(statement.where() + " reads " + table);
                }
            }
        }

        assertThat(strangers).as("ask the package that owns the table").isEmpty();
    }

    private static Set<String> named(Pattern pattern, Sql sql) {
        Set<String> tables = new TreeSet<>();
        pattern.matcher(sql.text(Dialect.POSTGRES)).results().forEach(m -> tables.add(m.group(1)));
        return tables;
    }

    @Test
    void everyStatementIsAConstantWhichTheseTestsFind() throws IOException {
        List<String> hidden = new ArrayList<>();
        for (Path file : classFiles()) {
            ClassModel model = ClassFile.of().parse(file);
            for (MethodModel method : model.methods()) {
                boolean isInitializer = method.methodName().equalsString("<clinit>");
                if (!isInitializer && makesStatement(method)) {
                    hidden.add(model.thisClass().asInternalName() + "." + method.methodName());
                }
            }
        }

        assertThat(hidden).as("Sql.of belongs into a static final field").isEmpty();
    }

    private static boolean makesStatement(MethodModel method) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .anyMatch(element ->
                        element instanceof InvokeInstruction call
                                && call.owner().asInternalName().equals("myelin/sql/Sql")
                                && call.name().equalsString("of"));
    }

    private static List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        for (Path file : classFiles()) {
            String name = CLASSES.relativize(file).toString().replace('/', '.');
            statements.addAll(statements(name.substring(0, name.length() - ".class".length())));
        }
        assertThat(statements).isNotEmpty();
        return statements;
    }

    private static List<Statement> statements(String className) {
        List<Statement> statements = new ArrayList<>();
        try {
            Class<?> type = Class.forName(className, false, Database.class.getClassLoader());
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Sql.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    statements.add(
                            new Statement(className, field.getName(), (Sql) field.get(null)));
                }
            }
            return statements;
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(className, failure);
        }
    }

    private static List<Path> classFiles() {
        try (Stream<Path> files = Files.walk(CLASSES.resolve("myelin"))) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("package-info.class"))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
