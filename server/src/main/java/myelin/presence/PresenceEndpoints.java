package myelin.presence;

import static myelin.http.Caller.USER;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.limits.RateLimit;
import org.jspecify.annotations.Nullable;

/// Saying and asking whether somebody is there.
final class PresenceEndpoints {

    private final Presence presence;
    private final InstantSource clock;

    PresenceEndpoints(Presence presence, InstantSource clock) {
        this.presence = presence;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.put("/_matrix/client/v3/presence/{userId}/status")
                        .operation("setPresence")
                        .caller(USER)
                        .limit(RateLimit.PRESENCE)
                        .r0()
                        .to(this::setPresence),
                Route.get("/_matrix/client/v3/presence/{userId}/status")
                        .operation("getPresence")
                        .caller(USER)
                        .r0()
                        .to(this::presence));
    }

    record SetPresence(String presence, @Nullable String statusMsg) {}

    private JsonObject setPresence(Request request) {
        UserId user = request.path("userId", UserId::parse);
        if (!user.equals(request.requester().user())) {
            throw MatrixError.forbidden("You can speak only for yourself");
        }
        SetPresence body = request.body(SetPresence.class);
        presence.set(user, body.presence(), Optional.ofNullable(body.statusMsg()));
        return JsonObject.EMPTY;
    }

    private JsonObject presence(Request request) {
        UserId user = request.path("userId", UserId::parse);
        if (!presence.maySee(request.requester().user(), user)) {
            throw MatrixError.forbidden("You share no room with this user");
        }
        return content(presence.state(user), clock.millis());
    }

    /// The content of an m.presence event.
    static JsonObject content(PresenceState state, long now) {
        JsonObject.Builder content =
                JsonObject.builder()
                        .put("presence", state.presence())
                        .put("currently_active", state.presence().equals(PresenceState.ONLINE))
                        .putIfPresent("status_msg", state.statusMsg());
        if (state.lastActiveTs() > 0) {
            content.put("last_active_ago", Math.max(0, now - state.lastActiveTs()));
        }
        return content.build();
    }
}
