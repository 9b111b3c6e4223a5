package myelin.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import myelin.concurrent.Loop;
import myelin.sql.Database;
import myelin.sql.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the jobs which wait in `background_updates`: one at a time, one node at a time, in batches with pauses,
/// each job after the one it depends on. A job goes on after a restart where its last batch ended.
///
/// Any thread may enter.
public final class Jobs implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Jobs.class);
    private static final Duration UNTIL_WOKEN = Duration.ofMinutes(1);
    private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(3);
    private static final String LEASE = "background_updates";

    private final Database database;
    private final Leases leases;
    private final Pace pace;
    private final Map<String, Job> known;
    private final BackgroundUpdatesTable table = new BackgroundUpdatesTable();
    private final AtomicReference<Optional<Lease>> lease = new AtomicReference<>(Optional.empty());
    private final Loop loop = new Loop("background-updates", this::runOneBatch);

    /// @param jobs those whose work this program knows
    public Jobs(Database database, Leases leases, Pace pace, List<Job> jobs) {
        this.database = database;
        this.leases = leases;
        this.pace = pace;
        this.known = jobs.stream().collect(Collectors.toMap(Job::name, Function.identity()));
    }

    public void start() {
        loop.start();
    }

    /// Puts a job into the line, unless it is there already (then false).
    ///
    /// @param dependsOn a job to be complete before
    /// @param ordering lower ones come first
    public boolean add(Tx tx, String name, Optional<String> dependsOn, long ordering) {
        tx.afterCommit(loop::wake);
        return table.insert(tx, name, dependsOn, ordering);
    }

    /// Whether this program has a job of that name.
    public boolean isKnown(String name) {
        return known.containsKey(name);
    }

    /// The jobs that are not complete, in the order in which they are to be done.
    public List<BackgroundUpdate> pending() {
        return database.read(table::all);
    }

    /// The job whose next batch comes next, if any can run.
    public Optional<BackgroundUpdate> current() {
        return next(pending());
    }

    /// Whether jobs are done at all, on any node.
    public boolean enabled() {
        return database.read(table::enabled);
    }

    /// Stops all jobs after their present batch, or lets them go on. It outlives a restart.
    public void enable(boolean enabled) {
        database.write(tx -> {
            table.enable(tx, enabled);
            tx.afterCommit(loop::wake);
        });
    }

    private Duration runOneBatch() {
        Optional<BackgroundUpdate> next = enabled() ? current() : Optional.empty();
        if (next.isEmpty()) {
            return UNTIL_WOKEN;
        }
        if (!holdLease()) {
            return UNTIL_NEXT_TRY;
        }
        try {
            boolean complete = database.transact(tx -> runBatch(tx, next.get()));
            return complete ? Duration.ZERO : pace.pause();
        } catch (LeaseLost lost) {
            lease.set(Optional.empty());
            return UNTIL_NEXT_TRY;
        }
    }

    private boolean holdLease() {
        if (lease.get().filter(leases::isHeld).isEmpty()) {
            lease.set(leases.tryAcquire(LEASE));
        }
        return lease.get().isPresent();
    }

    /// The first job which is known here and waits for no other.
    private Optional<BackgroundUpdate> next(List<BackgroundUpdate> pending) {
        Set<String> incomplete =
                pending.stream().map(BackgroundUpdate::name).collect(Collectors.toSet());
        return pending.stream()
                .filter(update -> known.containsKey(update.name()))
                .filter(update -> update.dependsOn().filter(incomplete::contains).isEmpty())
                .findFirst();
    }

    /// True when the job is complete.
    private boolean runBatch(Tx tx, BackgroundUpdate update) {
        Job job = Objects.requireNonNull(known.get(update.name()));
        long startedAt = System.nanoTime();
        Job.Batch batch = job.step().run(tx, update.progress(), pace.rows(update));
        long durationMs = Math.max(1, Duration.ofNanos(System.nanoTime() - startedAt).toMillis());
        boolean ours =
                batch.complete()
                        ? table.delete(tx, update)
                        : table.move(tx, update, batch.progress(), batch.items(), durationMs);
        if (!ours) {
            throw new LeaseLost(LEASE);
        }
        if (batch.complete()) {
            tx.afterCommit(() -> log.info("background update complete name={}", update.name()));
        }
        return batch.complete();
    }

    /// Lets the present batch end; another node may go on at once.
    @Override
    public void close() {
        loop.close();
        lease.getAndSet(Optional.empty()).ifPresent(leases::release);
    }
}
