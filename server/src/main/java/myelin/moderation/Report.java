package myelin.moderation;

import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// What a user has reported.
///
/// @param number by which administrators know it
/// @param receivedTs milliseconds
/// @param by who reported
/// @param reason in the user's words
/// @param score how bad it is, from -100 to 0, as clients said up to v1.17 of the specification
public record Report(
        long number,
        long receivedTs,
        UserId by,
        Subject subject,
        Optional<String> reason,
        Optional<Long> score) {

    /// What is reported.
    public sealed interface Subject {
        /// An event.
        record OfEvent(RoomId room, EventId event, UserId sender) implements Subject {}

        /// A room.
        record OfRoom(RoomId room) implements Subject {}

        /// A user of this server.
        record OfUser(UserId user) implements Subject {}
    }

    /// The kinds of subjects.
    public enum Kind {
        EVENT,
        ROOM,
        USER;

        /// The kind of a subject.
        static Kind of(Subject subject) {
            return switch (subject) {
                case Subject.OfEvent event -> EVENT;
                case Subject.OfRoom room -> ROOM;
                case Subject.OfUser user -> USER;
            };
        }
    }
}
