package myelin.sql;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import myelin.config.DatabaseConfig;
import myelin.observe.Metrics;
import myelin.observe.RequestScope;
import myelin.sql.DatabaseMetrics.Kind;

/// The database: the one place where transactions begin. Any thread may enter; virtual ones are meant to.
///
/// A transaction is atomic, and when `transact` has returned it survives a crash. A failure inside rolls back
/// that transaction and flies to its caller. Transactions do not nest: who is inside one is given its [Tx].
/// Who interrupts a thread inside a transaction may make it fail. On PostgreSQL a transaction that waits too long
/// for a connection throws [Overloaded].
public final class Database implements AutoCloseable {
    private static final ScopedValue<Boolean> INSIDE = ScopedValue.newInstance();

    private final Dialect dialect;
    private final Engine engine;
    private final DatabaseMetrics metrics;

    private Database(Dialect dialect, Engine engine, Metrics metrics) {
        this.dialect = dialect;
        this.engine = engine;
        this.metrics = new DatabaseMetrics(metrics, engine);
    }

    /// Opens the database as it is, whatever the version of its tables; package `schema` brings them to the newest.
    ///
    /// @throws DatabaseRefused when it can't be reached or must not be used, with the reason
    public static Database open(DatabaseConfig config) {
        return open(config, new Metrics());
    }

    /// As [#open(DatabaseConfig)], and counts its transactions.
    public static Database open(DatabaseConfig config, Metrics metrics) {
        return switch (config) {
            case DatabaseConfig.Sqlite sqlite ->
                    new Database(Dialect.SQLITE, new SqliteEngine(sqlite), metrics);
            case DatabaseConfig.Postgres postgres ->
                    new Database(Dialect.POSTGRES, new PostgresEngine(postgres), metrics);
        };
    }

    /// Runs `work` in a transaction and returns what it returns, once that is safely stored.
    public <T> T transact(Work<T> work) {
        return counted(Kind.WRITE, work, inside -> engine.transact(inside, Engine.Durability.FULL));
    }

    /// As [#transact], for work without a result.
    public void write(Consumer<Tx> work) {
        transact(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /// As [#transact], but a crash of the machine may lose the last second of such transactions (and only
    /// whole ones): for what is soon out of date, as receipts, typing and presence are.
    public <T> T transactRelaxed(Work<T> work) {
        return counted(
                Kind.RELAXED_WRITE,
                work,
                inside -> engine.transact(inside, Engine.Durability.RELAXED));
    }

    /// Runs `work`, which only reads. Each statement sees all that was committed when it began; on
    /// PostgreSQL a later statement may see more than an earlier one.
    public <T> T read(Work<T> work) {
        return counted(Kind.READ, work, engine::read);
    }

    public Dialect dialect() {
        return dialect;
    }

    /// Texts to and from the other servers on this database, if it is one which servers share.
    ///
    /// @param channel a plain word; who uses the same one hears each other
    public Notifications notifications(String channel) {
        return engine.notifications(channel);
    }

    /// Waits for the transactions under way and closes all connections.
    @Override
    public void close() {
        engine.close();
    }

    /// Runs `work` by an engine, and notes for the request of this thread what it has cost.
    private <T> T counted(Kind kind, Work<T> work, Function<Work<T>, T> runner) {
        if (INSIDE.isBound()) {
            throw new IllegalStateException("a transaction inside a transaction: pass the Tx on");
        }
        AtomicInteger statements = new AtomicInteger();
        AtomicLong begun = new AtomicLong();
        long start = System.nanoTime();
        try {
            return runner.apply(tx -> {
                begun.compareAndSet(0, System.nanoTime());
                try {
                    return ScopedValue.where(INSIDE, true).call(() -> work.run(tx));
                } finally {
                    statements.addAndGet(tx.statements());
                }
            });
        } finally {
            long end = System.nanoTime();
            long first = begun.get() == 0 ? end : begun.get();
            metrics.ended(kind, first - start, end - first);
            RequestScope.countSql(statements.get(), end - start);
        }
    }
}
