package myelin.core.simulation;

import java.util.List;
import java.util.Optional;
import myelin.core.Gen;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;

/// Events that make no sense in any room, or hardly any: what the rules say about them is easily overlooked.
final class Nonsense {
    /// Some of them are users to those who look for a colon only.
    private static final List<String> NOBODIES =
            List.of("nobody", "@odd:under_score", "@odd:", "@odd:one.example:port", "@:[::1]x");

    private final Gen gen;
    private final RoomVersion version;

    Nonsense(Gen gen, RoomVersion version) {
        this.gen = gen;
        this.version = version;
    }

    Draft draft(UserId user) {
        return switch (gen.below(8)) {
            case 0, 1 -> membership(user);
            case 2 -> authorised(user);
            case 3, 4 -> levels(user);
            case 5 -> keyed(user);
            case 6 -> aimless(user);
            default -> creation(user);
        };
    }

    private Draft membership(UserId user) {
        JsonObject join = JsonObject.of("membership", "join");
        return switch (gen.below(4)) {
            case 0 -> member(user, user.value(), JsonObject.of("membership", "dance"));
            case 1 -> member(user, user.value(), JsonObject.EMPTY);
            case 2 -> Draft.message(user, EventType.M_ROOM_MEMBER, join);
            default ->
                    member(
                            user,
                            gen.pick(NOBODIES),
                            JsonObject.of(
                                    "membership",
                                    gen.pick(List.of("join", "invite", "leave", "ban"))));
        };
    }

    /// Somebody permits what needs no permission, or nobody what does.
    private Draft authorised(UserId user) {
        Object by = gen.pick(List.of(user, user, "@odd:under_score", 1, JsonNull.INSTANCE));
        String membership = gen.pick(List.of("join", "join", "invite", "leave", "ban", "knock"));
        return member(
                user,
                user.value(),
                JsonObject.of("membership", membership, "join_authorised_via_users_server", by));
    }

    private Draft levels(UserId user) {
        JsonObject users = JsonObject.of("users", JsonObject.of(user.value(), 100));
        JsonObject odd = JsonObject.of("users", JsonObject.of(gen.pick(NOBODIES), 1));
        return switch (gen.below(4)) {
            case 0 -> levels(user, "", users.with("ban", new JsonString("many")));
            case 1 -> levels(user, "", odd);
            case 2 -> levels(user, gen.oneIn(2) ? "x" : user.value(), users);
            default -> levels(user, "x", odd);
        };
    }

    /// State that has no key elsewhere.
    private Draft keyed(UserId user) {
        String key = gen.oneIn(2) ? "x" : user.value();
        return gen.oneIn(2)
                ? levels(user, key, JsonObject.of("users_default", gen.below(3) * 50))
                : Draft.state(
                        user,
                        EventType.M_ROOM_JOIN_RULES,
                        key,
                        JsonObject.of("join_rule", "public"));
    }

    /// A redaction of nothing.
    private Draft aimless(UserId user) {
        return new Draft(
                user,
                EventType.M_ROOM_REDACTION,
                Optional.empty(),
                JsonObject.of("reason", "none"),
                Optional.empty());
    }

    private Draft creation(UserId user) {
        // A second create event is another room where its id is the room's.
        return version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                ? aimless(user)
                : Draft.state(
                        user,
                        EventType.M_ROOM_CREATE,
                        "",
                        JsonObject.of("creator", user, "room_version", "1"));
    }

    private static Draft levels(UserId user, String key, JsonObject content) {
        return Draft.state(user, EventType.M_ROOM_POWER_LEVELS, key, content);
    }

    private static Draft member(UserId sender, String stateKey, JsonObject content) {
        return Draft.state(sender, EventType.M_ROOM_MEMBER, stateKey, content);
    }
}
