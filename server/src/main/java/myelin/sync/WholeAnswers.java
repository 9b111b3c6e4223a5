package myelin.sync;

import java.time.Duration;
import java.util.function.Supplier;
import myelin.concurrent.KeyedLocks;
import myelin.concurrent.Places;
import myelin.core.id.UserId;
import myelin.http.MatrixError;

/// Answers that tell a client everything it may know. More of them at once than there are processors would not be ready
/// sooner, and each takes the memory of all that it tells: so who comes then waits in line, and is told to come back when
/// that takes too long. Of one user there is one at a time, so that nobody takes all places. Any thread may enter.
final class WholeAnswers {
    private static final int LEAST = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long RETRY_AFTER_MS = 5_000;

    private final KeyedLocks<UserId> users = new KeyedLocks<>();
    private final Places places;

    /// As many at once as this machine can put together.
    WholeAnswers() {
        this(Math.max(LEAST, Runtime.getRuntime().availableProcessors()), PATIENCE);
    }

    /// @param atOnce how many are put together at once
    /// @param patience how long each waits for its turn
    WholeAnswers(int atOnce, Duration patience) {
        this.places = new Places(atOnce, patience);
    }

    /// Puts an answer together when its turn comes.
    ///
    /// @throws MatrixError 429 when others take too long
    <A> A build(UserId user, Supplier<A> answer) {
        try (KeyedLocks.Held _ = users.hold(user)) {
            if (!places.enter()) {
                throw MatrixError.limitExceeded(RETRY_AFTER_MS);
            }
            try {
                return answer.get();
            } finally {
                places.leave();
            }
        }
    }
}
