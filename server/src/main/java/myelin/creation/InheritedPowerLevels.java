package myelin.creation;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.room.Rules;
import myelin.rooms.RoomSnapshot;

/// The power levels of a room that goes on in another one.
///
/// Levels that older versions permitted as texts become numbers. Creators who have all power in the
/// new room are not named; creators who had all power by being creators, and would lose it because
/// the new version knows no such thing, are.
final class InheritedPowerLevels {

    private static final long ADMINISTRATOR = 100;
    private static final long MODERATOR = 50;

    private final UserId upgrader;
    private final boolean privileged;
    private final JsonObject lasting;

    /// @param upgrader who creates the new room
    /// @param creators all who have all power there, if its version gives creators any
    InheritedPowerLevels(
            RoomSnapshot old, UserId upgrader, RoomVersion version, Set<String> creators) {
        this.upgrader = upgrader;
        this.privileged = version.rules().has(Rule.PRIVILEGED_CREATORS);
        JsonObject content = whole(old.version().rules(), levels(old));
        this.lasting =
                privileged ? unnamed(content, creators) : named(content, formerlyPowerful(old));
    }

    /// What the new room says in the end.
    JsonObject lasting() {
        return lasting;
    }

    /// What it says while its first state is written: the upgrader may write all of it, and ban
    /// whoever is banned.
    JsonObject first(Collection<UserId> banned) {
        if (privileged) {
            return lasting;
        }
        long needed = highest(lasting.object("events").orElse(JsonObject.EMPTY));
        needed = Math.max(needed, lasting.integer("state_default").orElse(MODERATOR));
        needed = Math.max(needed, lasting.integer("ban").orElse(MODERATOR));
        for (UserId user : banned) {
            needed = Math.max(needed, level(user) + 1);
        }
        return level(upgrader) >= needed ? lasting : named(lasting, upgrader.value(), needed);
    }

    /// What the old room says once it is closed: only moderators talk and invite. Empty when that
    /// is so already.
    static Optional<JsonObject> closed(RoomSnapshot old) {
        Optional<JsonObject> content =
                old.event(EventType.M_ROOM_POWER_LEVELS, "").map(Pdu::content);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        JsonObject levels = whole(old.version().rules(), content.get());
        long moderator = Math.max(levels.integer("users_default").orElse(0L) + 1, MODERATOR);
        JsonObject closed = levels;
        for (String what : new String[] {"events_default", "invite"}) {
            if (levels.integer(what).orElse(0L) < moderator) {
                closed = closed.with(what, moderator);
            }
        }
        return closed.equals(levels) ? Optional.empty() : Optional.of(closed);
    }

    private static JsonObject levels(RoomSnapshot old) {
        return old.event(EventType.M_ROOM_POWER_LEVELS, "")
                .map(Pdu::content)
                .orElse(JsonObject.EMPTY);
    }

    private static Set<String> formerlyPowerful(RoomSnapshot old) {
        boolean byCreation =
                old.version().rules().has(Rule.PRIVILEGED_CREATORS)
                        || old.event(EventType.M_ROOM_POWER_LEVELS, "").isEmpty();
        return byCreation
                ? old.event(EventType.M_ROOM_CREATE, "")
                        .map(create -> new CreateContent(create).creators())
                        .orElse(Set.of())
                : Set.of();
    }

    private long level(UserId user) {
        return lasting.object("users")
                .flatMap(users -> users.integer(user.value()))
                .or(() -> lasting.integer("users_default"))
                .orElse(0L);
    }

    /// The same without levels for these users.
    static JsonObject unnamed(JsonObject content, Set<String> creators) {
        return content.object("users")
                .map(users -> content.with("users", users.without(creators.toArray(String[]::new))))
                .orElse(content);
    }

    private static JsonObject named(JsonObject content, Set<String> creators) {
        long most =
                Math.max(
                        highest(content.object("events").orElse(JsonObject.EMPTY)),
                        highest(content.object("users").orElse(JsonObject.EMPTY)));
        JsonObject named = content;
        for (String creator : creators) {
            named = named(named, creator, Math.max(most, ADMINISTRATOR));
        }
        return named;
    }

    private static JsonObject named(JsonObject content, String user, long level) {
        JsonObject users = content.object("users").orElse(JsonObject.EMPTY);
        return content.with("users", users.with(user, level));
    }

    private static long highest(JsonObject levels) {
        return levels.entries().stream()
                .mapToLong(entry -> entry.getValue() instanceof JsonInteger(long level) ? level : 0)
                .max()
                .orElse(0);
    }

    /// The levels as whole numbers; what is no level is left out.
    private static JsonObject whole(Rules rules, JsonObject content) {
        JsonObject.Builder whole = JsonObject.builder();
        content.forEach((key, value) -> {
            if (value instanceof JsonObject levels) {
                whole.put(key, whole(rules, levels));
            } else {
                level(rules, value).ifPresent(level -> whole.put(key, level));
            }
        });
        return whole.build();
    }

    private static OptionalLong level(Rules rules, Json value) {
        OptionalLong level = PowerLevels.level(rules, value);
        return level.isPresent() && Math.abs(level.getAsLong()) <= JsonInteger.MAX
                ? level
                : OptionalLong.empty();
    }
}
