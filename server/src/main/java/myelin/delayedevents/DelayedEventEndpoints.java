package myelin.delayedevents;

import static myelin.http.Caller.OPTIONAL_USER;
import static myelin.http.Caller.USER;

import java.util.List;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.limits.RateLimit;

/// Looking after delayed events. Who knows the id of one may cancel, restart or send it without a token,
/// so that a client can leave that to somebody else.
final class DelayedEventEndpoints {

    private static final String MSC = "org.matrix.msc4140";
    private static final String PATH = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events";

    private final DelayedEvents delayed;

    DelayedEventEndpoints(DelayedEvents delayed) {
        this.delayed = delayed;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH)
                        .caller(USER)
                        .limit(RateLimit.DELAYED_EVENT_MANAGEMENT)
                        .unstable(MSC)
                        .to(this::list),
                manage("").to(this::update),
                manage("/cancel").to(request -> cancel(id(request))),
                manage("/restart").to(request -> restart(id(request))),
                manage("/send").to(request -> send(id(request))));
    }

    private static Route.Draft manage(String action) {
        return Route.post(PATH + "/{delayId}" + action)
                .caller(OPTIONAL_USER)
                .guests()
                .limit(RateLimit.DELAYED_EVENT_MANAGEMENT)
                .unstable(MSC);
    }

    private static String id(Request request) {
        return request.path("delayId");
    }

    private JsonObject list(Request request) {
        return JsonObject.of(
                "delayed_events",
                JsonArray.from(
                        delayed.of(request.requester().user()).stream()
                                .map(DelayedEvent::json)
                                .toList()));
    }

    record Update(String action) {}

    private JsonObject update(Request request) {
        return switch (request.body(Update.class).action()) {
            case "cancel" -> cancel(id(request));
            case "restart" -> restart(id(request));
            case "send" -> send(id(request));
            default -> throw MatrixError.invalidParam("'action' is cancel, restart or send");
        };
    }

    private JsonObject cancel(String id) {
        delayed.cancel(id);
        return JsonObject.EMPTY;
    }

    private JsonObject restart(String id) {
        delayed.restart(id);
        return JsonObject.EMPTY;
    }

    private JsonObject send(String id) {
        delayed.send(id);
        return JsonObject.EMPTY;
    }
}
