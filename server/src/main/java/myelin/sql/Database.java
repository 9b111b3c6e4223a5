package myelin.sql;

import java.util.function.Consumer;
import myelin.config.DatabaseConfig;

/// The database: the one place where transactions begin. Any thread may enter; virtual ones are meant to.
///
/// A transaction is atomic, and when `transact` has returned it survives a crash. A failure inside rolls back
/// that transaction and flies to its caller. Transactions do not nest: who is inside one is given its [Tx].
/// Who interrupts a thread inside a transaction may make it fail.
public final class Database implements AutoCloseable {
    private static final ScopedValue<Boolean> INSIDE = ScopedValue.newInstance();

    private final Dialect dialect;
    private final Engine engine;

    private Database(Dialect dialect, Engine engine) {
        this.dialect = dialect;
        this.engine = engine;
    }

    /// Opens the database and brings its tables to the newest form.
    ///
    /// @throws DatabaseRefused when it can't be reached or must not be used, with the reason
    public static Database open(DatabaseConfig config) {
        Database database = connect(config);
        try {
            database.migrations().migrate();
            return database;
        } catch (RuntimeException | Error failure) {
            database.close();
            throw failure;
        }
    }

    /// Opens the database as it is, whatever the version of its tables: for `database status`.
    ///
    /// @throws DatabaseRefused when it can't be reached or must not be used, with the reason
    public static Database connect(DatabaseConfig config) {
        return switch (config) {
            case DatabaseConfig.Sqlite sqlite ->
                    new Database(Dialect.SQLITE, new SqliteEngine(sqlite));
            case DatabaseConfig.Postgres postgres ->
                    new Database(Dialect.POSTGRES, new PostgresEngine(postgres));
        };
    }

    /// Runs `work` in a transaction and returns what it returns, once that is safely stored.
    public <T> T transact(Work<T> work) {
        return engine.transact(inside(work), Engine.Durability.FULL);
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
        return engine.transact(inside(work), Engine.Durability.RELAXED);
    }

    /// Runs `work`, which only reads. Each statement sees all that was committed when it began; on
    /// PostgreSQL a later statement may see more than an earlier one.
    public <T> T read(Work<T> work) {
        return engine.read(inside(work));
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

    /// The versions of this database's tables.
    public Migrations migrations() {
        return new Migrations(this, Migration.all());
    }

    /// Waits for the transactions under way and closes all connections.
    @Override
    public void close() {
        engine.close();
    }

    private static <T> Work<T> inside(Work<T> work) {
        if (INSIDE.isBound()) {
            throw new IllegalStateException("a transaction inside a transaction: pass the Tx on");
        }
        return tx -> ScopedValue.where(INSIDE, true).call(() -> work.run(tx));
    }
}
