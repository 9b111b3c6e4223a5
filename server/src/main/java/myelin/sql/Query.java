package myelin.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// A SELECT being prepared, and run once by one of its last five methods. It belongs to its transaction's thread.
public final class Query {
    private final Sql sql;
    private final org.jdbi.v3.core.statement.Query statement;
    private final Dialect dialect;

    Query(Sql sql, Handle handle, Dialect dialect) {
        this.sql = sql;
        this.statement = handle.createQuery(sql.text(dialect));
        this.dialect = dialect;
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Query bind(String name, @Nullable Object value) {
        Statements.bind(statement, name, value);
        return this;
    }

    /// Binds the list of `{in :name}`; the values' text is used, so that identifiers may be given.
    public Query bindStrings(String name, Collection<?> values) {
        Statements.bindStrings(statement, dialect, name, values);
        return this;
    }

    /// Binds the list of `{in :name}`.
    public Query bindLongs(String name, Collection<Long> values) {
        Statements.bindLongs(statement, dialect, name, values);
        return this;
    }

    /// All rows, in the order of the result.
    public <T> List<T> list(RowMapper<T> mapper) {
        return run(result -> {
            Row row = new Row(result);
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        });
    }

    /// The first row, if there is one.
    public <T> Optional<T> first(RowMapper<T> mapper) {
        return run(result ->
                result.next() ? Optional.of(mapper.map(new Row(result))) : Optional.empty());
    }

    /// The only row.
    ///
    /// @throws IllegalStateException when there is none, or a second one
    public <T> T one(RowMapper<T> mapper) {
        return run(result -> {
            if (!result.next()) {
                throw new IllegalStateException("the query found no row");
            }
            T value = mapper.map(new Row(result));
            if (result.next()) {
                throw new IllegalStateException("the query found a second row");
            }
            return value;
        });
    }

    /// Gives each row to `consumer`.
    public void forEach(Consumer<Row> consumer) {
        run(result -> {
            Row row = new Row(result);
            while (result.next()) {
                consumer.accept(row);
            }
            return true;
        });
    }

    /// Whether there is any row.
    public boolean exists() {
        return run(ResultSet::next);
    }

    private <T> T run(Reading<T> reading) {
        return Statements.run(
                sql,
                () -> {
                    try (statement) {
                        return statement.execute((executed, _) -> {
                            try (ResultSet result = executed.get().getResultSet()) {
                                return reading.read(result);
                            }
                        });
                    }
                });
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet result) throws SQLException;
    }
}
