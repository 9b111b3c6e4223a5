package myelin.sending;

import myelin.core.event.Draft;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.rooms.RoomSnapshot;

/// Somebody who looks at what a client wants to send, before the room's rules do: aliases that must
/// exist, members who must be let in elsewhere, policies. Lives here because sending is here; those
/// who screen stand below in the line of packages.
public interface EventScreen {

    /// Lets the draft pass, as it is or completed, or throws.
    ///
    /// @throws MatrixError as the client shall see it
    Draft screen(RoomSnapshot room, Draft draft, Requester requester);

    /// The same for a state event with which a room shall begin.
    ///
    /// @throws MatrixError as the client shall see it
    Draft screenFirst(NewRoom room, Draft draft, Requester requester);

    /// Draws conclusions from a state event that has been sent.
    default void sent(RoomSnapshot before, StoredEvent event) {}
}
