package myelin.config.rooms;

import java.time.Duration;
import myelin.core.push.PushFeatures;
import myelin.options.Section;

/// Notifications (`push`).
///
/// @param enabled whether unread counts and pushes are worked out
/// @param includeContent whether pushes carry the event's content
/// @param groupUnreadCountByRoom whether a badge counts rooms or messages
/// @param jitterDelay longest random delay of a push
/// @param features which rules users have beside those of the spec (`experimental_features`)
public record PushConfig(
        boolean enabled,
        boolean includeContent,
        boolean groupUnreadCountByRoom,
        Duration jitterDelay,
        PushFeatures features) {

    public static PushConfig read(Section config) {
        Section push = config.section("push");
        return new PushConfig(
                push.flag("enabled"),
                push.flag("include_content"),
                push.flag("group_unread_count_by_room"),
                push.duration("jitter_delay"),
                features(config.section("experimental_features")));
    }

    private static PushFeatures features(Section experimental) {
        return new PushFeatures(
                !experimental.flag("msc4210_enabled"),
                experimental.flag("msc3381_polls_enabled"),
                experimental.flag("msc4028_push_encrypted_events"),
                experimental.flag("msc3664_enabled"),
                experimental.flag("msc4306_enabled"));
    }
}
