package myelin.presence;

import java.time.Duration;
import myelin.config.rooms.PresenceConfig;

/// What one device shows of whether its user is there. Immutable; times are milliseconds since 1970.
///
/// @param state what the device counts as
/// @param said what was said last by it; a sync that says it again says nothing new
/// @param waiting how many of its syncs wait for their answer
/// @param activeTs when the user last did something on it; 0: not known
/// @param seenTs when it was last heard of
record DevicePresence(
        PresenceState state, PresenceState said, int waiting, long activeTs, long seenTs) {

    /// Of which nothing has been heard.
    static final DevicePresence UNKNOWN =
            new DevicePresence(PresenceState.OFFLINE, PresenceState.OFFLINE, 0, 0, 0);

    /// Who is busy may be without a sync for long, but not for ever.
    private static final Duration BUSY_WITHOUT_SYNC = Duration.ofHours(1);

    /// One that is known from what a node wrote that is gone.
    static DevicePresence restored(PresenceState state, long activeTs, long now) {
        return new DevicePresence(state, state, 0, activeTs, now);
    }

    DevicePresence syncBegins(long now) {
        return new DevicePresence(state, said, waiting + 1, activeTs, now);
    }

    DevicePresence syncEnds(long now) {
        return new DevicePresence(state, said, waiting - 1, activeTs, now);
    }

    /// Whether a sync that says this says something new. Busy is said by the user, who also ends it; no sync does.
    boolean isNews(PresenceState word) {
        return state != PresenceState.BUSY && word != said;
    }

    /// A sync says something new. Coming online is something that the user does; that a client goes on to sync is not.
    DevicePresence syncSays(PresenceState word, long now) {
        long active = word == PresenceState.ONLINE ? now : activeTs;
        return new DevicePresence(word, word, waiting, active, now);
    }

    /// The user says something.
    DevicePresence says(PresenceState word, long now) {
        return new DevicePresence(word, word, waiting, now, now);
    }

    /// The user does something on it.
    DevicePresence active(long now) {
        PresenceState then = state == PresenceState.UNAVAILABLE ? PresenceState.ONLINE : state;
        return new DevicePresence(then, said, waiting, now, now);
    }

    /// The same at a later time: who has done nothing for long is not really there.
    DevicePresence later(PresenceConfig config, long now) {
        boolean idle =
                state == PresenceState.ONLINE && now - activeTs > config.idleTimeout().toMillis();
        return idle
                ? new DevicePresence(PresenceState.UNAVAILABLE, said, waiting, activeTs, seenTs)
                : this;
    }

    /// Whether nothing has been heard of it for so long that it is not there. Who waits for an answer is.
    boolean isGone(PresenceConfig config, long now) {
        Duration kept =
                state == PresenceState.BUSY ? BUSY_WITHOUT_SYNC : config.syncOnlineTimeout();
        return waiting == 0 && now - seenTs > kept.toMillis();
    }
}
