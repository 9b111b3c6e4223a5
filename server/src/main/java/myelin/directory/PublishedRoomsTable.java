package myelin.directory;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.rooms.RoomSnapshot;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The rooms of the server's public room list, each with its entry as it was at a position, so that a
/// page costs what is on it.
final class PublishedRoomsTable {

    /// A page is full of these.
    ///
    /// @param joined members, by which the list is ordered
    record Entry(RoomId room, long joined, JsonObject chunk) {

        PublicRooms.Rank rank() {
            return new PublicRooms.Rank(joined, room.value());
        }
    }

    /// What there is to say of a room.
    ///
    /// @param listed whether it is shown
    /// @param type what kind of room it is; empty for a usual one
    /// @param words in which a search looks
    /// @param position up to which the room is known
    record Description(
            RoomId room,
            boolean listed,
            long joined,
            String type,
            String words,
            JsonObject chunk,
            long position) {

        static Description of(RoomSnapshot room) {
            RoomSummary summary = RoomSummary.of(room);
            return new Description(
                    room.room(),
                    summary.joinedMembers() > 0 && summary.isOpen(),
                    summary.joinedMembers(),
                    summary.type().orElse(""),
                    summary.words(),
                    summary.chunk(),
                    room.head().position());
        }
    }

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO published_rooms
                        (room_id, listed, joined_members, room_type, words, chunk, position)
                    VALUES (:room, FALSE, 0, '', '', '{}', 0)
                    ON CONFLICT (room_id) DO NOTHING\
                    """);

    private static final Sql UPDATE =
            Sql.of(
                    """
                    UPDATE published_rooms
                    SET listed = :listed, joined_members = :joined, room_type = :type,
                        words = :words, chunk = :chunk, position = :position
                    WHERE room_id = :room AND position < :position\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM published_rooms WHERE room_id = :room");

    private static final Sql FIND =
            Sql.of("SELECT room_id FROM published_rooms WHERE room_id = :room");

    private static final Sql AMONG =
            Sql.of("SELECT room_id FROM published_rooms WHERE room_id {in :rooms}");

    private static final Sql COUNT =
            Sql.of("SELECT COUNT(*) AS rooms FROM published_rooms WHERE listed");

    private static final String WANTED =
            """
             AND (NOT CAST(:typed AS BOOLEAN) OR room_type {in :types})
             AND (:term = '' OR words LIKE :like ESCAPE '!')\
            """;

    private static final Sql FORWARD =
            Sql.of(
                    """
                    SELECT room_id, joined_members, chunk FROM published_rooms
                    WHERE listed AND joined_members <= :joined
                        AND (joined_members < :joined OR room_id > :room)\
                    """
                            + WANTED
                            + " ORDER BY joined_members DESC, room_id LIMIT :limit");

    private static final Sql BACKWARD =
            Sql.of(
                    """
                    SELECT room_id, joined_members, chunk FROM published_rooms
                    WHERE listed AND joined_members >= :joined
                        AND (joined_members > :joined OR room_id < :room)\
                    """
                            + WANTED
                            + " ORDER BY joined_members, room_id DESC LIMIT :limit");

    boolean contains(Tx tx, RoomId room) {
        return tx.query(FIND).bind("room", room).exists();
    }

    /// Which of these are in the list.
    List<RoomId> among(Tx tx, Collection<RoomId> rooms) {
        return tx.query(AMONG)
                .bindStrings("rooms", rooms.stream().map(RoomId::value).toList())
                .list(row -> row.id("room_id", RoomId::parse));
    }

    /// Puts a room into the list, where it shows as soon as it is [#describe]d; or takes it out.
    void set(Tx tx, RoomId room, boolean published) {
        tx.update(published ? INSERT : DELETE).bind("room", room).run();
    }

    /// Writes a room's entry, unless a newer one is there or the room is not in the list.
    void describe(Tx tx, Description is) {
        tx.update(UPDATE)
                .bind("room", is.room())
                .bind("listed", is.listed())
                .bind("joined", is.joined())
                .bind("type", is.type())
                .bind("words", is.words())
                .bind("chunk", is.chunk())
                .bind("position", is.position())
                .run();
    }

    /// How many rooms are shown.
    long count(Tx tx) {
        return tx.query(COUNT).one(row -> row.number("rooms"));
    }

    /// Up to `limit` rooms behind a place, the largest first, or before it, the smallest first.
    List<Entry> page(Tx tx, PublicRooms.Place place, PublicRooms.Query query, int limit) {
        Set<Optional<String>> types = query.types();
        return tx.query(place.back() ? BACKWARD : FORWARD)
                .bind("joined", place.rank().joined())
                .bind("room", place.rank().room())
                .bind("typed", !types.isEmpty())
                .bindStrings("types", types.stream().map(type -> type.orElse("")).toList())
                .bind("term", query.term())
                .bind("like", like(query.term()))
                .bind("limit", limit)
                .list(PublishedRoomsTable::entry);
    }

    private static String like(String term) {
        return "%" + term.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.id("room_id", RoomId::parse), row.number("joined_members"), row.json("chunk"));
    }
}
