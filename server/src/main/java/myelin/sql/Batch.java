package myelin.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One INSERT, UPDATE or DELETE for many sets of values: bind, [#add()], bind, add, …, [#run()].
/// It belongs to its transaction's thread.
public final class Batch {
    private final Call call;
    private final List<@Nullable Object[]> sets = new ArrayList<>();

    Batch(Call call) {
        this.call = call;
    }

    /// @param value String, Long, Integer, Boolean, byte[], JSON, an identifier, null, or an Optional of these
    public Batch bind(String name, @Nullable Object value) {
        call.bind(name, value);
        return this;
    }

    /// Binds the words of a row for `{table matches …}`, each of them once; words are as in [WordQuery].
    public Batch bindWords(String name, Collection<String> words) {
        call.bindWords(name, words);
        return this;
    }

    /// Ends one set of values.
    public Batch add() {
        sets.add(call.takeValues());
        return this;
    }

    /// Runs the statement for all sets in one go; none is fine. Returns how many rows were changed.
    public int run() {
        return sets.isEmpty() ? 0 : call.run(this::execute);
    }

    private int execute(PreparedStatement statement) throws SQLException {
        for (Object[] values : sets) {
            call.apply(statement, values);
            statement.addBatch();
        }
        return Arrays.stream(statement.executeBatch()).sum();
    }
}
