package myelin.serverinfo;

import java.util.ArrayList;
import java.util.List;
import myelin.http.Response;
import myelin.http.Route;
import myelin.observe.Exposition;
import org.jspecify.annotations.Nullable;

/// What load balancers and Prometheus ask.
final class MonitoringEndpoints {

    private final @Nullable Exposition metrics;

    /// @param metrics null: the metrics are not served
    MonitoringEndpoints(@Nullable Exposition metrics) {
        this.metrics = metrics;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/health").synapse().to(request -> Response.text(200, "OK")));
        Exposition exposition = metrics;
        if (exposition != null) {
            routes.add(
                    Route.get("/_synapse/metrics")
                            .also("/metrics")
                            .synapse()
                            .to(request ->
                                    page(exposition.page(request.header("Accept").orElse("")))));
        }
        return routes;
    }

    private static Response page(Exposition.Page page) {
        return Response.bytes(200, page.contentType(), page.body());
    }
}
