package myelin.config.rooms;

import myelin.options.Section;

/// Which invitations are accepted without asking (`auto_accept_invites`).
///
/// @param enabled whether any are (`auto_accept_invites.enabled`)
/// @param onlyDirect only those into direct chats (`auto_accept_invites.only_for_direct_messages`)
/// @param onlyLocal only those of users of this server (`auto_accept_invites.only_from_local_users`)
public record AutoAcceptConfig(boolean enabled, boolean onlyDirect, boolean onlyLocal) {

    public static AutoAcceptConfig read(Section config) {
        Section invites = config.section("auto_accept_invites");
        return new AutoAcceptConfig(
                invites.flag("enabled"),
                invites.flag("only_for_direct_messages"),
                invites.flag("only_from_local_users"));
    }
}
