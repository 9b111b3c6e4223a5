package myelin.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import myelin.concurrent.Loop;
import myelin.sql.Database;
import myelin.sql.Sql;

/// Decides which node does work that only one may do. The database's clock decides when a lease has expired.
///
/// On SQLite there is one node, so a lease is granted whenever it is asked for. Any thread may enter.
public final class Leases implements AutoCloseable {
    private static final Duration LENGTH = Duration.ofSeconds(10);

    private static final Sql ACQUIRE =
            Sql.of(
                    """
                    INSERT INTO leases (name, holder, held_until, epoch)
                    VALUES (:name, :holder, {now} + :length, 1)
                    ON CONFLICT (name) DO UPDATE SET
                        holder = excluded.holder,
                        held_until = excluded.held_until,
                        epoch = leases.epoch + 1
                    WHERE leases.held_until < {now}
                        OR leases.holder = excluded.holder
                        OR CAST(:alone AS BOOLEAN)
                    RETURNING epoch\
                    """);

    private static final Sql RENEW =
            Sql.of(
                    """
                    UPDATE leases SET held_until = {now} + :length
                    WHERE holder = :holder AND held_until >= {now}
                    RETURNING name, epoch\
                    """);

    private static final Sql RELEASE =
            Sql.of("UPDATE leases SET held_until = 0 WHERE name = :name AND epoch = :epoch");

    private static final Sql RELEASE_ALL =
            Sql.of("UPDATE leases SET held_until = 0 WHERE holder = :holder AND held_until > 0");

    private final Database database;
    private final Node node;
    private final Duration length;
    private final boolean alone;
    private final Loop renewal = new Loop("leases", this::renew);
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /// A lease of ours, and until when (by `System.nanoTime`) we may be sure of it.
    private record Held(long epoch, long sureUntil) {}

    public Leases(Database database, Node node) {
        this(database, node, LENGTH);
    }

    Leases(Database database, Node node, Duration length) {
        this.database = database;
        this.node = node;
        this.length = length;
        this.alone = !database.dialect().isShared();
    }

    /// Begins to renew what this node holds.
    public void start() {
        if (!alone) {
            renewal.start();
        }
    }

    /// Takes a lease which nobody holds, or which this node holds already.
    public Optional<Lease> tryAcquire(String name) {
        long sureUntil = sureUntil();
        Optional<Lease> lease =
                database.transact(tx ->
                        tx.update(ACQUIRE)
                                .bind("name", name)
                                .bind("holder", node.id())
                                .bind("length", length.toMillis())
                                .bind("alone", alone)
                                .returning(row -> new Lease(name, row.number("epoch"))));
        lease.ifPresent(granted -> held.put(name, new Held(granted.epoch(), sureUntil)));
        return lease;
    }

    /// Whether this node still holds the lease, as far as it knows. It can be wrong when the machine has slept, or
    /// the network has; what is written under a lease therefore compares its epoch.
    public boolean isHeld(Lease lease) {
        Held ours = held.get(lease.name());
        return ours != null
                && ours.epoch() == lease.epoch()
                && (alone || System.nanoTime() - ours.sureUntil() < 0);
    }

    /// Gives a lease back before it expires.
    public void release(Lease lease) {
        held.computeIfPresent(
                lease.name(), (_, ours) -> ours.epoch() == lease.epoch() ? null : ours);
        if (!alone) {
            database.write(tx ->
                    tx.update(RELEASE)
                            .bind("name", lease.name())
                            .bind("epoch", lease.epoch())
                            .run());
        }
    }

    /// By our clock a lease ends earlier than by the database's: we count from before the question.
    private long sureUntil() {
        return System.nanoTime() + length.toNanos();
    }

    Duration renew() {
        if (!held.isEmpty()) {
            long sureUntil = sureUntil();
            database.transact(tx ->
                            tx.update(RENEW)
                                    .bind("holder", node.id())
                                    .bind("length", length.toMillis())
                                    .list(row ->
                                            new Lease(row.string("name"), row.number("epoch"))))
                    .forEach(lease -> renewed(lease, sureUntil));
        }
        return Duration.ofMillis(length.toMillis() / 3);
    }

    private void renewed(Lease lease, long sureUntil) {
        held.computeIfPresent(
                lease.name(),
                (_, ours) ->
                        ours.epoch() == lease.epoch() ? new Held(lease.epoch(), sureUntil) : ours);
    }

    /// Gives back all leases of this node, so that another one goes on at once.
    @Override
    public void close() {
        renewal.close();
        held.clear();
        if (!alone) {
            database.write(tx -> tx.update(RELEASE_ALL).bind("holder", node.id()).run());
        }
    }
}
