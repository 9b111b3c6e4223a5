package myelin.stream;

import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;

/// Says that a stream has moved to a position, and whom that concerns. It carries no data and may get lost:
/// who is woken by it reads the database.
///
/// @param stream what has moved
/// @param position a committed position
/// @param rooms rooms whose members on this server may want to know
/// @param users users who may want to know
/// @param isForAll everybody may want to know; without it, neither rooms nor users means nobody
public record Hint(
        Stream stream, long position, Set<RoomId> rooms, Set<UserId> users, boolean isForAll) {
    public Hint {
        rooms = Set.copyOf(rooms);
        users = Set.copyOf(users);
    }

    /// For the members of rooms, and for users.
    public Hint(Stream stream, long position, Set<RoomId> rooms, Set<UserId> users) {
        this(stream, position, rooms, users, false);
    }

    public static Hint ofRooms(Stream stream, long position, Set<RoomId> rooms) {
        return new Hint(stream, position, rooms, Set.of());
    }

    public static Hint ofUsers(Stream stream, long position, Set<UserId> users) {
        return new Hint(stream, position, Set.of(), users);
    }

    public static Hint ofAll(Stream stream, long position) {
        return new Hint(stream, position, Set.of(), Set.of(), true);
    }
}
