package myelin.stream;

import java.util.List;
import myelin.sql.Tx;

/// Writes several jobs in one transaction. It may be called again with the same jobs, together or singly.
@FunctionalInterface
public interface BatchWriter<J, R> {
    /// @return one result for each job, in their order
    List<R> write(Tx tx, List<J> jobs);
}
