package myelin.rooms;

import myelin.core.event.Draft;
import myelin.http.MatrixError;

/// Somebody who looks at what a client wants to send, before the room's rules do: aliases that must
/// exist, members who must be asked elsewhere, policies. Lives here because sending is here; those
/// who screen stand higher in the line of packages.
public interface EventScreen {

    /// Lets the draft pass, or throws.
    ///
    /// @throws MatrixError as the client shall see it
    void screen(RoomSnapshot room, Draft draft);
}
