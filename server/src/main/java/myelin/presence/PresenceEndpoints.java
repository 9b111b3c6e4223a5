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

    /// Room for any status that others care to read: it is told to all of them.
    private static final long MAX_BODY_BYTES = 65_536;

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
                        .maxBody(MAX_BODY_BYTES)
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
        presence.says(request.requester(), body.presence(), Optional.ofNullable(body.statusMsg()));
        return JsonObject.EMPTY;
    }

    private JsonObject presence(Request request) {
        UserId user = request.path("userId", UserId::parse);
        if (!presence.maySee(request.requester().user(), user)) {
            throw MatrixError.forbidden("You share no room with this user");
        }
        return presence.of(user).content(clock.millis());
    }
}
