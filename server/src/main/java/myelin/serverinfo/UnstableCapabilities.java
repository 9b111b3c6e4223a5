package myelin.serverinfo;

import myelin.config.ExperimentalConfig;
import myelin.config.rooms.DelayedEventsConfig;
import myelin.config.rooms.PushConfig;
import myelin.config.rooms.RoomConfig;
import myelin.core.json.JsonObject;

/// What of proposals users may do here; clients find it in `/capabilities`, under the names that it has before it is in
/// the specification.
public final class UnstableCapabilities {

    private UnstableCapabilities() {}

    /// They by their names, with those that the administrator has switched on.
    public static JsonObject of(
            ExperimentalConfig experimental,
            RoomConfig rooms,
            PushConfig push,
            DelayedEventsConfig delayedEvents) {
        JsonObject.Builder capabilities = JsonObject.builder();
        // Zeros say that there are none, as with Synapse.
        capabilities.put(
                "org.matrix.msc4140.delayed_events",
                JsonObject.of(
                        "max_delay_ms",
                        delayedEvents.longest().toMillis(),
                        "max_scheduled",
                        delayedEvents.mostPerUser()));
        if (push.features().replies()) {
            capabilities.put(
                    "im.nheko.msc3664.related_event_match", JsonObject.of("enabled", true));
        }
        if (experimental.saysThatLeavingForgets()) {
            capabilities.put(
                    "org.matrix.msc4267.forget_forced_upon_leave",
                    JsonObject.of("enabled", rooms.forgetRoomsOnLeave()));
        }
        return capabilities.build();
    }
}
