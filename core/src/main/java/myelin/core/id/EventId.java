package myelin.core.id;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The id of an event, `$opaque`. All forms are accepted, because an id is compared and never read:
/// `$opaque:server` (room versions 1 and 2), `$` with base64 (3), `$` with URL-safe base64 (4 and later).
///
/// See <https://spec.matrix.org/v1.19/appendices/#event-ids>.
public record EventId(String value) implements Identifier {
    /// @throws InvalidId if `value` lacks the `$` or what should follow it, holds NUL, or is too long
    public EventId {
        Grammar.requireOpaque("an event ID", '$', value);
        if (value.length() == 1) {
            throw new InvalidId("not an event ID: nothing follows the '$'");
        }
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if `value` lacks the `$` or what should follow it, holds NUL, or is too long
    public static EventId parse(String value) {
        return new EventId(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<EventId> tryParse(String value) {
        return Grammar.attempt(EventId::new, value);
    }

    /// The server which made the event, where the id names one (room versions 1 and 2).
    public Optional<ServerName> server() {
        int colon = value.indexOf(':');
        return colon < 0 ? Optional.empty() : ServerName.tryParse(value.substring(colon + 1));
    }

    /// As a record has it. Written out for ids, which are keys everywhere: what the JVM makes of a record is slow until it
    /// is hot.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventId id && value.equals(id.value);
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
