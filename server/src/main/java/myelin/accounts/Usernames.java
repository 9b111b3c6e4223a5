package myelin.accounts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import myelin.config.people.RegistrationConfig;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.users.Users;

/// Which names newcomers may take.
///
/// [User identifiers](https://spec.matrix.org/v1.19/appendices/#user-identifiers)
final class Usernames {

    private static final int MAX_BYTES = 255;

    private final RegistrationConfig.Names config;
    private final Database database;
    private final Users users;
    private final ReservedNames reserved;

    Usernames(
            RegistrationConfig.Names config,
            Database database,
            Users users,
            ReservedNames reserved) {
        this.config = config;
        this.database = database;
        this.users = users;
        this.reserved = reserved;
    }

    /// The id of this name, if it is one that a newcomer may have; it may be taken already.
    ///
    /// @throws MatrixError 400 `M_INVALID_USERNAME` or `M_EXCLUSIVE`
    UserId permitted(String localpart) {
        if (localpart.isEmpty()) {
            throw MatrixError.invalidUsername("User ID cannot be empty");
        }
        if (!UserId.isStrictLocalpart(localpart)) {
            throw MatrixError.invalidUsername(
                    "User ID can only contain characters a-z, 0-9, or '=_-./+'");
        }
        if (localpart.startsWith("_") && !config.allowUnderscorePrefix()) {
            throw MatrixError.invalidUsername("User ID may not begin with _");
        }
        ServerName server = users.server();
        String whole = "@" + localpart + ":" + server;
        if (whole.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw MatrixError.invalidUsername(
                    "User ID may not be longer than " + MAX_BYTES + " characters");
        }
        UserId user = UserId.of(localpart, server);
        if (reserved.isReserved(user)) {
            throw MatrixError.exclusive("This user ID is reserved");
        }
        return user;
    }

    /// Whether somebody has this id, or one that differs in small and capital letters alone.
    boolean isTaken(UserId user) {
        return !database.read(tx -> users.findIgnoringCase(tx, user)).isEmpty();
    }

    /// Numbers are for guests and for those who want no name.
    ///
    /// @throws MatrixError 400 `M_INVALID_USERNAME`
    static void requireNoNumber(String localpart) {
        if (localpart.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw MatrixError.invalidUsername("Numeric user IDs are reserved for guest users");
        }
    }

    /// The id of a name that a newcomer may have now.
    ///
    /// @param guest the guest who wants to keep this very name; absent for others
    /// @throws MatrixError 400 `M_INVALID_USERNAME`, `M_EXCLUSIVE` or `M_USER_IN_USE`; 403 when the guest is another
    UserId free(String localpart, Optional<UserId> guest) {
        UserId user = permitted(localpart);
        if (guest.isPresent()) {
            if (!guest.get().equals(user)) {
                throw MatrixError.forbidden(
                        "Cannot register taken user ID without valid guest credentials for that user");
            }
            return user;
        }
        if (isTaken(user)) {
            throw MatrixError.userInUse("User ID already taken");
        }
        requireNoNumber(localpart);
        return user;
    }
}
