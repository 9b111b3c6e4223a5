package myelin.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import myelin.sql.Database;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Gives out positions, and knows how far each stream has come.
///
/// A transaction takes its positions by locking the stream's row until it commits. So positions are given out in
/// the order of commits and without gaps; whoever has seen position N has seen all that is at or before it.
///
/// Streams that do not wait for the disk can go back when the machine of the database loses its power, while clients
/// know the positions that are lost. Those are not given out again: a server that starts skips them, and one that
/// still knows them goes on behind them.
///
/// Any thread may enter. `known` only grows, and is never ahead of what is committed.
public final class Streams {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// More positions than a stream can have moved by since the disk last had them all.
    private static final int SKIPPED = 100_000;

    private static final Sql ADVANCE =
            Sql.of(
                    """
                    UPDATE streams SET position = position + :count
                    WHERE name = :name RETURNING position\
                    """);

    private static final Sql HEADS = Sql.of("SELECT name, position FROM streams");

    private final Database database;
    private final AtomicReference<Known> known;
    private final ReentrantLock refreshing = new ReentrantLock();

    /// Committed heads, and when the database was last asked for them (by `System.nanoTime`).
    private record Known(Heads heads, long readAt) {}

    /// Reads the present heads.
    public Streams(Database database) {
        this.database = database;
        this.known =
                new AtomicReference<>(new Known(database.read(this::heads), System.nanoTime()));
    }

    /// Takes the next `count` positions of `stream` for rows which this transaction writes, and returns the
    /// last of them. Other writers of the stream wait from here to the commit, so call it as late as possible.
    ///
    /// A transaction which writes to several streams takes positions in the order of [Stream].
    public long reserve(Tx tx, Stream stream, int count) {
        tx.takeLock(stream.number(), stream.text());
        long taken = advance(tx, stream, count);
        long lost = known.get().heads().of(stream) - (taken - count);
        long last = lost > 0 ? advance(tx, stream, lost) : taken;
        tx.afterCommit(() -> advance(stream, last));
        return last;
    }

    /// Leaves out positions which clients may know though the database lost them. Before the first client is served.
    public void skipLost() {
        database.write(tx -> Stream.RELAXED.forEach(stream -> reserve(tx, stream, SKIPPED)));
    }

    private static long advance(Tx tx, Stream stream, long count) {
        return tx.update(ADVANCE)
                .bind("count", count)
                .bind("name", stream.text())
                .returning(row -> row.number("position"))
                .orElseThrow(() -> new IllegalStateException("no such stream: " + stream));
    }

    /// The heads as this transaction sees them.
    public Heads heads(Tx tx) {
        return tx.query(HEADS).list(Streams::head).stream().reduce(Heads.ZERO, Heads::max);
    }

    private static Heads head(Row row) {
        return Stream.of(row.string("name"))
                .map(stream -> Heads.ZERO.with(stream, row.number("position")))
                .orElse(Heads.ZERO);
    }

    /// Committed heads: all that this server has written, and what others have, up to a second ago.
    public Heads heads() {
        Known now = known.get();
        return System.nanoTime() - now.readAt() < FRESH.toNanos() ? now.heads() : refresh();
    }

    /// What of a client's token is true. Another server on the same database may be ahead of what this one knows,
    /// but none is ahead of what is committed, whatever clients make up. Costs a query only for who seems to be ahead.
    public Heads committed(Heads claimed) {
        return claimed.isAfter(heads()) ? claimed.min(refresh()) : claimed;
    }

    /// Reads the heads from the database; those who want it at the same time share one reading.
    Heads refresh() {
        long wantedAt = System.nanoTime();
        refreshing.lock();
        try {
            if (known.get().readAt() - wantedAt < 0) {
                long readAt = System.nanoTime();
                Heads read = database.read(this::heads);
                known.updateAndGet(old -> new Known(old.heads().max(read), readAt));
            }
            return known.get().heads();
        } finally {
            refreshing.unlock();
        }
    }

    /// Says that `position` is committed.
    void advance(Stream stream, long position) {
        known.updateAndGet(old ->
                old.heads().of(stream) >= position
                        ? old
                        : new Known(old.heads().with(stream, position), old.readAt()));
    }
}
