package myelin.sending;

import java.util.List;
import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Requester;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.rooms.Submission;

/// Redacts with an event what relates to it, where the client asks for it (MSC3912). What the client may not
/// redact stays.
final class RelatedRedactions {

    private static final String WITH_RELATIONS = "org.matrix.msc3912.with_relations";

    private final Rooms rooms;
    private final RelatedEvents related;

    RelatedRedactions(Rooms rooms, RelatedEvents related) {
        this.rooms = rooms;
        this.related = related;
    }

    /// The content of the redaction, without what asks for more.
    static JsonObject content(JsonObject body) {
        return body.without(WITH_RELATIONS);
    }

    /// Redacts what relates to an event that has just been redacted.
    ///
    /// @param body what the client said of the redaction
    void redact(Requester requester, RoomId room, EventId event, JsonObject body) {
        List<String> relTypes =
                body.array(WITH_RELATIONS).map(JsonArray::strings).orElse(List.of());
        Optional<RoomSnapshot> snapshot = rooms.find(room);
        if (relTypes.isEmpty() || snapshot.isEmpty()) {
            return;
        }
        UserId user = requester.user();
        boolean all =
                !requester.suspended()
                        && snapshot.get().powerLevels().of(user)
                                >= snapshot.get().powerLevels().redact();
        Draft[] redactions =
                related.of(room, event, relTypes).stream()
                        .filter(target -> all || isOwn(target, user))
                        .map(target -> Draft.redaction(user, target, content(body)))
                        .toArray(Draft[]::new);
        if (redactions.length > 0) {
            rooms.sender().send(Submission.to(room, redactions));
        }
    }

    private boolean isOwn(EventId event, UserId user) {
        return rooms.events().find(event).filter(it -> it.pdu().sender().equals(user)).isPresent();
    }
}
