package myelin.config.rooms;

import java.util.Set;
import myelin.core.id.RoomId;
import myelin.options.Section;

/// What `/sync` gives.
///
/// @param filterTimelineLimit most events of a timeline that a filter may ask for; -1: no bound
///     (`filter_timeline_limit`)
/// @param excludeRoomsFromSync rooms that nobody is shown (`exclude_rooms_from_sync`)
public record SyncConfig(int filterTimelineLimit, Set<RoomId> excludeRoomsFromSync) {

    public static SyncConfig read(Section config) {
        return new SyncConfig(
                config.integer("filter_timeline_limit", -1, Integer.MAX_VALUE),
                Set.copyOf(config.texts("exclude_rooms_from_sync", RoomId::parse, "a room id")));
    }
}
