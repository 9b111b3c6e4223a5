package myelin.config.rooms;

import myelin.options.Section;

/// Searching for users (`user_directory`).
///
/// @param enabled whether users can be searched for; otherwise nobody is found (`enabled`)
/// @param searchAllUsers whether everybody is found, and not only who shares a room with the searcher or
///     is in an open one (`search_all_users`)
/// @param preferLocalUsers whether users of this server come first (`prefer_local_users`)
/// @param excludeRemoteUsers whether only users of this server are found (`exclude_remote_users`)
/// @param showLockedUsers whether locked users are found (`show_locked_users`)
public record UserDirectoryConfig(
        boolean enabled,
        boolean searchAllUsers,
        boolean preferLocalUsers,
        boolean excludeRemoteUsers,
        boolean showLockedUsers) {

    public static UserDirectoryConfig read(Section config) {
        Section directory = config.section("user_directory");
        return new UserDirectoryConfig(
                directory.flag("enabled"),
                directory.flag("search_all_users"),
                directory.flag("prefer_local_users"),
                directory.flag("exclude_remote_users"),
                directory.flag("show_locked_users"));
    }
}
