package myelin.accounts;

import myelin.core.id.UserId;

/// Shows a new user around. Called by request threads, after the account is stored.
@FunctionalInterface
public interface Arrival {

    /// Takes the user into the rooms where all are. A room that can't be entered is passed over.
    void welcome(UserId user, boolean guest);
}
