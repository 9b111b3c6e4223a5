package myelin.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A transaction under way. It is valid only inside its [Work], and belongs to the thread which runs that.
public final class Tx {
    private final Statements prepared;
    private final Dialect dialect;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private int rank = Integer.MIN_VALUE;
    private int statements;

    Tx(Statements prepared, Dialect dialect) {
        this.prepared = prepared;
        this.dialect = dialect;
    }

    /// A SELECT, to be bound and run.
    public Statement query(Sql sql) {
        return new Statement(call(sql));
    }

    /// An INSERT, UPDATE or DELETE, to be bound and run.
    public Statement update(Sql sql) {
        return new Statement(call(sql));
    }

    /// As [#update], for many sets of values.
    public Batch batch(Sql sql) {
        return new Batch(call(sql));
    }

    private Call call(Sql sql) {
        statements++;
        return new Call(sql, prepared, dialect);
    }

    /// Runs `action` when the commit is done, in the thread which asked for the transaction, in the order
    /// given. It does not run if the transaction fails. Inside [Database#read] it is refused.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /// Says that a lock which others want too is about to be taken. All transactions take such locks in
    /// the order of their ranks, so that none waits for another in a circle.
    ///
    /// @throws IllegalStateException when a lock of a higher rank is held already
    public void takeLock(int rank, String name) {
        if (rank < this.rank) {
            throw new IllegalStateException("lock taken out of order: " + name);
        }
        this.rank = rank;
    }

    public Dialect dialect() {
        return dialect;
    }

    /// Runs several statements which have no parameters.
    public void script(String statements) {
        try (java.sql.Statement plain = prepared.connection().createStatement()) {
            plain.executeUpdate(statements);
        } catch (SQLException failure) {
            throw new DatabaseError("script", failure);
        }
    }

    /// How many statements were asked of it.
    int statements() {
        return statements;
    }

    List<Runnable> actionsAfterCommit() {
        return afterCommit;
    }
}
