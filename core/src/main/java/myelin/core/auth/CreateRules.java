package myelin.core.auth;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonString;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// Rule 1: "If type is `m.room.create`".
final class CreateRules {

    private CreateRules() {}

    static Verdict check(Rules rules, Pdu event) {
        // 1.1 "If it has any `prev_events`, reject."
        if (!event.prevEvents().isEmpty()) {
            return AuthRule.CREATE_PREV_EVENTS.deny(
                    rules, "A create event is the first of its room");
        }
        if (!roomIdFits(rules, event)) {
            return AuthRule.CREATE_ROOM_ID.deny(
                    rules, "The room ID does not belong to this create event");
        }
        // 1.3 "If `content.room_version` is present and is not a recognised version, reject."
        Optional<Json> version = event.content().value("room_version");
        if (version.isPresent() && !isKnown(version.get())) {
            return AuthRule.CREATE_ROOM_VERSION.deny(rules, "The room version is not known");
        }
        // Until version 10: 1.4 "If `content` has no `creator` property, reject."
        if (!rules.has(Rule.CREATOR_IS_SENDER) && !event.content().has("creator")) {
            return AuthRule.CREATE_CREATOR.deny(rules, "The create event names no creator");
        }
        // 1.4 "If `additional_creators` is present in `content` and is not an array of strings
        // where each string passes
        // the same user ID validation applied to `sender`, reject."
        Optional<Json> creators = event.content().value("additional_creators");
        if (rules.has(Rule.PRIVILEGED_CREATORS)
                && creators.isPresent()
                && !areUserIds(creators.get())) {
            return AuthRule.CREATE_ADDITIONAL_CREATORS.deny(
                    rules, "additional_creators must be an array of user IDs");
        }
        // 1.5 "Otherwise, allow."
        return Verdict.ALLOWED;
    }

    private static boolean roomIdFits(Rules rules, Pdu event) {
        // 1.2 "If the event has a `room_id`, reject."
        if (rules.has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)) {
            return !event.json().has("room_id");
        }
        // Until version 11: 1.2 "If the domain of the `room_id` does not match the domain of the
        // `sender`, reject."
        RoomId room = event.roomId();
        return room.server().equals(Optional.of(event.sender().server()));
    }

    private static boolean isKnown(Json version) {
        return version instanceof JsonString(String id) && RoomVersion.of(id).isPresent();
    }

    private static boolean areUserIds(Json creators) {
        return creators instanceof JsonArray array
                && array.stream()
                        .allMatch(creator ->
                                creator instanceof JsonString(String id)
                                        && UserId.tryParse(id).isPresent());
    }
}
