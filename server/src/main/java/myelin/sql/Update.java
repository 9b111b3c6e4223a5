package myelin.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An INSERT, UPDATE or DELETE being prepared, and run by one of its last three methods.
/// It belongs to its transaction's thread.
public final class Update {
    private final Call call;

    Update(Call call) {
        this.call = call;
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Update bind(String name, @Nullable Object value) {
        call.bind(name, value);
        return this;
    }

    /// Binds the list of `{in :name}`; the values' text is used, so that identifiers may be given.
    public Update bindStrings(String name, Collection<?> values) {
        call.bindStrings(name, values);
        return this;
    }

    /// Binds the list of `{in :name}`.
    public Update bindLongs(String name, Collection<Long> values) {
        call.bindLongs(name, values);
        return this;
    }

    /// How many rows were changed.
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

    /// What the first changed row's RETURNING says, if a row was changed.
    public <T> Optional<T> returning(RowMapper<T> mapper) {
        return returningList(mapper).stream().findFirst();
    }

    /// What RETURNING says of each changed row, in no particular order.
    public <T> List<T> returningList(RowMapper<T> mapper) {
        return call.run(statement -> {
            call.apply(statement);
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result);
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(mapper.map(row));
                }
                return rows;
            }
        });
    }
}
