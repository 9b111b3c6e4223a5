package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.util.List;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Once;
import myelin.http.Request;
import myelin.http.Route;
import myelin.moderation.Notices;
import org.jspecify.annotations.Nullable;

/// Telling a user something in the name of the server.
final class NoticeEndpoints {

    private final Notices notices;

    NoticeEndpoints(Notices notices) {
        this.notices = notices;
    }

    List<Route> routes() {
        return new Once()
                .withTwins(
                        List.of(
                                Route.post("/_synapse/admin/v1/send_server_notice")
                                        .caller(ADMIN)
                                        .synapse()
                                        .to(this::send)));
    }

    record Send(
            UserId userId, JsonObject content, @Nullable String type, @Nullable String stateKey) {}

    private JsonObject send(Request request) {
        Send wanted = request.body(Send.class);
        String type = wanted.type() == null ? EventType.M_ROOM_MESSAGE : wanted.type();
        Notices.Notice notice = new Notices.Notice(type, wanted.stateKey(), wanted.content());
        return JsonObject.of("event_id", notices.send(wanted.userId(), notice));
    }
}
