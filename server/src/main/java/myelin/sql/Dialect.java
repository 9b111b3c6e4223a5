package myelin.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/// Every difference between the two databases which a statement can feel.
public sealed interface Dialect permits Sqlite, Postgres {
    Dialect SQLITE = new Sqlite();
    Dialect POSTGRES = new Postgres();

    /// `sqlite` or `postgres`: what begins the lines of a migration which only this database takes.
    String name();

    /// A condition behind a column: its value is in the list `parameter` (with its colon).
    String isOneOf(String parameter);

    /// Ends a SELECT whose rows are to be locked until the commit.
    String lock();

    /// As `lock`, but leaves out the rows which others have locked.
    String lockSkippingLocked();

    /// An expression: milliseconds since 1970 by the clock of the database.
    String now();

    /// The value to bind for a list of strings.
    Object strings(Connection connection, Collection<?> values) throws SQLException;

    /// The value to bind for a list of numbers.
    Object longs(Connection connection, Collection<Long> values) throws SQLException;

    /// Whether the same transaction may well succeed when it is run again.
    boolean isRetryable(SQLException failure);

    /// Whether several servers may share this database.
    boolean isShared();
}
