package myelin.config.rooms;

import java.time.Duration;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.options.Section;

/// Who is told who is there.
///
/// @param enabled whether presence is told at all (`presence.enabled`)
/// @param tracked whether it is also noted from what users do; false for `untracked`
/// @param includeOfflineUsersOnSync whether a first sync names those who are away
///     (`presence.include_offline_users_on_sync`)
/// @param lastActiveGranularity how coarse "last active" is told (`presence.last_active_granularity`)
/// @param syncOnlineTimeout how long after a sync a device still counts (`presence.sync_online_timeout`)
/// @param idleTimeout when somebody online becomes unavailable (`presence.idle_timeout`)
/// @param excludeRooms rooms whose members do not see each other by it (`exclude_rooms_from_presence`)
public record PresenceConfig(
        boolean enabled,
        boolean tracked,
        boolean includeOfflineUsersOnSync,
        Duration lastActiveGranularity,
        Duration syncOnlineTimeout,
        Duration idleTimeout,
        Set<RoomId> excludeRooms) {

    public static PresenceConfig read(Section config) {
        Section presence = config.section("presence");
        boolean tracked = presence.flag("enabled");
        boolean untracked = presence.flagUnlessWord("enabled").isEmpty();
        var read =
                new PresenceConfig(
                        tracked || untracked,
                        tracked,
                        presence.flag("include_offline_users_on_sync"),
                        presence.duration("last_active_granularity"),
                        presence.duration("sync_online_timeout"),
                        presence.duration("idle_timeout"),
                        Set.copyOf(
                                config.texts(
                                        "exclude_rooms_from_presence",
                                        RoomId::parse,
                                        "a room id")));
        if (read.lastActiveGranularity.isZero()) {
            presence.problem("last_active_granularity", "must be longer than nothing");
        }
        if (read.syncOnlineTimeout.isZero()) {
            presence.problem("sync_online_timeout", "must be longer than nothing");
        }
        if (read.idleTimeout.compareTo(read.lastActiveGranularity) <= 0) {
            presence.problem(
                    "idle_timeout", "must be longer than presence.last_active_granularity");
        }
        return read;
    }
}
