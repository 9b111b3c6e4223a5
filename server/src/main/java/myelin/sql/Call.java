package myelin.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import org.jspecify.annotations.Nullable;

/// A statement and the values for its parameters: what queries, updates and batches have in common.
final class Call {
    private static final String IDS = "myelin.core.id";
    private static final Object UNBOUND = new Object();

    private final Sql sql;
    private final Sql.Form form;
    private final Statements statements;
    private final Dialect dialect;
    private @Nullable Object[] values;

    Call(Sql sql, Statements statements, Dialect dialect) {
        this.sql = sql;
        this.form = sql.form(dialect);
        this.statements = statements;
        this.dialect = dialect;
        this.values = unbound();
    }

    private @Nullable Object[] unbound() {
        @Nullable Object[] nothing = new Object[form.names().size()];
        Arrays.fill(nothing, UNBOUND);
        return nothing;
    }

    /// The values bound so far; the next ones begin anew.
    @Nullable Object[] takeValues() {
        @Nullable Object[] taken = values;
        values = unbound();
        return taken;
    }

    void bind(String name, @Nullable Object value) {
        values[place(name)] = plain(name, value);
    }

    void bindStrings(String name, Collection<?> list) {
        values[place(name)] = value(() -> dialect.strings(statements.connection(), list));
    }

    void bindLongs(String name, Collection<Long> list) {
        values[place(name)] = value(() -> dialect.longs(statements.connection(), list));
    }

    void bindWords(String name, Collection<String> words) {
        values[place(name)] = value(() -> dialect.words(words));
    }

    void bindQuery(String name, WordQuery query) {
        values[place(name)] = value(() -> dialect.query(query));
    }

    private int place(String name) {
        int place = form.names().indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException("no parameter :" + name + " in " + oneLine());
        }
        return place;
    }

    /// What JDBC takes.
    private static @Nullable Object plain(String name, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Long number -> number;
            case Integer number -> number.longValue();
            case Boolean flag -> flag;
            case byte[] bytes -> bytes;
            case Optional<?> optional -> plain(name, optional.orElse(null));
            case Json json -> json.toString();
            default -> {
                if (!value.getClass().getPackageName().equals(IDS)) {
                    throw new IllegalArgumentException(
                            "can't bind :" + name + " to a " + value.getClass().getName());
                }
                yield value.toString();
            }
        };
    }

    /// Puts the bound values into the statement.
    void apply(PreparedStatement statement) throws SQLException {
        apply(statement, values);
    }

    /// Puts values which were taken into the statement.
    void apply(PreparedStatement statement, @Nullable Object[] taken) throws SQLException {
        List<Integer> order = form.order();
        for (int i = 0; i < order.size(); i++) {
            int place = order.get(i);
            set(statement, i + 1, form.names().get(place), taken[place]);
        }
    }

    private void set(PreparedStatement statement, int position, String name, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(position, Types.NULL);
            case String text -> statement.setString(position, dialect.storable(text));
            case Long number -> statement.setLong(position, number);
            case Boolean flag -> statement.setBoolean(position, flag);
            case byte[] bytes -> statement.setBytes(position, bytes);
            case Object other when other == UNBOUND ->
                    throw new IllegalArgumentException(
                            "no value for :" + name + " in " + oneLine());
            case Object list -> statement.setObject(position, list);
        }
    }

    /// Runs `execution` with the prepared statement. One that fails is not used again.
    <T> T run(Execution<T> execution) {
        return value(() -> {
            PreparedStatement statement = statements.take(form.text());
            T result;
            try {
                result = execution.run(statement);
            } catch (Throwable failure) {
                statement.close();
                throw failure;
            }
            statements.giveBack(form.text(), statement);
            return result;
        });
    }

    private <T> T value(Value<T> value) {
        try {
            return value.compute();
        } catch (SQLException failure) {
            throw new DatabaseError(oneLine(), failure);
        }
    }

    private String oneLine() {
        return sql.toString().replaceAll("\\s+", " ").strip();
    }

    /// Uses a prepared statement, and closes its result.
    @FunctionalInterface
    interface Execution<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface Value<T> {
        T compute() throws SQLException;
    }
}
