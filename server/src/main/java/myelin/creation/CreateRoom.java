package myelin.creation;

import java.util.List;
import myelin.core.id.UserId;
import myelin.core.json.JsonName;
import myelin.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The body of `POST /createRoom`.
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
        @Nullable JsonObject powerLevelContentOverride) {

    /// A state event that the new room starts with.
    record StateEvent(String type, @Nullable String stateKey, JsonObject content) {}

    List<UserId> invited() {
        return invite == null ? List.of() : invite;
    }

    List<StateEvent> firstState() {
        return initialState == null ? List.of() : initialState;
    }

    boolean direct() {
        return isDirect != null && isDirect;
    }
}
