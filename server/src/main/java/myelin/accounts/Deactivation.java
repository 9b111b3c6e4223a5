package myelin.accounts;

import java.util.Optional;
import myelin.access.LastSeen;
import myelin.accountdata.AccountData;
import myelin.cluster.Follower;
import myelin.core.id.UserId;
import myelin.devices.Devices;
import myelin.sql.Database;
import myelin.stream.Stream;
import myelin.users.Mark;
import myelin.users.Users;

/// Ends accounts for good. Called by all request threads.
///
/// [Account deactivation](https://spec.matrix.org/v1.19/client-server-api/#account-deactivation)
public final class Deactivation {

    private final Database database;
    private final Users users;
    private final LastSeen lastSeen;
    private final Devices devices;
    private final AccountData accountData;
    private final Departure departure;

    Deactivation(Accounts.Parts parts) {
        this.database = parts.database();
        this.users = parts.users();
        this.lastSeen = parts.access().lastSeen();
        this.devices = parts.devices();
        this.accountData = parts.accountData();
        this.departure = parts.departure();
    }

    /// Takes a user's password, devices, tokens and account data. He leaves his rooms soon after, and even when the server
    /// is killed meanwhile. The name stays taken.
    ///
    /// @param erase whether the profile goes, too, and what the user said is hidden from those who had not seen it
    public void deactivate(UserId user, boolean erase) {
        database.write(tx -> {
            users.setPassword(tx, user, null);
            accountData.deleteAll(tx, user);
            lastSeen.forget(tx, user);
            if (erase) {
                users.profiles().removeAll(tx, user);
            }
            devices.deleteAll(tx, user, Optional.empty(), 0);
            if (erase) {
                users.mark(tx, user, Mark.ERASED, true);
            }
            users.mark(tx, user, Mark.DEACTIVATED, true);
        });
    }

    /// Takes the deactivated out of their rooms.
    Follower follower() {
        return Follower.atLeastOnce(
                "departures",
                Stream.USERS,
                (after, upTo) -> users.deactivated(after, upTo).forEach(departure::leaveAllRooms));
    }
}
