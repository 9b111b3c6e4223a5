package myelin.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// The counters of requests. The label `servlet` holds the operation, as Synapse's holds its class.
public final class RequestMetrics {

    /// The one operation that Synapse's dashboard asks for by the name of its class.
    private static final Map<String, String> DASHBOARD =
            Map.of("sendMessage", "RoomSendEventRestServlet");

    private final Counter received;
    private final Counter responses;
    private final Counter transactionSeconds;
    private final Timer responseTime;
    private final Map<String, LongAdder> inFlight = new ConcurrentHashMap<>();

    public RequestMetrics(Metrics metrics) {
        this.received =
                metrics.counter(
                        "synapse_http_server_requests_received", "Requests", "method", "servlet");
        this.responses =
                metrics.counter("synapse_http_server_responses", "Answers sent", "method", "code");
        this.responseTime =
                metrics.timer(
                        "synapse_http_server_response_time_seconds",
                        "Time to answer",
                        "method",
                        "servlet",
                        "tag",
                        "code");
        this.transactionSeconds =
                metrics.counter(
                        "synapse_http_server_response_db_txn_duration_seconds",
                        "Time spent in transactions",
                        "method",
                        "servlet",
                        "tag");
        metrics.gauge(
                "synapse_http_server_in_flight_requests_count",
                "Requests being answered now",
                "servlet",
                this::inFlightNow);
    }

    /// A handler was called.
    public void started(String servlet) {
        inFlight.computeIfAbsent(servlet, name -> new LongAdder()).increment();
    }

    /// A handler has ended.
    public void ended(String servlet) {
        inFlight.computeIfAbsent(servlet, name -> new LongAdder()).decrement();
    }

    /// A request was answered.
    ///
    /// @param nanos how long the caller has waited
    public void answered(
            String method, String operation, int status, RequestScope scope, long nanos) {
        String servlet = DASHBOARD.getOrDefault(operation, operation);
        String code = Integer.toString(status);
        received.increment(method, servlet);
        responses.increment(method, code);
        responseTime.record(nanos, method, servlet, "", code);
        transactionSeconds.add(scope.databaseNanos() / 1e9, method, servlet, "");
    }

    private Map<String, Double> inFlightNow() {
        return inFlight.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().doubleValue()));
    }
}
