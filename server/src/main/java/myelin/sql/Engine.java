package myelin.sql;

import java.util.Map;

/// How one kind of database runs transactions. Any thread may enter.
interface Engine extends AutoCloseable {

    /// Runs `work`, commits and then runs its actions for after the commit.
    <T> T transact(Work<T> work, Durability durability);

    <T> T read(Work<T> work);

    Notifications notifications(String channel);

    /// How many transactions wait to begin.
    int waiting();

    /// How many connections there are, by what they are doing.
    Map<String, Integer> connections();

    @Override
    void close();

    /// Whether a commit waits for the disk.
    enum Durability {
        FULL,
        RELAXED
    }
}
