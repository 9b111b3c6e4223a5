package myelin.accountdata;

import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;

/// One piece of account data.
///
/// @param room the room it is of; absent: of no room
/// @param type its type, as `m.direct` or `m.tag`
/// @param content what the client put there; an empty object when it was deleted
/// @param position in stream ACCOUNT_DATA: its last change
public record AccountDatum(Optional<RoomId> room, String type, JsonObject content, long position) {

    /// As `/sync` gives it.
    public JsonObject event() {
        return JsonObject.of("type", type, "content", content);
    }
}
