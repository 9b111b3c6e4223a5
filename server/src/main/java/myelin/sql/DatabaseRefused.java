package myelin.sql;

/// The database can't be used as it is; the message tells an administrator why, in one sentence.
public final class DatabaseRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseRefused(String message) {
        super(message);
    }

    public DatabaseRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
