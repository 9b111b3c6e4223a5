package myelin.presence;

import java.util.Optional;
import myelin.core.id.UserId;

/// What is known of whether a user is there.
///
/// @param presence `online`, `unavailable`, `busy` or `offline`
/// @param lastActiveTs when the user last did something, in milliseconds since 1970
record PresenceState(UserId user, String presence, Optional<String> statusMsg, long lastActiveTs) {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";

    static PresenceState offline(UserId user) {
        return new PresenceState(user, OFFLINE, Optional.empty(), 0);
    }

    /// Whether somebody who looks at it sees no difference; activity is no difference.
    boolean looksLike(PresenceState other) {
        return presence.equals(other.presence) && statusMsg.equals(other.statusMsg);
    }
}
