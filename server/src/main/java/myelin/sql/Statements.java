package myelin.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import myelin.core.json.Json;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/// How JDBI is used: its set-up, our values in its statements, and its failures as ours.
final class Statements {
    private static final String IDS = "myelin.core.id";
    private static final Argument NULL =
            (position, statement, _) -> statement.setNull(position, Types.NULL);

    private Statements() {}

    /// A JDBI which leaves the text of statements as it is, but for `:name`, and transactions to us.
    static Jdbi jdbi(ConnectionFactory connections) {
        Jdbi jdbi = Jdbi.create(connections);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi;
    }

    static <T> T run(Sql sql, Supplier<T> execution) {
        try {
            return execution.get();
        } catch (JdbiException failure) {
            if (failure.getCause() instanceof SQLException cause) {
                throw new DatabaseError(sql.toString().replaceAll("\\s+", " ").strip(), cause);
            }
            throw failure;
        }
    }

    /// Binds a value past JDBI's own search for how it is to be bound.
    static void bind(SqlStatement<?> statement, String name, @Nullable Object value) {
        statement.bind(name, argument(name, value));
    }

    static void bindStrings(
            SqlStatement<?> statement, Dialect dialect, String name, Collection<?> values) {
        bindList(statement, name, connection -> dialect.strings(connection, values));
    }

    static void bindLongs(
            SqlStatement<?> statement, Dialect dialect, String name, Collection<Long> values) {
        bindList(statement, name, connection -> dialect.longs(connection, values));
    }

    private static void bindList(SqlStatement<?> statement, String name, ListValue list) {
        statement.bind(
                name,
                (Argument)
                        (position, prepared, _) ->
                                prepared.setObject(position, list.in(prepared.getConnection())));
    }

    private static Argument argument(String name, @Nullable Object value) {
        return switch (value) {
            case null -> NULL;
            case String text -> text(text);
            case Long number -> number(number);
            case Integer number -> number(number);
            case Boolean flag -> (position, statement, _) -> statement.setBoolean(position, flag);
            case byte[] bytes -> (position, statement, _) -> statement.setBytes(position, bytes);
            case Optional<?> optional -> argument(name, optional.orElse(null));
            case Json json -> text(json.toString());
            default -> {
                if (!value.getClass().getPackageName().equals(IDS)) {
                    throw new IllegalArgumentException(
                            "can't bind :" + name + " to a " + value.getClass().getName());
                }
                yield text(value.toString());
            }
        };
    }

    private static Argument text(String value) {
        return (position, statement, _) -> statement.setString(position, value);
    }

    private static Argument number(long value) {
        return (position, statement, _) -> statement.setLong(position, value);
    }

    @FunctionalInterface
    private interface ListValue {
        Object in(Connection connection) throws SQLException;
    }
}
