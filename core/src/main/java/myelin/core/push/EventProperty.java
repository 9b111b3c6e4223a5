package myelin.core.push;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.filter.PropertyPath;
import myelin.core.json.Json;
import myelin.core.json.JsonString;

/// Where a condition looks in an event, as clients see it.
///
/// @param path the whole way
/// @param place where the way begins
record EventProperty(PropertyPath path, Place place) {
    private static final EventProperty TYPE = parse("type");
    private static final EventProperty BODY = parse("content.body");

    /// Conditions look at the content mostly, and at few things beside it.
    private enum Place {
        CONTENT,
        EVENT,
        EVENT_ID,
        ROOM_ID
    }

    /// Reads the `key` of a condition.
    static EventProperty parse(String key) {
        PropertyPath path = PropertyPath.parse(key);
        String first = path.names().getFirst();
        if (path.names().size() > 1 && first.equals("content")) {
            return new EventProperty(path.inner(), Place.CONTENT);
        }
        return switch (key) {
            case "event_id" -> new EventProperty(path, Place.EVENT_ID);
            case "room_id" -> new EventProperty(path, Place.ROOM_ID);
            default -> new EventProperty(path, Place.EVENT);
        };
    }

    /// Whether this is the type of the event.
    boolean isType() {
        return equals(TYPE);
    }

    /// Whether this is the text of a message.
    boolean isBody() {
        return equals(BODY);
    }

    /// The value in this event.
    Optional<Json> in(Pdu event) {
        return switch (place) {
            case CONTENT -> path.in(event.content());
            case EVENT -> path.in(event.json());
            // These two are not in the JSON of all room versions.
            case EVENT_ID -> Optional.of(new JsonString(event.eventId().value()));
            case ROOM_ID -> Optional.of(new JsonString(event.roomId().value()));
        };
    }
}
