package myelin.config.rooms;

import myelin.core.id.UserId;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// How the server speaks to single users (`server_notices`).
///
/// @param localpart of the user who speaks; null: nobody does (`server_notices.system_mxid_localpart`)
/// @param displayName that user's name (`server_notices.system_mxid_display_name`)
/// @param avatarUrl that user's picture; null: none (`server_notices.system_mxid_avatar_url`)
/// @param roomName name of the rooms (`server_notices.room_name`)
/// @param roomAvatarUrl picture of the rooms; null: none (`server_notices.room_avatar_url`)
/// @param roomTopic topic of the rooms; null: none (`server_notices.room_topic`)
/// @param autoJoin whether users are in their room without having accepted the invite
///     (`server_notices.auto_join`)
public record NoticesConfig(
        @Nullable String localpart,
        String displayName,
        @Nullable String avatarUrl,
        String roomName,
        @Nullable String roomAvatarUrl,
        @Nullable String roomTopic,
        boolean autoJoin) {

    public static NoticesConfig read(Section config) {
        Section notices = config.section("server_notices");
        return new NoticesConfig(
                config.has("server_notices") ? localpart(notices) : null,
                notices.text("system_mxid_display_name"),
                picture(notices),
                notices.text("room_name"),
                notices.optionalText("room_avatar_url"),
                notices.optionalText("room_topic"),
                notices.flag("auto_join"));
    }

    /// No address is no picture.
    private static @Nullable String picture(Section notices) {
        String url = notices.optionalText("system_mxid_avatar_url");
        return url == null || url.isEmpty() ? null : url;
    }

    private static String localpart(Section notices) {
        String localpart = notices.text("system_mxid_localpart");
        if (localpart.contains(":") || UserId.tryParse("@" + localpart + ":x").isEmpty()) {
            notices.problem("system_mxid_localpart", "must be the localpart of a user id");
        }
        return localpart;
    }
}
