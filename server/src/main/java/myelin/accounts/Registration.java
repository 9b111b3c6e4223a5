package myelin.accounts;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.users.Mark;
import myelin.users.NewUser;
import myelin.users.Users;

/// Makes accounts, whoever asks: newcomers, administrators, the command line. Called by all request threads.
public final class Registration {

    private final Database database;
    private final Users users;
    private final Usernames usernames;
    private final Arrival arrival;

    Registration(Database database, Users users, Usernames usernames, Arrival arrival) {
        this.arrival = arrival;
        this.database = database;
        this.users = users;
        this.usernames = usernames;
    }

    /// Who is to get an account.
    ///
    /// @param localpart the name; absent: a number. Capitals become small letters.
    /// @param passwordHash bcrypt; absent: no login by password
    /// @param displayName the first display name; absent: the localpart
    /// @param userType a word of the administrator's choice; absent for persons
    /// @param marks as `ADMIN`
    public record Newcomer(
            Optional<String> localpart,
            Optional<String> passwordHash,
            Optional<String> displayName,
            Optional<String> userType,
            Set<Mark> marks) {

        /// Somebody who registers himself.
        public static Newcomer person(Optional<String> localpart, String passwordHash) {
            return new Newcomer(
                    localpart,
                    Optional.of(passwordHash),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of());
        }

        /// Never shows the hash.
        @Override
        public String toString() {
            return "Newcomer[" + localpart + " " + marks + "]";
        }
    }

    /// Makes an account.
    ///
    /// @throws MatrixError 400 `M_INVALID_USERNAME`, `M_EXCLUSIVE` or `M_USER_IN_USE`
    public UserId register(Newcomer newcomer) {
        Optional<UserId> named =
                newcomer.localpart()
                        .map(name ->
                                usernames.free(name.toLowerCase(Locale.ROOT), Optional.empty()));
        UserId registered =
                database.transact(tx -> {
                    UserId user = named.orElseGet(() -> users.nextNumbered(tx));
                    if (!users.create(tx, newUser(user, newcomer))) {
                        throw MatrixError.userInUse("User ID already taken");
                    }
                    return user;
                });
        arrival.welcome(registered, newcomer.marks().contains(Mark.GUEST));
        return registered;
    }

    /// Makes a guest account, named by a number.
    public UserId registerGuest() {
        return register(
                new Newcomer(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        EnumSet.of(Mark.GUEST)));
    }

    /// Makes a guest a person, who keeps the name.
    ///
    /// @throws MatrixError 400 `M_USER_IN_USE` when it is no guest's any more
    public UserId promote(UserId guest, String passwordHash) {
        if (!database.transact(tx -> users.promoteGuest(tx, guest, passwordHash))) {
            throw MatrixError.userInUse("User ID already taken");
        }
        arrival.welcome(guest, false);
        return guest;
    }

    private static NewUser newUser(UserId user, Newcomer newcomer) {
        return new NewUser(
                user,
                newcomer.passwordHash(),
                newcomer.displayName().or(() -> Optional.of(user.localpart())),
                newcomer.userType(),
                Optional.empty(),
                newcomer.marks());
    }
}
