package myelin.core.id;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The id of a room: `!opaque:server` up to room version 11, and from version 12 on `!` with the
/// reference hash of the room's create event (43 characters of URL-safe base64).
///
/// See <https://spec.matrix.org/v1.19/appendices/#room-ids>.
public record RoomId(String value) implements Identifier {
    private static final String WHAT = "a room ID";
    private static final int HASH_LENGTH = 43;

    /// @throws InvalidId if `value` has neither of the two forms
    public RoomId {
        if (value.indexOf(':') < 0) {
            Grammar.requireOpaque(WHAT, '!', value);
            if (value.length() != 1 + HASH_LENGTH || !Grammar.isUrlSafe(value, 1)) {
                throw new InvalidId(
                        "not a room ID: it has neither a server name nor the hash of an event");
            }
        } else {
            Grammar.requireWithServer(WHAT, '!', value);
        }
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` has neither of the two forms
    public static RoomId parse(String value) {
        return new RoomId(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<RoomId> tryParse(String value) {
        return Grammar.attempt(RoomId::new, value);
    }

    /// The server which created the room; absent from room version 12 on. It need not be in the room.
    public Optional<ServerName> server() {
        int colon = value.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new ServerName(value.substring(colon + 1)));
    }

    /// As a record has it. Written out for ids, which are keys everywhere: what the JVM makes of a record is slow until it
    /// is hot.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoomId id && value.equals(id.value);
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
