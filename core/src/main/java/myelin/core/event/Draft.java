package myelin.core.event;

import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;

/// What someone wants to send: an event without its place in the room, hashes and signatures.
///
/// `redacts` is set for redactions only, and [EventBuilder] writes it where the room's version has it.
public record Draft(
        UserId sender,
        String type,
        Optional<String> stateKey,
        JsonObject content,
        Optional<EventId> redacts) {

    /// A state event.
    public static Draft state(UserId sender, String type, String stateKey, JsonObject content) {
        return new Draft(sender, type, Optional.of(stateKey), content, Optional.empty());
    }

    /// An event which is not state.
    public static Draft message(UserId sender, String type, JsonObject content) {
        return new Draft(sender, type, Optional.empty(), content, Optional.empty());
    }

    /// The redaction of the event `redacts`; `content` may hold a `reason`.
    public static Draft redaction(UserId sender, EventId redacts, JsonObject content) {
        return new Draft(
                sender,
                EventType.M_ROOM_REDACTION,
                Optional.empty(),
                content,
                Optional.of(redacts));
    }
}
