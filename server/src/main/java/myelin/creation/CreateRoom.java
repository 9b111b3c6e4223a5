package myelin.creation;

import java.util.List;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonName;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import org.jspecify.annotations.Nullable;

/// The body of `POST /createRoom`.
///
/// @param inviteReason why those are invited who are (MSC4491)
record CreateRoom(
        @Nullable String visibility,
        @Nullable String roomAliasName,
        @Nullable String name,
        @Nullable String topic,
        @Nullable List<UserId> invite,
        @JsonName("invite_3pid") @Nullable List<JsonObject> invite3pid,
        @Nullable String roomVersion,
        @Nullable JsonObject creationContent,
        @Nullable List<StateEvent> initialState,
        @Nullable String preset,
        @Nullable Boolean isDirect,
        @Nullable JsonObject powerLevelContentOverride,
        @JsonName("uk.timedout.msc4491.invite_reason") @Nullable Json inviteReason) {

    /// A state event that the new room starts with.
    record StateEvent(String type, @Nullable String stateKey, JsonObject content) {}

    List<UserId> invited() {
        return invite == null ? List.of() : invite;
    }

    List<StateEvent> firstState() {
        return initialState == null ? List.of() : initialState;
    }

    /// What the member events of those who are invited say besides.
    ///
    /// @param reasons whether they may say why
    JsonObject ofInvites(boolean reasons) {
        JsonObject.Builder said = JsonObject.builder();
        if (isDirect != null && isDirect) {
            said.put("is_direct", true);
        }
        if (reasons && inviteReason instanceof JsonString(String reason) && !reason.isEmpty()) {
            said.put("reason", reason);
        }
        return said.build();
    }
}
