package myelin.bench.state;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/// A way to keep the states of one room in a database; a state is named by a number or a text.
interface Storage {

    /// What it is, in a few words.
    String name();

    /// Makes its tables.
    void create() throws SQLException;

    /// The tables which it fills.
    Set<String> tables();

    /// Stores a state as a whole, as after joining the room.
    ///
    /// @param entries event numbers by key numbers
    String build(Map<Long, Long> entries) throws SQLException;

    /// Stores the state after one change.
    String change(String state, long key, long event) throws SQLException;

    /// Reads one entry, with nothing in memory.
    long read(String state, long key) throws SQLException;

    /// Reads all entries, with nothing in memory.
    Map<Long, Long> readAll(String state) throws SQLException;

    /// The keys in which two states differ, with nothing in memory.
    Set<Long> difference(String before, String after) throws SQLException;

    /// What it has done since it was asked last.
    Work takeWork();

    /// @param rows written
    /// @param bytes written, of the values alone
    /// @param queries that read
    record Work(long rows, long bytes, long queries) {}
}
