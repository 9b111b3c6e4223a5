package myelin.users;

import java.util.Optional;
import java.util.Set;
import myelin.core.id.UserId;

/// An account of this server.
///
/// @param user its id
/// @param passwordHash bcrypt; absent when no password lets anybody in
/// @param createdTs when it was made, milliseconds
/// @param userType a word of the administrator's choice, as `bot` or `support`; absent for persons
/// @param appservice the id of the application service that made it
/// @param consentVersion the version of the privacy policy that was accepted
/// @param marks what else is to be said
public record UserRecord(
        UserId user,
        Optional<String> passwordHash,
        long createdTs,
        Optional<String> userType,
        Optional<String> appservice,
        Optional<String> consentVersion,
        Set<Mark> marks) {

    public UserRecord {
        marks = Set.copyOf(marks);
    }

    /// Whether the account bears the mark.
    public boolean is(Mark mark) {
        return marks.contains(mark);
    }

    /// Never shows the hash.
    @Override
    public String toString() {
        return "UserRecord[" + user + " " + marks + "]";
    }
}
