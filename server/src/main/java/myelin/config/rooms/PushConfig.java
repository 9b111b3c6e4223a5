package myelin.config.rooms;

import java.time.Duration;
import myelin.options.Section;

/// Notifications (`push`).
///
/// @param enabled whether unread counts and pushes are worked out
/// @param includeContent whether pushes carry the event's content
/// @param groupUnreadCountByRoom whether a badge counts rooms or messages
/// @param jitterDelay longest random delay of a push
public record PushConfig(
        boolean enabled,
        boolean includeContent,
        boolean groupUnreadCountByRoom,
        Duration jitterDelay) {

    public static PushConfig read(Section config) {
        Section push = config.section("push");
        return new PushConfig(
                push.flag("enabled"),
                push.flag("include_content"),
                push.flag("group_unread_count_by_room"),
                push.duration("jitter_delay"));
    }
}
