package myelin.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import myelin.concurrent.Budget;
import myelin.observe.Metrics;

/// The memory that the bodies of all requests may take together. Who finds none left waits in line, and is told to
/// come back when that takes too long.
///
/// There are two accounts, so that those who send slowly hold up only those who send much: one for bodies which
/// arrive, one for bodies which are read and worked with. Who has of the second needs no more of the first, so
/// nobody waits in a circle. Any thread may enter.
public final class BodyMemory {

    /// How many bytes of memory a byte of JSON becomes at most, what its reading needs included: the worst are arrays
    /// of short strings and fractions.
    static final int MOST_PER_BYTE = 32;

    /// What a body may take without being counted: no more than its connection takes, too.
    private static final long UNCOUNTED_BYTES = 8 * 1024;

    /// While a body arrives, its pieces are there, and in the end the whole, too.
    private static final int ARRIVING_PER_BYTE = 2;

    private static final int PART_FOR_ARRIVING = 8;
    private static final int PART_FOR_READ = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long RETRY_AFTER_MS = 5_000;

    private final Budget arriving;
    private final Budget read;
    private final Duration patience;

    /// @param arrivingBytes for bodies which arrive
    /// @param readBytes for bodies which are read
    /// @param patience how long a request waits for its share
    public BodyMemory(long arrivingBytes, long readBytes, Duration patience) {
        this.arriving = new Budget(arrivingBytes);
        this.read = new Budget(readBytes);
        this.patience = patience;
    }

    /// Parts of the heap that the program has.
    public static BodyMemory ofThisProgram() {
        long heap = Runtime.getRuntime().maxMemory();
        return new BodyMemory(heap / PART_FOR_ARRIVING, heap / PART_FOR_READ, PATIENCE);
    }

    /// Shows how much is taken.
    void show(Metrics metrics) {
        metrics.gauge(
                "myelin_request_body_bytes",
                "Memory taken for bodies of requests: those which arrive, and those which are worked with",
                "account",
                () -> Map.of("arriving", arriving.taken(), "read", read.taken()));
    }

    /// A share for a body which will arrive, until it is there.
    ///
    /// @param most how long it can be, in bytes
    /// @throws MatrixError 429 when others have it all
    Budget.Share forArriving(long most) {
        return most <= UNCOUNTED_BYTES ? () -> {} : share(arriving, most * ARRIVING_PER_BYTE);
    }

    /// A share for a body which is there and will be read, until its request is answered.
    ///
    /// @throws MatrixError 429 when others have it all
    Budget.Share forReading(int length) {
        return share(read, (long) length * MOST_PER_BYTE);
    }

    private Budget.Share share(Budget budget, long bytes) {
        try {
            Optional<Budget.Share> share = budget.take(bytes, patience);
            return share.orElseThrow(() -> MatrixError.limitExceeded(RETRY_AFTER_MS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw MatrixError.limitExceeded(RETRY_AFTER_MS);
        }
    }
}
