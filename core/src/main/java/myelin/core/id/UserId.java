package myelin.core.id;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The id of a user, `@localpart:server`.
///
/// Historical ids are accepted, as the spec demands: their localpart may be empty or hold any
/// character but `:` and NUL. Ask [#isStrictLocalpart] before a new user gets an id.
///
/// See <https://spec.matrix.org/v1.19/appendices/#user-identifiers>.
public record UserId(String value) implements Identifier {
    private static final String WHAT = "a user ID";

    /// @throws InvalidId if `value` is not even a historical user ID
    public UserId {
        Grammar.requireWithServer(WHAT, '@', value);
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` is not even a historical user ID
    public static UserId parse(String value) {
        return new UserId(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<UserId> tryParse(String value) {
        return Grammar.attempt(UserId::new, value);
    }

    /// The user `localpart` of `server`.
    ///
    /// @throws InvalidId if the localpart holds a colon or NUL, or the whole is too long
    public static UserId of(String localpart, ServerName server) {
        if (localpart.indexOf(':') >= 0) {
            throw new InvalidId("not a localpart: it contains ':'");
        }
        return new UserId("@" + localpart + ":" + server.value());
    }

    /// What stands between `@` and the first `:`.
    public String localpart() {
        return value.substring(1, value.indexOf(':'));
    }

    /// The server which allocated the id.
    public ServerName server() {
        return new ServerName(value.substring(value.indexOf(':') + 1));
    }

    /// Whether a server allocated the id.
    public boolean isOf(ServerName server) {
        int host = value.indexOf(':') + 1;
        return value.length() - host == server.value().length() && value.endsWith(server.value());
    }

    /// Whether the id of a new user may have this localpart: at least one of `a-z 0-9 . _ = - / +`, and nothing else.
    public static boolean isStrictLocalpart(String localpart) {
        return !localpart.isEmpty() && localpart.chars().allMatch(UserId::isStrict);
    }

    private static boolean isStrict(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._=-/+".indexOf(c) >= 0;
    }

    /// As a record has it. Written out for ids, which are keys everywhere: what the JVM makes of a record is slow until it
    /// is hot.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
