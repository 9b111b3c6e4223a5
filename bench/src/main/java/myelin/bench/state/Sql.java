package myelin.bench.state;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// The few words of SQL that the ways to store have in common.
final class Sql {

    private Sql() {}

    static void run(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
        connection.commit();
    }

    /// What must be there.
    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not stored");
        }
        return value;
    }
}
