package myelin.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import myelin.concurrent.Places;
import myelin.core.id.UserId;

/// So many requests of one user are answered at once that no client notices, and no user has the server to themselves.
/// Those that wait for news count, too. Who sends more waits in line, and is told to come back when that takes too
/// long. Any thread may enter.
public final class UserRequests {
    private static final int AT_ONCE = 100;
    private static final int IN_LINE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long RETRY_AFTER_MS = 5_000;

    private final int atOnce;
    private final int inLine;
    private final Duration patience;
    private final ConcurrentHashMap<UserId, Line> lines = new ConcurrentHashMap<>();

    /// The usual limits.
    public UserRequests() {
        this(AT_ONCE, IN_LINE, PATIENCE);
    }

    /// @param atOnce how many requests of one user are answered at once
    /// @param inLine how many more may wait
    /// @param patience how long each may wait
    public UserRequests(int atOnce, int inLine, Duration patience) {
        this.atOnce = atOnce;
        this.inLine = inLine;
        this.patience = patience;
    }

    /// Takes a place for a request, waited for; to be closed when it is answered.
    ///
    /// @throws MatrixError 429 when the user has too many
    Place enter(UserId user) {
        Line line =
                lines.compute(
                        user,
                        (_, known) -> {
                            Line used =
                                    known == null ? new Line(new Places(atOnce, patience)) : known;
                            if (used.requests == atOnce + inLine) {
                                throw MatrixError.limitExceeded(RETRY_AFTER_MS);
                            }
                            used.requests++;
                            return used;
                        });
        if (!line.places.enter()) {
            leave(user);
            throw MatrixError.limitExceeded(RETRY_AFTER_MS);
        }
        return () -> {
            line.places.leave();
            leave(user);
        };
    }

    private void leave(UserId user) {
        lines.computeIfPresent(user, (_, line) -> --line.requests == 0 ? null : line);
    }

    /// How many users have requests here now.
    int size() {
        return lines.size();
    }

    /// A request's place.
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /// The requests of one user.
    private static final class Line {
        private final Places places;

        /// Those that are answered and those that wait. Guarded by the map's own lock on the user.
        private int requests;

        Line(Places places) {
            this.places = places;
        }
    }
}
