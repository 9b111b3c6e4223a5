package myelin.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A SELECT being prepared, and run by one of its last five methods. It belongs to its transaction's thread.
public final class Query {
    private final Call call;

    Query(Call call) {
        this.call = call;
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Query bind(String name, @Nullable Object value) {
        call.bind(name, value);
        return this;
    }

    /// Binds the list of `{in :name}`; the values' text is used, so that identifiers may be given.
    public Query bindStrings(String name, Collection<?> values) {
        call.bindStrings(name, values);
        return this;
    }

    /// Binds the list of `{in :name}`.
    public Query bindLongs(String name, Collection<Long> values) {
        call.bindLongs(name, values);
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
