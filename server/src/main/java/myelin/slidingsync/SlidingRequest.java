package myelin.slidingsync;

import java.util.Map;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.http.Requester;

/// One client's question what is new in the rooms that it looks at.
///
/// @param connection the client's name for the connection; several run side by side
/// @param pos where the client stands; empty: it begins anew
/// @param timeoutMs how long it wants to wait for news, in milliseconds
record SlidingRequest(
        Requester requester,
        Dialect dialect,
        String connection,
        Optional<String> pos,
        long timeoutMs,
        Asked asked) {

    /// What is asked for.
    ///
    /// @param lists by the client's names for them
    /// @param subscriptions rooms that are wanted whether a list shows them or not
    record Asked(
            Map<String, ListConfig> lists,
            Map<RoomId, RoomConfig> subscriptions,
            Extensions extensions) {}

    UserId user() {
        return requester.user();
    }

    /// Whether any rooms are asked for.
    boolean wantsRooms() {
        return !asked.lists().isEmpty() || !asked.subscriptions().isEmpty();
    }
}
