package myelin.sql;

import java.util.Arrays;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// One INSERT, UPDATE or DELETE for many sets of values: bind, [#add()], bind, add, …, [#run()].
/// It belongs to its transaction's thread.
public final class Batch {
    private final Sql sql;
    private final PreparedBatch statement;

    Batch(Sql sql, Handle handle, Dialect dialect) {
        this.sql = sql;
        this.statement = handle.prepareBatch(sql.text(dialect));
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Batch bind(String name, @Nullable Object value) {
        Statements.bind(statement, name, value);
        return this;
    }

    /// Ends one set of values.
    public Batch add() {
        statement.add();
        return this;
    }

    /// Runs the statement for all sets in one go; none is fine. Returns how many rows were changed.
    public int run() {
        if (statement.size() == 0) {
            statement.close();
            return 0;
        }
        return Statements.run(sql, () -> Arrays.stream(statement.execute()).sum());
    }
}
