package myelin.accountdata;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.filter.Glob;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// By whom users want to be invited
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#invite-permission)). Any thread.
public final class Invites {

    static final String PERMISSION = "m.invite_permission_config";

    /// MSC4155: lists of users and servers.
    static final String FILTER = "org.matrix.msc4155.invite_permission_config";

    /// Longer patterns are no user's.
    private static final int LONGEST_PATTERN = 255;

    /// What becomes of an invitation.
    public enum Rule {
        /// The user gets it.
        ALLOW,
        /// It is made, and the user does not see it.
        IGNORE,
        /// It can't be made.
        BLOCK
    }

    /// What a user says of it.
    ///
    /// @param permission of type [#PERMISSION]
    /// @param lists of type [#FILTER]
    record Wishes(Optional<JsonObject> permission, Optional<JsonObject> lists) {}

    private final UserSetting<Set<UserId>> ignored;
    private final UserSetting<Wishes> wishes;
    private final boolean filtering;

    /// @param filtering whether lists count
    Invites(UserSetting<Set<UserId>> ignored, UserSetting<Wishes> wishes, boolean filtering) {
        this.ignored = ignored;
        this.wishes = wishes;
        this.filtering = filtering;
    }

    /// What becomes of an invitation of a user of this server.
    public Rule rule(UserId invited, UserId inviter) {
        Wishes wished = wishes.of(invited);
        Optional<JsonObject> permission = wished.permission();
        if (permission.isPresent()) {
            return permission.get().string("default_action").equals(Optional.of("block"))
                    ? Rule.BLOCK
                    : Rule.ALLOW;
        }
        return filtering
                ? wished.lists().map(lists -> rule(lists, inviter)).orElse(Rule.ALLOW)
                : Rule.ALLOW;
    }

    /// Whether an invitation that was made is kept from the user.
    public boolean hides(UserId invited, UserId inviter) {
        return ignored.of(invited).contains(inviter) || rule(invited, inviter) != Rule.ALLOW;
    }

    /// What is said of the user counts before what is said of the server; what allows, before what
    /// forbids.
    private static Rule rule(JsonObject lists, UserId inviter) {
        for (Subject subject :
                List.of(
                        new Subject("users", inviter.value()),
                        new Subject("servers", inviter.server().value()))) {
            if (subject.isIn(lists, "allowed_")) {
                return Rule.ALLOW;
            }
            if (subject.isIn(lists, "ignored_")) {
                return Rule.IGNORE;
            }
            if (subject.isIn(lists, "blocked_")) {
                return Rule.BLOCK;
            }
        }
        return Rule.ALLOW;
    }

    private record Subject(String kind, String id) {

        boolean isIn(JsonObject lists, String prefix) {
            return lists.array(prefix + kind).orElse(JsonArray.EMPTY).strings().stream()
                    .filter(pattern -> !pattern.isEmpty() && pattern.length() <= LONGEST_PATTERN)
                    .anyMatch(pattern -> Glob.whole(pattern).matches(id));
        }
    }
}
