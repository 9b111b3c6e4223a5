package myelin.core.id;

import java.util.Optional;

/// A name of a room for people, `#localpart:server`. The server is the one which knows the room.
///
/// See <https://spec.matrix.org/v1.19/appendices/#room-aliases>.
public record RoomAlias(String value) implements Identifier {
    /// @throws InvalidId if `value` is not a room alias
    public RoomAlias {
        Grammar.requireWithServer("a room alias", '#', value);
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` is not a room alias
    public static RoomAlias parse(String value) {
        return new RoomAlias(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<RoomAlias> tryParse(String value) {
        return Grammar.attempt(RoomAlias::new, value);
    }

    /// The alias `localpart` of `server`.
    ///
    /// @throws InvalidId if the localpart holds a colon or NUL, or the whole is too long
    public static RoomAlias of(String localpart, ServerName server) {
        if (localpart.indexOf(':') >= 0) {
            throw new InvalidId("not a localpart: it contains ':'");
        }
        return new RoomAlias("#" + localpart + ":" + server.value());
    }

    /// What stands between `#` and the first `:`.
    public String localpart() {
        return value.substring(1, value.indexOf(':'));
    }

    /// The server which resolves the alias.
    public ServerName server() {
        return new ServerName(value.substring(value.indexOf(':') + 1));
    }

    @Override
    public String toString() {
        return value;
    }
}
