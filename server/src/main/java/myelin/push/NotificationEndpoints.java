package myelin.push;

import static myelin.http.Caller.USER;

import java.util.List;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// What a user has been notified of, and where.
final class NotificationEndpoints {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    /// There are no push gateways yet, so nobody has a pusher. Clients show no settings of notifications at all when
    /// they cannot ask for them.
    private static final JsonObject NO_PUSHERS = JsonObject.of("pushers", JsonArray.EMPTY);

    private final Notifications notifications;
    private final History history;

    NotificationEndpoints(Notifications notifications, History history) {
        this.notifications = notifications;
        this.history = history;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/notifications")
                        .operation("getNotifications")
                        .caller(USER)
                        .r0()
                        .to(this::notifications),
                Route.get("/_matrix/client/v3/pushers")
                        .operation("getPushers")
                        .caller(USER)
                        .r0()
                        .to(_ -> NO_PUSHERS));
    }

    private JsonObject notifications(Request request) {
        long limit = request.queryNumber("limit").orElse((long) DEFAULT_LIMIT);
        if (limit < 0) {
            throw MatrixError.invalidParam("'limit' must not be negative");
        }
        Notifications.Page page =
                notifications.before(
                        request.requester().user(),
                        request.queryNumber("from").orElse(Long.MAX_VALUE),
                        Math.clamp(limit, 1, MAX_LIMIT),
                        request.query("only").filter("highlight"::equals).isPresent());
        ClientEvents.Reader reader =
                ClientEvents.Reader.inRoom(
                        request.requester().user(), request.requester().device());
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put(
                                "notifications",
                                JsonArray.from(
                                        page.notifications().stream()
                                                .map(it -> json(it, reader))
                                                .toList()));
        page.next().ifPresent(next -> answer.put("next_token", String.valueOf(next)));
        return answer.build();
    }

    private JsonObject json(Notifications.Notification notification, ClientEvents.Reader reader) {
        return JsonObject.builder()
                .put("room_id", notification.event().pdu().roomId())
                .put("actions", notification.actions().json())
                .put("read", notification.read())
                .put("ts", notification.event().receivedTs())
                .put("event", history.clientEvents().format(notification.event(), reader))
                .build();
    }
}
