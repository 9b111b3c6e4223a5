package myelin.profiles;

import myelin.core.id.UserId;
import myelin.http.Requester;

/// What profiles need of rooms. Called by request threads.
public interface RoomProfiles {

    /// A server without rooms.
    RoomProfiles NONE =
            new RoomProfiles() {
                @Override
                public boolean shareRoom(UserId one, UserId other) {
                    return false;
                }

                @Override
                public void spread(Requester by, UserId user) {}
            };

    /// Whether both are joined to some room.
    boolean shareRoom(UserId one, UserId other);

    /// Puts the present display name and avatar of a user into the rooms he is joined to.
    ///
    /// @param by who changed them: the user, or an administrator
    void spread(Requester by, UserId user);
}
