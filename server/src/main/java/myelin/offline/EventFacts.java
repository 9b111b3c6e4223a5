package myelin.offline;

import myelin.core.crypto.EventHashes;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.EventType;
import myelin.core.event.Redaction;
import myelin.core.id.EventId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;

/// What follows from an event alone. Each takes the event, or an object which holds it as `event`.
public final class EventFacts {

    private EventFacts() {}

    /// The event's `event_id`, and for a create event whose id is the room's its `room_id`.
    public static JsonObject id(RoomVersion version, JsonObject input) {
        JsonObject event = event(version, input);
        return BadInput.reading(
                "event",
                () -> {
                    EventId id = EventHashes.eventId(event, version);
                    JsonObject answer = JsonObject.of("event_id", id);
                    return namesRoom(version, event)
                            ? answer.with("room_id", "!" + id.value().substring(1))
                            : answer;
                });
    }

    private static boolean namesRoom(RoomVersion version, JsonObject event) {
        return version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                && event.string("type").filter(EventType.M_ROOM_CREATE::equals).isPresent()
                && event.string("state_key").filter(String::isEmpty).isPresent();
    }

    /// The event's `content_hash` and `reference_hash` in unpadded base64, and the `hashes` which it should have.
    public static JsonObject hash(RoomVersion version, JsonObject input) {
        JsonObject event = event(version, input);
        String content = UnpaddedBase64.encode(EventHashes.contentHash(event));
        byte[] reference = EventHashes.referenceHash(event, version.rules());
        return JsonObject.of(
                "content_hash",
                content,
                "reference_hash",
                UnpaddedBase64.encode(reference),
                "hashes",
                JsonObject.of("sha256", content));
    }

    /// What redaction leaves of the event.
    public static JsonObject redact(RoomVersion version, JsonObject input) {
        return Redaction.redact(event(version, input), version.rules());
    }

    /// The event as servers exchange it: without what each adds for itself.
    static JsonObject event(RoomVersion version, JsonObject input) {
        JsonObject event =
                input.has("type")
                        ? input
                        : input.object("event")
                                .orElseThrow(() ->
                                        new BadInput("there is neither a 'type' nor an 'event'"));
        JsonObject bare = event.without("unsigned");
        if (version.rules().has(Rule.STRICT_CANONICAL_JSON)) {
            BadInput.reading("event", () -> CanonicalJson.bytes(bare));
        }
        return bare;
    }
}
