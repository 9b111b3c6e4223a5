package myelin.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import myelin.config.DatabaseConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs transactions on SQLite: one writer thread, and a few threads which only read.
///
/// They are platform threads, because a call into SQLite holds on to its thread until it ends. A caller hands
/// its work over and waits, so that the queues are no longer than there are callers.
final class SqliteEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(SqliteEngine.class);
    private static final int MOST_READERS = 4;
    private static final int FEWEST_READERS = 2;

    private final Handoff.Queue writing = new Handoff.Queue();
    private final Handoff.Queue reading = new Handoff.Queue();
    private final Thread writer;
    private final List<Thread> readers = new ArrayList<>();

    SqliteEngine(DatabaseConfig.Sqlite config) {
        Path file = config.file().toAbsolutePath();
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            writer =
                    start(
                            "sqlite-writer",
                            new SqliteWriter(SqliteConnection.writer(config), writing));
            int cores = Runtime.getRuntime().availableProcessors();
            for (int i = 0; i < Math.clamp(cores, FEWEST_READERS, MOST_READERS); i++) {
                SqliteConnection connection = SqliteConnection.reader(config);
                readers.add(start("sqlite-reader-" + i, () -> runReader(connection)));
            }
        } catch (SQLException | IOException failure) {
            throw new DatabaseRefused(
                    "The database file " + file + " can't be opened: " + failure.getMessage(),
                    failure);
        }
    }

    private static Thread start(String name, Runnable loop) {
        return Thread.ofPlatform().name(name).daemon().start(loop);
    }

    @Override
    public <T> T transact(Work<T> work, Durability durability) {
        Handoff<T> handoff = new Handoff<>(work);
        writing.add(handoff);
        return handoff.await();
    }

    @Override
    public <T> T read(Work<T> work) {
        Handoff<T> handoff = new Handoff<>(work);
        reading.add(handoff);
        return handoff.await();
    }

    private void runReader(SqliteConnection connection) {
        try (connection) {
            for (Handoff<?> next = reading.take(); next != null; next = reading.take()) {
                runRead(next, connection);
            }
        } catch (SQLException failure) {
            log.error("database file not closed", failure);
        }
    }

    /// Each piece of work sees one state of the database.
    private static void runRead(Handoff<?> work, SqliteConnection connection) {
        try {
            connection.begin();
            work.attempt(connection.tx());
            connection.commit();
        } catch (SQLException failure) {
            work.fail(new DatabaseError("reading", failure));
            connection.rollback();
        } catch (RuntimeException | Error failure) {
            work.fail(failure);
            connection.rollback();
        } finally {
            work.finish();
        }
    }

    @Override
    public Notifications notifications(String channel) {
        throw new UnsupportedOperationException("nobody shares an SQLite database");
    }

    @Override
    public int waiting() {
        return reading.size() + writing.size();
    }

    /// Nobody has to know of our threads.
    @Override
    public Map<String, Integer> connections() {
        return Map.of();
    }

    @Override
    public void close() {
        reading.close();
        readers.forEach(SqliteEngine::join);
        writing.close();
        join(writer);
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
