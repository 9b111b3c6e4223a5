package myelin.config.rooms;

import java.util.List;
import java.util.Set;
import myelin.core.filter.Glob;
import myelin.options.Section;

/// Aliases and the public room list.
///
/// @param enableRoomListSearch whether the list may be read at all (`enable_room_list_search`)
/// @param allowPublicRoomsWithoutAuth whether strangers may read it (`allow_public_rooms_without_auth`)
/// @param allowPublicRoomsOverFederation whether other servers may (`allow_public_rooms_over_federation`)
/// @param requireMembershipForAliases whether only members may name a room (`require_membership_for_aliases`)
/// @param aliasCreationRules who may make which alias; default: all (`alias_creation_rules`)
/// @param roomListPublicationRules who may publish which room; default: nobody
///     (`room_list_publication_rules`)
public record DirectoryConfig(
        boolean enableRoomListSearch,
        boolean allowPublicRoomsWithoutAuth,
        boolean allowPublicRoomsOverFederation,
        boolean requireMembershipForAliases,
        List<Rule> aliasCreationRules,
        List<Rule> roomListPublicationRules) {

    /// Whether this user may give this alias to this room. The first rule that matches decides.
    public boolean mayCreateAlias(String user, String room, String alias) {
        return allowed(aliasCreationRules, user, room, Set.of(alias));
    }

    /// Whether this user may publish this room, which has these local aliases.
    public boolean mayPublish(String user, String room, Set<String> aliases) {
        return allowed(roomListPublicationRules, user, room, aliases);
    }

    private static boolean allowed(
            List<Rule> rules, String user, String room, Set<String> aliases) {
        for (Rule rule : rules) {
            if (rule.matches(user, room, aliases)) {
                return rule.allow();
            }
        }
        return false;
    }

    /// One rule. All three globs must match, in any case; a rule for special aliases matches a room only
    /// if one of the room's aliases does.
    public record Rule(Glob user, Glob room, Glob alias, boolean anyAlias, boolean allow) {

        /// Reads globs; `*` is the usual wish.
        static Rule of(String user, String room, String alias, boolean allow) {
            return new Rule(glob(user), glob(room), glob(alias), alias.equals("*"), allow);
        }

        boolean matches(String userId, String roomId, Set<String> aliases) {
            return user.matches(Glob.fold(userId))
                    && room.matches(Glob.fold(roomId))
                    && (anyAlias || aliases.stream().anyMatch(a -> alias.matches(Glob.fold(a))));
        }

        private static Glob glob(String glob) {
            return Glob.whole(Glob.fold(glob));
        }
    }

    public static DirectoryConfig read(Section config) {
        return new DirectoryConfig(
                config.flag("enable_room_list_search"),
                config.flag("allow_public_rooms_without_auth"),
                config.flag("allow_public_rooms_over_federation"),
                config.flag("require_membership_for_aliases"),
                config.has("alias_creation_rules")
                        ? rules(config.sections("alias_creation_rules"))
                        : List.of(Rule.of("*", "*", "*", true)),
                rules(config.sections("room_list_publication_rules")));
    }

    private static List<Rule> rules(List<Section> rules) {
        return rules.stream()
                .map(rule ->
                        Rule.of(
                                glob(rule, "user_id"),
                                glob(rule, "room_id"),
                                glob(rule, "alias"),
                                rule.text("action").equals("allow")))
                .toList();
    }

    private static String glob(Section rule, String key) {
        String glob = rule.optionalText(key);
        return glob == null ? "*" : glob;
    }
}
