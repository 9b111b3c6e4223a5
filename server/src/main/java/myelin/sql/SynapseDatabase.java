package myelin.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The database of a Synapse, which an administrator who brings his `homeserver.yaml` along names here too. It is
/// recognized before anything is written to it, and left as it is.
final class SynapseDatabase {

    /// Synapse has had this table from its first release on, and Myelin never had it.
    private static final String ON_SQLITE =
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'applied_schema_deltas'";

    private static final String ON_POSTGRES =
            "SELECT 1 WHERE to_regclass('applied_schema_deltas') IS NOT NULL";

    private SynapseDatabase() {}

    /// @param where the database is, for people
    /// @throws DatabaseRefused when the connection leads to a database of Synapse
    static void refuse(Connection connection, Dialect dialect, Object where) throws SQLException {
        String question = dialect == Dialect.SQLITE ? ON_SQLITE : ON_POSTGRES;
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(question)) {
            if (found.next()) {
                throw new DatabaseRefused(
                        where
                                + " is a database of Synapse; moving its data over is not possible yet. Nothing in it was changed. Give Myelin a database of its own: write another name under database in the configuration.");
            }
        }
    }
}
