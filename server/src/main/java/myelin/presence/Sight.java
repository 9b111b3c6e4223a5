package myelin.presence;

import java.util.Collection;

/// What one node sees of a user: all of the devices together.
///
/// @param activeTs when the user last did something, milliseconds; 0: not known
/// @param active whether that is so lately that the user counts as active
record Sight(PresenceState state, long activeTs, boolean active) {

    static final Sight NOTHING = new Sight(PresenceState.OFFLINE, 0, false);

    static Sight of(Collection<DevicePresence> devices, long now, long granularityMs) {
        PresenceState state = PresenceState.OFFLINE;
        long activeTs = 0;
        for (DevicePresence device : devices) {
            state = state.or(device.state());
            activeTs = Math.max(activeTs, device.activeTs());
        }
        boolean active = state == PresenceState.ONLINE && now - activeTs < granularityMs;
        return new Sight(state, activeTs, active);
    }

    /// Whether it is worth writing down after what was written last. Activity alone is, now and then.
    boolean isNewsAfter(Sight written, long granularityMs) {
        return state != written.state
                || active != written.active
                || activeTs - written.activeTs >= granularityMs;
    }
}
