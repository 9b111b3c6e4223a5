package myelin.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A statement being prepared, and run by one of its last methods. It belongs to its transaction's thread.
public final class Statement {
    private final Call call;

    Statement(Call call) {
        this.call = call;
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Statement bind(String name, @Nullable Object value) {
        call.bind(name, value);
        return this;
    }

    /// Binds the list of `{in :name}`; the values' text is used, so that identifiers may be given.
    public Statement bindStrings(String name, Collection<?> values) {
        call.bindStrings(name, values);
        return this;
    }

    /// Binds the list of `{in :name}`.
    public Statement bindLongs(String name, Collection<Long> values) {
        call.bindLongs(name, values);
        return this;
    }

    /// Binds the query of `{table matches :name}`.
    public Statement bindQuery(String name, WordQuery query) {
        call.bindQuery(name, query);
        return this;
    }

    /// All rows, in the order of the result; of a change what RETURNING says of each row, in no particular order.
    public <T> List<T> list(RowMapper<T> mapper) {
        return read(result -> {
            Row row = new Row(result);
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        });
    }

    /// The first row of a SELECT, if there is one.
    public <T> Optional<T> first(RowMapper<T> mapper) {
        return read(result ->
                result.next() ? Optional.of(mapper.map(new Row(result))) : Optional.empty());
    }

    /// The only row of a SELECT.
    ///
    /// @throws IllegalStateException when there is none, or a second one
    public <T> T one(RowMapper<T> mapper) {
        return read(result -> {
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
        read(result -> {
            Row row = new Row(result);
            while (result.next()) {
                consumer.accept(row);
            }
            return true;
        });
    }

    /// Whether a SELECT finds any row.
    public boolean exists() {
        return read(ResultSet::next);
    }

    /// Makes a change. How many rows were changed.
    public int run() {
        return call.run(statement -> {
            call.apply(statement);
            statement.execute();
            return countRows(statement);
        });
    }

    private static int countRows(PreparedStatement executed) throws SQLException {
        try (ResultSet result = executed.getResultSet()) {
            if (result == null) {
                return executed.getUpdateCount();
            }
            int rows = 0;
            while (result.next()) {
                rows++;
            }
            return rows;
        }
    }

    /// Makes a change. What the first changed row's RETURNING says, if a row was changed.
    public <T> Optional<T> returning(RowMapper<T> mapper) {
        return list(mapper).stream().findFirst();
    }

    private <T> T read(Reading<T> reading) {
        return call.run(statement -> {
            call.apply(statement);
            try (ResultSet result = statement.executeQuery()) {
                return reading.read(result);
            }
        });
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet result) throws SQLException;
    }
}
