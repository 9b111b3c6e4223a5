package myelin.receipts;

import java.util.Arrays;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// A user's word that everything up to an event has been read.
///
/// @param thread `main` for the main timeline, the id of a thread's root, or empty for all of them
/// @param eventPosition where the event is; 0 when this server does not have it
/// @param ts when it was sent, in milliseconds since 1970
public record Receipt(
        RoomId room,
        UserId user,
        Type type,
        Optional<String> thread,
        EventId event,
        long eventPosition,
        long ts) {

    /// The thread id of the main timeline.
    public static final String MAIN = "main";

    /// Who is told.
    public enum Type {
        /// Everybody in the room.
        READ("m.read"),
        /// The user's own devices only.
        READ_PRIVATE("m.read.private");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /// The name in the spec.
        public String text() {
            return text;
        }

        static Optional<Type> of(String text) {
            return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
        }
    }
}
