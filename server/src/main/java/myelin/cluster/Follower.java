package myelin.cluster;

import myelin.sql.Tx;
import myelin.stream.Stream;

/// Work to be done behind a stream, by one node at a time, for each position once or more often.
///
/// @param name of the work; where it has come to is kept under this name
/// @param stream what it follows
/// @param batch the most positions given to it at once
/// @param start where a new follower begins
/// @param step the work
public record Follower(String name, Stream stream, int batch, Start start, Step step) {
    private static final int BATCH = 200;

    /// Where a follower begins which has never run.
    public enum Start {
        /// With all that was ever written.
        BEGINNING,
        /// With what is written from now on.
        NOW
    }

    /// The work of a follower.
    public sealed interface Step {
        /// See [Follower#inTransaction].
        @FunctionalInterface
        non-sealed interface InTransaction extends Step {
            void handle(Tx tx, long after, long upTo);
        }

        /// See [Follower#atLeastOnce].
        @FunctionalInterface
        non-sealed interface AtLeastOnce extends Step {
            void handle(long after, long upTo) throws InterruptedException;
        }
    }

    /// Work which changes only the database. It commits together with the follower's position, so each row counts
    /// once. The step handles the rows whose positions are above `after` and not above `upTo`.
    public static Follower inTransaction(String name, Stream stream, Step.InTransaction step) {
        return new Follower(name, stream, BATCH, Start.BEGINNING, step);
    }

    /// Work which reaches outside the database, such as calls to other servers. After a crash, or when another
    /// node takes over, the last second of it is done again. The step handles the rows whose positions are above
    /// `after` and not above `upTo`; it runs outside of any transaction.
    public static Follower atLeastOnce(String name, Stream stream, Step.AtLeastOnce step) {
        return new Follower(name, stream, BATCH, Start.BEGINNING, step);
    }

    /// This follower with another bound on what it is given at once.
    public Follower withBatch(int positions) {
        return new Follower(name, stream, positions, start, step);
    }

    /// This follower, which leaves out what was written before it first ran.
    public Follower fromNow() {
        return new Follower(name, stream, batch, Start.NOW, step);
    }
}
