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
/// @param stateField under which name the state is told
record SyncRequest(
        Requester requester,
        SyncFilter filter,
        Optional<Heads> since,
        boolean fullState,
        StateField stateField) {

    /// Where an answer tells the state of a room.
    enum StateField {
        /// As it is before the timeline.
        STATE("state"),
        /// As it is after the timeline.
        STATE_AFTER("state_after"),
        /// The same, for clients that ask for it by its name before it was in the specification.
        UNSTABLE_STATE_AFTER("org.matrix.msc4222.state_after");

        private final String text;

        StateField(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /// Whether the state is to be told as it is after the timeline.
    boolean stateAfter() {
        return stateField != StateField.STATE;
    }

    UserId user() {
        return requester.user();
    }

    boolean isInitial() {
        return since.isEmpty();
    }

    /// Whether everything is told, be it known or not.
    boolean isWhole() {
        return isInitial() || fullState;
    }
}
