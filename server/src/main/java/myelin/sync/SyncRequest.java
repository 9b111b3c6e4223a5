package myelin.sync;

import java.util.Optional;
import myelin.core.filter.SyncFilter;
import myelin.core.id.UserId;
import myelin.http.Requester;
import myelin.stream.Heads;

/// One client's question what is new.
///
/// @param since where the client stands; empty: it knows nothing
/// @param fullState the client wants all state, and an answer at once
/// @param stateAfter the state is to be told as it is after the timeline (MSC4222)
record SyncRequest(
        Requester requester,
        SyncFilter filter,
        Optional<Heads> since,
        boolean fullState,
        boolean stateAfter) {

    UserId user() {
        return requester.user();
    }

    boolean isInitial() {
        return since.isEmpty();
    }
}
