package myelin.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the writing thread does: it runs all transactions which wait as parts of one database transaction, and
/// tells their outcomes after the common commit, so that they share the time which the disk takes for it.
///
/// When the common transaction itself fails, which no single work has caused, each of its works is run again
/// alone and fails or succeeds for itself.
final class SqliteWriter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(SqliteWriter.class);
    private static final int MOST_IN_A_GROUP = 256;
    private static final Duration LONGEST_GROUP = Duration.ofMillis(50);

    private final SqliteConnection connection;
    private final Handoff.Queue queue;

    SqliteWriter(SqliteConnection connection, Handoff.Queue queue) {
        this.connection = connection;
        this.queue = queue;
    }

    @Override
    public void run() {
        try (connection) {
            for (Handoff<?> next = queue.take(); next != null; next = queue.take()) {
                List<Handoff<?>> group = new ArrayList<>();
                try {
                    if (!runGroup(next, group)) {
                        group.forEach(this::runAlone);
                    }
                } catch (RuntimeException | Error failure) {
                    log.error("group failed size={}", group.size(), failure);
                    connection.rollback();
                    group.forEach(work -> work.fail(failure));
                }
                group.forEach(Handoff::finish);
            }
        } catch (SQLException failure) {
            log.error("database file not closed", failure);
        }
    }

    /// Runs `first` and what waits behind it, adds them to `group`, and commits; false when that failed.
    private boolean runGroup(Handoff<?> first, List<Handoff<?>> group) {
        long endsAt = System.nanoTime() + LONGEST_GROUP.toNanos();
        group.add(first);
        try {
            connection.begin();
            runPart(first);
            while (group.size() < MOST_IN_A_GROUP && System.nanoTime() < endsAt) {
                Handoff<?> next = queue.poll();
                if (next == null) {
                    break;
                }
                group.add(next);
                runPart(next);
            }
            connection.commit();
            return true;
        } catch (SQLException failure) {
            connection.rollback();
            log.warn("group commit failed size={} cause={}", group.size(), failure.getMessage());
            return false;
        }
    }

    private void runPart(Handoff<?> work) throws SQLException {
        connection.beginPart();
        if (work.attempt(connection.tx())) {
            connection.keepPart();
        } else {
            connection.undoPart();
        }
    }

    private void runAlone(Handoff<?> work) {
        try {
            connection.begin();
            if (work.attempt(connection.tx())) {
                connection.commit();
            } else {
                connection.rollback();
            }
        } catch (SQLException failure) {
            connection.rollback();
            work.fail(new DatabaseError("commit", failure));
        }
    }
}
