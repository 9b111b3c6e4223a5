package myelin.history;

import java.util.Optional;
import myelin.events.EventRange;
import myelin.http.MatrixError;
import myelin.http.Request;

/// The stretch of a timeline that a request names by `from`, `to`, `dir` and `limit`.
///
/// @param dir the direction when the request does not say, b or f
/// @param limit how many events when it does not say
public record PageRange(String dir, int limit) {

    /// Events in one page, at most.
    private static final int MAX_LIMIT = 1_000;

    /// The stretch, no further than the position `last`.
    ///
    /// @throws MatrixError M_INVALID_PARAM when a parameter makes no sense
    public EventRange of(Request request, long last) {
        int wanted = limit(request);
        Optional<Long> from = position(request, "from");
        Optional<Long> to = position(request, "to");
        return switch (request.query("dir").orElse(dir)) {
            case "b" ->
                    new EventRange(to.orElse(0L), Math.min(from.orElse(last), last), true, wanted);
            case "f" ->
                    new EventRange(from.orElse(0L), Math.min(to.orElse(last), last), false, wanted);
            default -> throw MatrixError.invalidParam("'dir' is b or f");
        };
    }

    /// How many events the request wants, at least one.
    ///
    /// @throws MatrixError M_INVALID_PARAM when it is negative
    public int limit(Request request) {
        long wanted = request.queryNumber("limit").orElse((long) limit);
        if (wanted < 0) {
            throw MatrixError.invalidParam("'limit' must not be negative");
        }
        return Math.clamp(wanted, 1, MAX_LIMIT);
    }

    /// The position of a token in the query.
    ///
    /// @throws MatrixError M_INVALID_PARAM when it is none
    public static Optional<Long> position(Request request, String name) {
        return request.query(name)
                .map(text ->
                        TimelineToken.parse(text)
                                .orElseThrow(() ->
                                        MatrixError.invalidParam("'" + name + "' is no token"))
                                .position());
    }
}
