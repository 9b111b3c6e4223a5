package myelin.core.id;

import java.util.Optional;

/// The id of a user, `@localpart:server`.
///
/// Historical ids are accepted, as the spec demands: their localpart may be empty or hold any
/// character but `:` and NUL. Use [#isStrict()] before a new user gets an id.
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

    /// Whether this may be the id of a new user: a localpart of at least one of `a-z 0-9 . _ = - / +`.
    public boolean isStrict() {
        int colon = value.indexOf(':');
        for (int i = 1; i < colon; i++) {
            if (!isStrict(value.charAt(i))) {
                return false;
            }
        }
        return colon > 1;
    }

    private static boolean isStrict(char c) {
        return (c >= 'a' && c <= 'z') || Grammar.isDigit(c) || "._=-/+".indexOf(c) >= 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
