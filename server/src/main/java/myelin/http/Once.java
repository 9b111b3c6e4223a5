package myelin.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import myelin.concurrent.KeyedLocks;

/// Answers a request that is repeated as it was answered before, if the client gives it a transaction id:
/// for the paths with such an id that Synapse has beside those of the specification. Any thread.
///
/// Only this node remembers, and only successes; the wait for the first one is the second one's, too.
public final class Once {

    private static final Duration REMEMBERED = Duration.ofMinutes(30);
    private static final int MOST = 10_000;

    private final Cache<Key, Object> answers =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();
    private final KeyedLocks<Key> underWay = new KeyedLocks<>();

    private record Key(Requester requester, String path) {}

    /// The routes, and behind each one the same as a PUT with a transaction id at the end.
    public List<Route> withTwins(List<Route> routes) {
        return routes.stream().flatMap(route -> Stream.of(route, twin(route))).toList();
    }

    private Route twin(Route route) {
        Handler handler = route.handler();
        return new Route(
                Method.PUT,
                route.paths().stream().map(path -> path + "/{txnId}").toList(),
                null,
                route.caller(),
                route.limit(),
                request ->
                        answers.getIfPresent(key(request)) == null && route.counted().test(request),
                route.use(),
                route.guests(),
                route.proactive(),
                false,
                true,
                null,
                route.maxBodyBytes(),
                request -> once(request, handler));
    }

    private Object once(Request request, Handler handler) {
        Key key = key(request);
        try (var _ = underWay.hold(key)) {
            Object before = answers.getIfPresent(key);
            if (before != null) {
                return before;
            }
            Object answer = handler.handle(request);
            answers.put(key, answer);
            return answer;
        }
    }

    private static Key key(Request request) {
        return new Key(request.requester(), request.rawPath());
    }
}
