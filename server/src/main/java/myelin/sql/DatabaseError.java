package myelin.sql;

import java.sql.SQLException;

/// A statement or a commit that the database refused. Its message has the statement, never the values.
public final class DatabaseError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final SQLException reason;

    DatabaseError(String message, SQLException cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.reason = cause;
    }

    SQLException reason() {
        return reason;
    }
}
