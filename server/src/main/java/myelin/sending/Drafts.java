package myelin.sending;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.ServerAcl;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonObject;
import myelin.core.room.OwnedState;
import myelin.core.room.PowerLevels;
import myelin.core.room.Rule;
import myelin.core.room.Rules;
import myelin.http.MatrixError;

/// What must be right in the content of events that clients send here, beyond the room's rules:
/// a mistake would stay in the room for ever, and other clients would stumble over it. The same as
/// Synapse asks for.
public final class Drafts {

    /// Fields that must be there, and text.
    private static final Map<String, List<String>> TEXTS =
            Map.of(
                    EventType.M_ROOM_NAME, List.of("name"),
                    EventType.M_ROOM_TOPIC, List.of("topic"),
                    EventType.M_ROOM_MESSAGE, List.of("body", "msgtype"));

    /// Types that make no sense but as state.
    private static final Set<String> STATE_ONLY =
            Set.of(
                    EventType.M_ROOM_NAME,
                    EventType.M_ROOM_TOPIC,
                    EventType.M_ROOM_MEMBER,
                    EventType.M_ROOM_TOMBSTONE,
                    "m.room.retention");

    private static final int MAX_ALIAS = 255;
    private static final int MAX_DISPLAY_NAME = 256;
    private static final int MAX_AVATAR_URL = 1_000;

    private final ServerName server;

    public Drafts(ServerName server) {
        this.server = server;
    }

    /// Lets a draft pass.
    ///
    /// @param rules of the room
    /// @param creators who may not be given a power level, because they have all power
    /// @throws MatrixError mostly M_BAD_JSON, naming the field
    public void check(Draft draft, Rules rules, Collection<String> creators) {
        JsonObject content = draft.content();
        for (String field : TEXTS.getOrDefault(draft.type(), List.of())) {
            if (content.string(field).isEmpty()) {
                throw MatrixError.badJson("'" + field + "' must be there, and text");
            }
        }
        if (draft.stateKey().isEmpty() && STATE_ONLY.contains(draft.type())) {
            throw MatrixError.badJson(draft.type() + " must be a state event");
        }
        content.value("m.mentions").ifPresent(Drafts::checkMentions);
        if (rules.has(Rule.OWNED_STATE)) {
            draft.stateKey().filter(OwnedState::hasOwner).ifPresent(Drafts::checkOwner);
        }
        switch (draft.type()) {
            case EventType.M_ROOM_CREATE ->
                    throw MatrixError.invalidParam("A room is created once, by createRoom");
            case EventType.M_ROOM_MEMBER -> checkMember(draft);
            case EventType.M_ROOM_POWER_LEVELS -> checkPowerLevels(content, rules, creators);
            case EventType.M_ROOM_ALIASES -> checkAliases(content);
            case EventType.M_ROOM_TOMBSTONE -> checkTombstone(content);
            case EventType.M_ROOM_SERVER_ACL -> checkServerAcl(content);
            case "m.room.retention" -> checkRetention(content);
            default -> {}
        }
    }

    private static void checkOwner(String stateKey) {
        if (OwnedState.owner(stateKey).isEmpty()) {
            throw MatrixError.badJson(
                    "A state key that begins with @ must be a user id, alone or with '_' behind it");
        }
    }

    private static void checkMentions(Json mentions) {
        if (!(mentions instanceof JsonObject object)) {
            throw MatrixError.badJson("'m.mentions' must be an object");
        }
        object.value("user_ids")
                .ifPresent(users -> {
                    if (!(users instanceof JsonArray array)
                            || array.strings().size() != array.size()) {
                        throw MatrixError.badJson("'m.mentions.user_ids' must list user ids");
                    }
                });
        object.value("room")
                .ifPresent(room -> {
                    if (!(room instanceof JsonBoolean)) {
                        throw MatrixError.badJson("'m.mentions.room' must be true or false");
                    }
                });
    }

    private static void checkMember(Draft draft) {
        JsonObject content = draft.content();
        if (new MemberContent(content).membership().isEmpty()) {
            throw MatrixError.badJson("'membership' must be a membership");
        }
        if (draft.stateKey().flatMap(UserId::tryParse).isEmpty()) {
            throw MatrixError.invalidParam("The state key of a member event is a user id");
        }
        requireShort(content, "displayname", MAX_DISPLAY_NAME);
        requireShort(content, "avatar_url", MAX_AVATAR_URL);
    }

    private static void requireShort(JsonObject content, String field, int longest) {
        if (content.string(field).filter(text -> text.length() > longest).isPresent()) {
            throw MatrixError.badJson(
                    "'" + field + "' must not be longer than " + longest + " characters");
        }
    }

    private static void checkPowerLevels(
            JsonObject content, Rules rules, Collection<String> creators) {
        for (String level : PowerLevels.PROPERTIES) {
            content.value(level).ifPresent(value -> checkLevel(level, value, rules));
        }
        for (String levels : List.of("users", "events", "notifications")) {
            content.value(levels).ifPresent(value -> checkLevels(levels, value, rules));
        }
        for (String user : content.object("users").orElse(JsonObject.EMPTY).keys()) {
            if (UserId.tryParse(user).isEmpty()) {
                throw MatrixError.badJson("'users' must name users: " + user);
            }
            if (creators.contains(user)) {
                throw MatrixError.badJson(
                        "'users' must not name " + user + ", who created the room");
            }
        }
    }

    private static void checkLevels(String field, Json value, Rules rules) {
        if (!(value instanceof JsonObject levels)) {
            throw MatrixError.badJson("'" + field + "' must be an object");
        }
        levels.forEach((key, level) -> checkLevel(field + "." + key, level, rules));
    }

    private static void checkLevel(String field, Json level, Rules rules) {
        if (PowerLevels.level(rules, level).isEmpty()) {
            throw notWhole(field);
        }
    }

    private static MatrixError notWhole(String field) {
        return MatrixError.badJson("'" + field + "' must be a whole number");
    }

    private static void checkAliases(JsonObject content) {
        List<String> aliases = content.array("aliases").map(JsonArray::strings).orElse(List.of());
        if (aliases.stream().anyMatch(alias -> alias.length() > MAX_ALIAS)) {
            throw MatrixError.invalidParam("An alias has at most " + MAX_ALIAS + " characters");
        }
    }

    private static void checkTombstone(JsonObject content) {
        if (content.string("replacement_room").isEmpty()) {
            throw MatrixError.badJson("'replacement_room' must be there, and text");
        }
    }

    private void checkServerAcl(JsonObject content) {
        if (!new ServerAcl(content).permits(server)) {
            throw MatrixError.badJson("This would shut out " + server + ", where you are");
        }
    }

    private static void checkRetention(JsonObject content) {
        Optional<Long> least = lifetime(content, "min_lifetime");
        Optional<Long> most = lifetime(content, "max_lifetime");
        if (least.isPresent() && most.isPresent() && least.get() > most.get()) {
            throw MatrixError.badJson("'min_lifetime' must not be greater than 'max_lifetime'");
        }
    }

    private static Optional<Long> lifetime(JsonObject content, String field) {
        if (content.has(field) && content.integer(field).isEmpty()) {
            throw notWhole(field);
        }
        return content.integer(field);
    }
}
