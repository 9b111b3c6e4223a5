package myelin.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import myelin.observe.Metrics;
import myelin.observe.RequestMetrics;
import myelin.observe.RequestScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One line in the log and a few counters for each request. Called by all request threads.
///
/// Each listener has a logger of its own below the one of this class, as with Synapse.
final class RequestLog {

    private static final int MAX_PATH = 200;

    private final RequestMetrics metrics;
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    RequestLog(Metrics metrics) {
        this.metrics = new RequestMetrics(metrics);
    }

    /// The route's name, or `-` when there is none.
    static String nameOf(Request request) {
        return request.knownRoute().map(Route::name).orElse("-");
    }

    /// Calls the handler of the request's route, and counts it as in flight meanwhile.
    Object handle(Request request) {
        Route route = request.route();
        metrics.started(route.name());
        try {
            return route.handler().handle(request);
        } finally {
            metrics.ended(route.name());
        }
    }

    /// Notes an answer. The request's id is not in the text, for the format of the log puts it into every line.
    ///
    /// @param nanos how long the caller has waited for it
    void answered(Request request, Response response, RequestScope scope, long nanos) {
        String name = nameOf(request);
        metrics.answered(request.method().name(), name, response.status(), scope, nanos);
        Logger log = loggers.computeIfAbsent(request.listener(), RequestLog::logger);
        log.atLevel(isRoutine(request, name) ? Level.DEBUG : Level.INFO)
                .log(
                        "{} {} {} {} {}ms sql={} {} {}",
                        request.listener(),
                        request.who(),
                        name,
                        response.status(),
                        nanos / 1_000_000,
                        scope.statements(),
                        request.method(),
                        pathOf(request));
    }

    /// What load balancers ask all the time, and browsers before nearly every request, says nothing to administrators.
    private static boolean isRoutine(Request request, String name) {
        return request.method() == Method.OPTIONS || name.equals("GET /health");
    }

    private static Logger logger(String listener) {
        return LoggerFactory.getLogger(RequestLog.class.getName() + "." + listener);
    }

    private static String pathOf(Request request) {
        String path = request.rawPath();
        return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
    }
}
