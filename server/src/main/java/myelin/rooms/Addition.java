package myelin.rooms;

import java.util.Optional;
import myelin.core.id.RoomId;

/// What the event writer is given: drafts of events to be made here, or an event that was made
/// elsewhere.
public sealed interface Addition permits Submission, Arrival {

    /// The room, if it is there already.
    Optional<RoomId> room();

    /// What must be stored in the same database transaction.
    Optional<Submission.Also> also();
}
