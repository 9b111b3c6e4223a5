package myelin.core.filter;

import java.util.List;
import myelin.core.json.JsonObject;

/// Which properties of an event a client wants: `event_fields` of a filter.
///
/// @param paths the wanted properties; empty when all are wanted
public record EventFields(List<PropertyPath> paths) {
    /// Every property.
    public static final EventFields ALL = new EventFields(List.of());

    public EventFields {
        paths = List.copyOf(paths);
    }

    /// The event with the wanted properties only; properties it lacks are left out silently.
    public JsonObject of(JsonObject event) {
        if (paths.isEmpty()) {
            return event;
        }
        JsonObject picked = JsonObject.EMPTY;
        for (PropertyPath path : paths) {
            picked = path.copy(event, picked);
        }
        return picked;
    }
}
