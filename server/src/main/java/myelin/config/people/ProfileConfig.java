package myelin.config.people;

import java.util.List;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// What may be done with profiles, and who may read them.
///
/// @param requireAuthForProfileRequests whether a token is needed to read one
///     (`require_auth_for_profile_requests`)
/// @param limitProfileRequestsToUsersWhoShareRooms whether a common room is needed, too
///     (`limit_profile_requests_to_users_who_share_rooms`)
/// @param enableSetDisplayname whether users may rename themselves (`enable_set_displayname`)
/// @param enableSetAvatarUrl whether users may change their picture (`enable_set_avatar_url`)
/// @param enable3pidChanges whether users may change their addresses (`enable_3pid_changes`)
/// @param includeProfileDataOnInvite whether an invite carries the invitee's profile
///     (`include_profile_data_on_invite`)
/// @param allowed what a profile may be in a single room
public record ProfileConfig(
        boolean requireAuthForProfileRequests,
        boolean limitProfileRequestsToUsersWhoShareRooms,
        boolean enableSetDisplayname,
        boolean enableSetAvatarUrl,
        boolean enable3pidChanges,
        boolean includeProfileDataOnInvite,
        Allowed allowed) {

    /// @param perRoomProfiles whether a name or picture may differ per room (`allow_per_room_profiles`)
    /// @param maxAvatarSize largest picture in bytes, or null (`max_avatar_size`)
    /// @param avatarMimetypes types a picture may have, or null for all (`allowed_avatar_mimetypes`)
    public record Allowed(
            boolean perRoomProfiles,
            @Nullable Long maxAvatarSize,
            @Nullable List<String> avatarMimetypes) {}

    public static ProfileConfig read(Section config) {
        List<String> mimetypes = config.texts("allowed_avatar_mimetypes");
        return new ProfileConfig(
                config.flag("require_auth_for_profile_requests"),
                config.flag("limit_profile_requests_to_users_who_share_rooms"),
                config.flag("enable_set_displayname"),
                config.flag("enable_set_avatar_url"),
                config.flag("enable_3pid_changes"),
                config.flag("include_profile_data_on_invite"),
                new Allowed(
                        config.flag("allow_per_room_profiles"),
                        config.optionalSize("max_avatar_size"),
                        mimetypes.isEmpty() ? null : mimetypes));
    }
}
