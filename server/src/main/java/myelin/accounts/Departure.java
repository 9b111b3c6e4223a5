package myelin.accounts;

import myelin.core.id.UserId;

/// Takes a user who is deactivated out of his rooms. Called by a follower of stream USERS, once or more often.
@FunctionalInterface
public interface Departure {

    /// Leaves all rooms the user is in, and declines all invites and knocks. A room that can't be left is passed over.
    void leaveAllRooms(UserId user);
}
