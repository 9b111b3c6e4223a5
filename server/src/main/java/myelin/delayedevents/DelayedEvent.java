package myelin.delayedevents;

import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.DeviceId;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;

/// An event that waits for its time.
///
/// @param originServerTs the time that the event will claim; empty: when it is sent
/// @param runningSince when it was put down, or put back, milliseconds
record DelayedEvent(
        String id,
        UserId user,
        Optional<DeviceId> device,
        RoomId room,
        String type,
        Optional<String> stateKey,
        JsonObject content,
        Optional<Long> originServerTs,
        long delayMs,
        long runningSince) {

    private static final String REDACTS = "redacts";

    /// What is kept of a draft: a redaction's target stands in the content.
    static JsonObject content(Draft draft) {
        return draft.redacts()
                .map(target -> draft.content().with(REDACTS, target))
                .orElseGet(draft::content);
    }

    /// What will be sent.
    Draft draft() {
        if (stateKey.isPresent()) {
            return Draft.state(user, type, stateKey.get(), content);
        }
        Optional<EventId> target = content.string(REDACTS).flatMap(EventId::tryParse);
        return type.equals(EventType.M_ROOM_REDACTION) && target.isPresent()
                ? Draft.redaction(user, target.get(), content.without(REDACTS))
                : Draft.message(user, type, content);
    }

    /// When it will be sent, milliseconds.
    long sendTs() {
        return runningSince + delayMs;
    }

    /// As its owner sees it.
    JsonObject json() {
        return JsonObject.builder()
                .put("delay_id", id)
                .put("room_id", room)
                .put("type", type)
                .putIfPresent("state_key", stateKey)
                .put("delay", delayMs)
                .put("running_since", runningSince)
                .put("content", content)
                .build();
    }
}
