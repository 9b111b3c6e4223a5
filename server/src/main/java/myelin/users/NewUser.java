package myelin.users;

import java.util.Optional;
import java.util.Set;
import myelin.core.id.UserId;

/// An account to be made.
///
/// @param user its id, of this server
/// @param passwordHash bcrypt; absent when no password lets anybody in
/// @param displayName the first display name
/// @param userType a word of the administrator's choice; absent for persons
/// @param appservice the id of the application service that makes it
/// @param marks what else is to be said
public record NewUser(
        UserId user,
        Optional<String> passwordHash,
        Optional<String> displayName,
        Optional<String> userType,
        Optional<String> appservice,
        Set<Mark> marks) {

    /// A person with a password, whose display name is the localpart.
    public static NewUser person(UserId user, String passwordHash) {
        return new NewUser(
                user,
                Optional.of(passwordHash),
                Optional.of(user.localpart()),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    /// Never shows the hash.
    @Override
    public String toString() {
        return "NewUser[" + user + " " + marks + "]";
    }
}
