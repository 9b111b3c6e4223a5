package myelin.uia;

import java.util.Locale;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.limits.RateLimit;
import myelin.limits.RateLimits;
import myelin.users.Passwords;
import myelin.users.UserRecord;
import myelin.users.Users;

/// Who somebody is, by identifier and password: at a login, and where a delicate request is confirmed.
///
/// An unknown user costs as long as a wrong password, and is answered alike.
public final class PasswordCheck {

    private final Users users;
    private final Passwords passwords;
    private final RateLimits limits;

    PasswordCheck(Users users, RateLimits limits) {
        this.users = users;
        this.passwords = users.passwords();
        this.limits = limits;
    }

    /// The user whose password was given.
    ///
    /// @param submission `identifier` (or `user`, or `medium` and `address`, as before the identifiers) and `password`
    /// @throws MatrixError 403 `M_FORBIDDEN` when they don't belong together; 400 when one is missing
    /// @throws myelin.limits.LimitExceeded when too many attempts at this user have failed
    public UserRecord check(JsonObject submission) {
        String password =
                submission
                        .string("password")
                        .orElseThrow(() -> MatrixError.invalidParam("Bad parameter: password"));
        Identifier identifier = Identifier.read(submission);
        limits.peek(RateLimit.LOGIN_FAILED_ATTEMPTS, key(identifier));
        Optional<UserRecord> meant = meant(identifier);
        if (!passwords.fits(password, meant.flatMap(UserRecord::passwordHash))) {
            limits.record(RateLimit.LOGIN_FAILED_ATTEMPTS, key(identifier));
            throw MatrixError.forbidden("Invalid username or password");
        }
        return meant.orElseThrow();
    }

    private Optional<UserRecord> meant(Identifier identifier) {
        return switch (identifier) {
            case Identifier.User(var name) ->
                    UserId.tryParse(qualified(name)).flatMap(users::findMeant);
            case Identifier.ThirdParty _ -> Optional.empty();
        };
    }

    private String key(Identifier identifier) {
        return switch (identifier) {
            case Identifier.User(var name) -> qualified(name).toLowerCase(Locale.ROOT);
            case Identifier.ThirdParty(var medium, var address) -> medium + " " + address;
        };
    }

    private String qualified(String name) {
        return name.startsWith("@") ? name : "@" + name + ":" + users.server();
    }
}
