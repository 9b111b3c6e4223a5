package myelin.sql;

/// The database has more to do than it gets done: the transaction has waited in line and was not begun. It has no
/// stack trace: it is an answer to too many requests, not a fault.
public final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A transaction was not begun.
    public Overloaded() {
        super("Too many transactions wait for the database", null, false, false);
    }
}
