package myelin.presence;

import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;

/// What others are told of whether a user is there.
///
/// @param lastActiveTs when the user last did something, in milliseconds since 1970; 0: not known
/// @param currentlyActive as it was told last; while it is true, that the user does something more is no news
record UserPresence(
        UserId user,
        PresenceState state,
        Optional<String> statusMsg,
        long lastActiveTs,
        boolean currentlyActive) {

    /// Of whom nothing is known.
    static UserPresence unknown(UserId user) {
        return new UserPresence(user, PresenceState.OFFLINE, Optional.empty(), 0, false);
    }

    /// The same user as seen now.
    ///
    /// @param activeTs when he was seen to do something; it may be long ago
    /// @param granularityMs for how long he then counts as active
    UserPresence seen(PresenceState state, long activeTs, long now, long granularityMs) {
        long last = Math.max(lastActiveTs, activeTs);
        boolean active = state == PresenceState.ONLINE && now - last < granularityMs;
        return new UserPresence(user, state, statusMsg, last, active);
    }

    /// As one of the nodes sees the user.
    UserPresence in(PresenceState state) {
        return new UserPresence(user, state, statusMsg, lastActiveTs, currentlyActive);
    }

    UserPresence saying(Optional<String> statusMsg) {
        return new UserPresence(user, state, statusMsg, lastActiveTs, currentlyActive);
    }

    UserPresence activeAt(long activeTs) {
        return activeTs <= lastActiveTs
                ? this
                : new UserPresence(user, state, statusMsg, activeTs, currentlyActive);
    }

    /// Whether others want to know of it. That somebody does something without being there, as bots do that never sync,
    /// they learn when they ask.
    ///
    /// "When true, the server will not send further updates to the last active time until an update is sent to the
    /// client with either a) `currently_active` set to false or b) a presence state other than online"
    /// ([spec](https://spec.matrix.org/v1.19/client-server-api/#last-active-ago)).
    boolean isNewsAfter(UserPresence before, long granularityMs) {
        return state != before.state
                || currentlyActive != before.currentlyActive
                || !statusMsg.equals(before.statusMsg)
                || (isThere() && !currentlyActive && movedFar(before, granularityMs));
    }

    boolean isThere() {
        return state != PresenceState.OFFLINE;
    }

    private boolean movedFar(UserPresence before, long granularityMs) {
        return lastActiveTs - before.lastActiveTs >= granularityMs;
    }

    /// The content of an m.presence event.
    JsonObject content(long now) {
        JsonObject.Builder content =
                JsonObject.builder()
                        .put("presence", state.text())
                        .putIfPresent("status_msg", statusMsg);
        if (lastActiveTs > 0) {
            content.put("last_active_ago", Math.max(0, now - lastActiveTs));
        }
        if (state == PresenceState.ONLINE) {
            content.put("currently_active", currentlyActive);
        }
        return content.build();
    }

    /// The m.presence event.
    JsonObject event(long now) {
        return JsonObject.of("type", "m.presence", "sender", user, "content", content(now));
    }
}
