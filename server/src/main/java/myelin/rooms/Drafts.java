package myelin.rooms;

import java.util.List;
import java.util.Map;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.json.Json;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.http.MatrixError;

/// What must be right in the content of events that clients send here, beyond the room's rules:
/// a mistake would stay in the room for ever, and other clients would stumble over it.
public final class Drafts {

    /// Fields that must be text where they are present.
    private static final Map<String, List<String>> TEXTS =
            Map.of(
                    EventType.M_ROOM_NAME, List.of("name"),
                    EventType.M_ROOM_TOPIC, List.of("topic"),
                    EventType.M_ROOM_MESSAGE, List.of("body", "msgtype"));

    /// Levels that must be whole numbers where they are present.
    private static final List<String> LEVELS =
            List.of(
                    "users_default",
                    "events_default",
                    "state_default",
                    "ban",
                    "redact",
                    "kick",
                    "invite");

    private Drafts() {}

    /// @throws MatrixError M_BAD_JSON naming the field
    public static void check(Draft draft) {
        JsonObject content = draft.content();
        for (String field : TEXTS.getOrDefault(draft.type(), List.of())) {
            if (content.has(field) && content.string(field).isEmpty()) {
                throw MatrixError.badJson("'" + field + "' must be text");
            }
        }
        if (draft.stateKey().isEmpty()) {
            return;
        }
        switch (draft.type()) {
            case EventType.M_ROOM_CREATE ->
                    throw MatrixError.forbidden("A room is created once, by createRoom");
            case EventType.M_ROOM_MEMBER -> checkMember(content);
            case EventType.M_ROOM_POWER_LEVELS -> checkPowerLevels(content);
            default -> {}
        }
    }

    private static void checkMember(JsonObject content) {
        if (content.string("membership").flatMap(Membership::of).isEmpty()) {
            throw MatrixError.badJson("'membership' must be a membership");
        }
    }

    private static void checkPowerLevels(JsonObject content) {
        for (String level : LEVELS) {
            content.value(level).ifPresent(value -> checkLevel(level, value));
        }
        for (String levels : List.of("users", "events", "notifications")) {
            content.value(levels).ifPresent(value -> checkLevels(levels, value));
        }
    }

    private static void checkLevels(String field, Json value) {
        if (!(value instanceof JsonObject levels)) {
            throw MatrixError.badJson("'" + field + "' must be an object");
        }
        levels.forEach((key, level) -> checkLevel(field + "." + key, level));
    }

    private static void checkLevel(String field, Json level) {
        if (!(level instanceof JsonInteger)) {
            throw MatrixError.badJson("'" + field + "' must be a whole number");
        }
    }
}
