package myelin.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The prepared statements of one connection. Only the connection's thread enters.
///
/// SQLite's driver keeps none, and preparing one takes longer than most of them run. A statement in use is not
/// among those kept: one inside the reading of another with the same text gets a fresh one.
final class Statements {
    private final Connection connection;
    private final int most;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    /// @param most how many to keep; 0 where the driver itself keeps them
    Statements(Connection connection, int most) {
        this.connection = connection;
        this.most = most;
    }

    Connection connection() {
        return connection;
    }

    PreparedStatement take(String text) throws SQLException {
        PreparedStatement kept = idle.remove(text);
        return kept == null ? connection.prepareStatement(text) : kept;
    }

    /// Takes back a statement which has run and whose result is closed.
    void giveBack(String text, PreparedStatement statement) throws SQLException {
        if (most == 0) {
            statement.close();
            return;
        }
        statement.clearParameters();
        PreparedStatement second = idle.put(text, statement);
        if (second != null) {
            second.close();
        }
        if (idle.size() > most) {
            var eldest = idle.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
    }
}
