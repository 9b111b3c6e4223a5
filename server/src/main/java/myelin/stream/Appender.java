package myelin.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import myelin.concurrent.Outcome;
import myelin.observe.RequestScope;
import myelin.sql.Database;

/// Writes what many callers want to append in few transactions: while one commits, the next gathers.
///
/// So the callers of a server do not stand in line for the row of a stream, each for the time of a commit. If a
/// batch fails, each of its jobs is written alone: only the one to blame fails.
///
/// Any thread may enter; `lock` guards `queue` and `writing`. A virtual thread of its own writes, so that the
/// interruption of a caller spoils nobody else's job. The queue is no longer than there are callers.
public final class Appender<J, R> {
    private final Database database;
    private final String name;
    private final int maxBatch;
    private final BatchWriter<J, R> writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Submission<J, R>> queue = new ArrayDeque<>();
    private boolean writing;

    /// @param name of the writing thread
    /// @param maxBatch the most jobs in one transaction
    public Appender(Database database, String name, int maxBatch, BatchWriter<J, R> writer) {
        this.database = database;
        this.name = name;
        this.maxBatch = maxBatch;
        this.writer = writer;
    }

    /// Writes `job` and returns its result when it is committed; what its writing threw is thrown.
    /// What the batch has cost is shared among the requests whose jobs it held.
    public R submit(J job) {
        Submission<J, R> submission = new Submission<>(job, new Outcome<>());
        lock.lock();
        try {
            queue.add(submission);
            if (!writing) {
                writing = true;
                Thread.ofVirtual().name(name).start(this::writeAll);
            }
        } finally {
            lock.unlock();
        }
        Written<R> written = submission.outcome().await();
        RequestScope.countSql(written.statements(), written.databaseNanos());
        return written.result();
    }

    private void writeAll() {
        for (List<Submission<J, R>> batch = next(); !batch.isEmpty(); batch = next()) {
            write(batch);
        }
    }

    private List<Submission<J, R>> next() {
        lock.lock();
        try {
            List<Submission<J, R>> batch = new ArrayList<>();
            while (batch.size() < maxBatch && !queue.isEmpty()) {
                batch.add(queue.remove());
            }
            writing = !batch.isEmpty();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Submission<J, R>> batch) {
        try {
            List<J> jobs = batch.stream().map(Submission::job).toList();
            RequestScope cost = RequestScope.ofMany(name);
            List<R> results =
                    ScopedValue.where(RequestScope.CURRENT, cost)
                            .call(() -> database.transact(writer.prepare(jobs)::write));
            if (results.size() != jobs.size()) {
                throw new IllegalStateException(name + " has not one result for each job");
            }
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome().succeed(share(results.get(i), cost, jobs.size()));
            }
        } catch (Throwable failure) {
            if (batch.size() == 1) {
                batch.getFirst().outcome().fail(failure);
            } else {
                batch.forEach(submission -> write(List.of(submission)));
            }
        }
    }

    /// No request has run less than one statement.
    private static <R> Written<R> share(R result, RequestScope cost, int jobs) {
        return new Written<>(
                result, Math.ceilDiv(cost.statements(), jobs), cost.databaseNanos() / jobs);
    }

    private record Submission<J, R>(J job, Outcome<Written<R>> outcome) {}

    /// A result, and its share of what the batch has cost.
    private record Written<R>(R result, int statements, long databaseNanos) {}
}
