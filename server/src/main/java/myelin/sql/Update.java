package myelin.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// An INSERT, UPDATE or DELETE being prepared, and run once by one of its last three methods.
/// It belongs to its transaction's thread.
public final class Update {
    private final Sql sql;
    private final org.jdbi.v3.core.statement.Update statement;
    private final Dialect dialect;

    Update(Sql sql, Handle handle, Dialect dialect) {
        this.sql = sql;
        this.statement = handle.createUpdate(sql.text(dialect));
        this.dialect = dialect;
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Update bind(String name, @Nullable Object value) {
        Statements.bind(statement, name, value);
        return this;
    }

    /// Binds the list of `{in :name}`; the values' text is used, so that identifiers may be given.
    public Update bindStrings(String name, Collection<?> values) {
        Statements.bindStrings(statement, dialect, name, values);
        return this;
    }

    /// Binds the list of `{in :name}`.
    public Update bindLongs(String name, Collection<Long> values) {
        Statements.bindLongs(statement, dialect, name, values);
        return this;
    }

    /// How many rows were changed.
    public int run() {
        return execute(Update::countRows);
    }

    /// What the first changed row's RETURNING says, if a row was changed.
    public <T> Optional<T> returning(RowMapper<T> mapper) {
        return returningList(mapper).stream().findFirst();
    }

    /// What RETURNING says of each changed row, in no particular order.
    public <T> List<T> returningList(RowMapper<T> mapper) {
        return execute(executed -> readRows(executed, mapper));
    }

    private <T> T execute(Outcome<T> outcome) {
        return Statements.run(
                sql,
                () -> {
                    try (statement) {
                        return statement.execute((executed, _) -> outcome.of(executed.get()));
                    }
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

    private static <T> List<T> readRows(PreparedStatement executed, RowMapper<T> mapper)
            throws SQLException {
        try (ResultSet result = executed.getResultSet()) {
            Row row = new Row(result);
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        }
    }

    @FunctionalInterface
    private interface Outcome<T> {
        T of(PreparedStatement executed) throws SQLException;
    }
}
