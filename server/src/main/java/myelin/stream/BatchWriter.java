package myelin.stream;

import java.util.List;
import myelin.sql.Tx;

/// Writes several jobs in one transaction, in two steps: decide outside of it, then commit.
/// It may be called again with the same jobs, together or singly.
@FunctionalInterface
public interface BatchWriter<J, R> {

    /// Decides what is to be written, before the transaction begins; it may read the database.
    Write<R> prepare(List<J> jobs);

    /// What [#prepare] has decided. Run once, or again when the database asks for it.
    @FunctionalInterface
    interface Write<R> {
        /// @return one result for each job, in their order
        List<R> write(Tx tx);
    }
}
