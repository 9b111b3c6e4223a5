package myelin.members;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Who is what in which room now, by room and by user.
final class MembershipsTable {

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO memberships (room_id, user_id, membership, event_id, position,
                        sender, local, forgotten, display_name, avatar_url)
                    VALUES (:room, :user, :membership, :event, :position,
                        :sender, :local, FALSE, :name, :avatar)
                    ON CONFLICT (room_id, user_id) DO UPDATE
                        SET membership = excluded.membership, event_id = excluded.event_id,
                            position = excluded.position, sender = excluded.sender,
                            forgotten = FALSE, display_name = excluded.display_name,
                            avatar_url = excluded.avatar_url\
                    """);

    private static final Sql REMOVE =
            Sql.of("DELETE FROM memberships WHERE room_id = :room AND user_id = :user");

    private static final Sql IS_GONE =
            Sql.of(
                    """
                    SELECT 1 FROM memberships
                    WHERE room_id = :room AND user_id = :user
                        AND membership IN ('leave', 'ban')\
                    """);

    private static final Sql FORGET =
            Sql.of(
                    """
                    UPDATE memberships SET forgotten = TRUE, forgotten_position = :position
                    WHERE room_id = :room AND user_id = :user
                        AND membership IN ('leave', 'ban')\
                    """);

    private static final Sql FORGOTTEN =
            Sql.of(
                    """
                    SELECT COUNT(*) AS known,
                        COUNT(CASE WHEN forgotten = TRUE THEN 1 END) AS forgotten
                    FROM memberships WHERE room_id = :room AND local = TRUE\
                    """);

    private static final Sql DELETE_LOCAL =
            Sql.of(
                    """
                    DELETE FROM memberships WHERE room_id = :room AND local = TRUE
                    RETURNING user_id\
                    """);

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM memberships WHERE room_id = :room AND user_id IN (
                        SELECT user_id FROM memberships WHERE room_id = :room LIMIT :limit)
                    RETURNING user_id\
                    """);

    private static final Sql WHO_FORGOT =
            Sql.of(
                    """
                    SELECT user_id FROM memberships
                    WHERE forgotten_position > :after AND forgotten_position <= :upTo\
                    """);

    private static final Sql OF_USER = Sql.of("SELECT * FROM memberships WHERE user_id = :user");

    private static final Sql COUNT =
            Sql.of(
                    """
                    SELECT membership, COUNT(*) AS users FROM memberships
                    WHERE room_id = :room GROUP BY membership\
                    """);

    private static final Sql IN_ROOM =
            Sql.of(
                    """
                    SELECT * FROM memberships WHERE room_id = :room AND membership = :membership
                    ORDER BY position\
                    """);

    private static final Sql JOINED =
            Sql.of(
                    """
                    SELECT user_id, display_name, avatar_url FROM memberships
                    WHERE room_id = :room AND membership = 'join'\
                    """);

    private static final Sql FIRST_IN_ROOM =
            Sql.of(
                    """
                    SELECT * FROM memberships
                    WHERE room_id = :room AND membership {in :memberships} AND user_id <> :except
                    ORDER BY position LIMIT :limit\
                    """);

    private static final Sql FIRST_IN_ROOMS =
            Sql.of(
                    """
                    SELECT * FROM (
                        SELECT m.*,
                            ROW_NUMBER() OVER (PARTITION BY room_id ORDER BY position) AS place
                        FROM memberships m
                        WHERE room_id {in :rooms} AND membership {in :memberships}
                            AND user_id <> :except
                    ) ranked WHERE place <= :limit ORDER BY room_id, place\
                    """);

    private static final Sql LOCAL_IN_ROOMS =
            Sql.of(
                    """
                    SELECT room_id, user_id FROM memberships
                    WHERE room_id {in :rooms} AND membership = 'join' AND local = TRUE\
                    """);

    private static final Sql JOINED_LIKE =
            Sql.of(
                    """
                    SELECT user_id FROM memberships
                    WHERE room_id = :room AND membership = 'join' AND user_id LIKE :pattern\
                    """);

    void set(Tx tx, Collection<RoomMember> members, Predicate<UserId> local) {
        if (members.isEmpty()) {
            return;
        }
        Batch batch = tx.batch(SET);
        for (RoomMember member : members) {
            batch.bind("room", member.room())
                    .bind("user", member.user())
                    .bind("membership", member.membership().text())
                    .bind("event", member.event())
                    .bind("position", member.position())
                    .bind("sender", member.sender())
                    .bind("local", local.test(member.user()))
                    .bind("name", member.displayName())
                    .bind("avatar", member.avatarUrl())
                    .add();
        }
        batch.run();
    }

    void remove(Tx tx, RoomId room, UserId user) {
        tx.update(REMOVE).bind("room", room).bind("user", user).run();
    }

    /// Whether the user has been sent away from the room, or has left it.
    boolean isGone(Tx tx, RoomId room, UserId user) {
        return tx.query(IS_GONE).bind("room", room).bind("user", user).exists();
    }

    /// Marks a room which the user has left as forgotten.
    ///
    /// @param position in stream FORGOTTEN_ROOMS
    void forget(Tx tx, RoomId room, UserId user, long position) {
        tx.update(FORGET).bind("room", room).bind("user", user).bind("position", position).run();
    }

    /// Whether all users of this server who have a membership have forgotten the room, and somebody has one.
    boolean areAllForgotten(Tx tx, RoomId room) {
        return tx.query(FORGOTTEN)
                .bind("room", room)
                .one(row ->
                        row.number("known") > 0 && row.number("known") == row.number("forgotten"));
    }

    /// Deletes the memberships of users of this server.
    List<UserId> deleteLocal(Tx tx, RoomId room) {
        return tx.update(DELETE_LOCAL)
                .bind("room", room)
                .list(row -> row.id("user_id", UserId::parse));
    }

    /// Deletes up to `limit` memberships of a room.
    List<UserId> deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN)
                .bind("room", room)
                .bind("limit", limit)
                .list(row -> row.id("user_id", UserId::parse));
    }

    /// Who has forgotten a room above `after` and up to `upTo` of stream FORGOTTEN_ROOMS.
    List<UserId> whoForgot(Tx tx, long after, long upTo) {
        return tx.query(WHO_FORGOT)
                .bind("after", after)
                .bind("upTo", upTo)
                .list(row -> row.id("user_id", UserId::parse));
    }

    List<RoomMember> ofUser(Tx tx, UserId user) {
        return tx.query(OF_USER).bind("user", user).list(MembershipsTable::member);
    }

    /// How many users have which membership of a room.
    Map<Membership, Long> count(Tx tx, RoomId room) {
        Map<Membership, Long> counts = new EnumMap<>(Membership.class);
        tx.query(COUNT)
                .bind("room", room)
                .forEach(row ->
                        counts.put(
                                Membership.of(row.string("membership")).orElseThrow(),
                                row.number("users")));
        return counts;
    }

    List<RoomMember> inRoom(Tx tx, RoomId room, Membership membership) {
        return tx.query(IN_ROOM)
                .bind("room", room)
                .bind("membership", membership.text())
                .list(MembershipsTable::member);
    }

    /// Who is in a room, in no order; only what is shown of them, because there may be many.
    List<JoinedMember> joined(Tx tx, RoomId room) {
        return tx.query(JOINED)
                .bind("room", room)
                .list(row ->
                        new JoinedMember(
                                row.id("user_id", UserId::parse),
                                row.optionalString("display_name"),
                                row.optionalString("avatar_url")));
    }

    /// The members who have been there longest.
    List<RoomMember> first(
            Tx tx, RoomId room, Collection<Membership> memberships, UserId except, int limit) {
        return tx.query(FIRST_IN_ROOM)
                .bind("room", room)
                .bindStrings("memberships", memberships.stream().map(Membership::text).toList())
                .bind("except", except)
                .bind("limit", limit)
                .list(MembershipsTable::member);
    }

    /// As above, of several rooms, whose members are all looked at.
    List<RoomMember> first(
            Tx tx,
            Collection<RoomId> rooms,
            Collection<Membership> memberships,
            UserId except,
            int limit) {
        return tx.query(FIRST_IN_ROOMS)
                .bindStrings("rooms", rooms)
                .bindStrings("memberships", memberships.stream().map(Membership::text).toList())
                .bind("except", except)
                .bind("limit", limit)
                .list(MembershipsTable::member);
    }

    Map<RoomId, Set<UserId>> localInRooms(Tx tx, Collection<RoomId> rooms) {
        Map<RoomId, Set<UserId>> users = new HashMap<>();
        tx.query(LOCAL_IN_ROOMS)
                .bindStrings("rooms", rooms)
                .forEach(row ->
                        users.computeIfAbsent(
                                        row.id("room_id", RoomId::parse), _ -> new HashSet<>())
                                .add(row.id("user_id", UserId::parse)));
        return users;
    }

    /// The members of a room who are of a server.
    List<UserId> joinedOf(Tx tx, RoomId room, ServerName server) {
        return tx
                .query(JOINED_LIKE)
                .bind("room", room)
                .bind("pattern", "%:" + server.value())
                .list(row -> row.id("user_id", UserId::parse))
                .stream()
                .filter(user -> user.isOf(server))
                .toList();
    }

    private static RoomMember member(Row row) {
        return new RoomMember(
                row.id("room_id", RoomId::parse),
                row.id("user_id", UserId::parse),
                Membership.of(row.string("membership")).orElseThrow(),
                row.id("event_id", EventId::parse),
                row.number("position"),
                row.id("sender", UserId::parse),
                row.bool("forgotten"),
                row.optionalString("display_name"),
                row.optionalString("avatar_url"));
    }
}
