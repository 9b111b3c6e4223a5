package myelin.stats;

import myelin.core.id.RoomId;
import myelin.core.room.Membership;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The statistics of rooms and users.
final class StatsTable {

    private static final Sql SET_STATE =
            Sql.of(
                    """
                    INSERT INTO room_stats_state (room_id, name, topic, avatar, canonical_alias,
                        encryption, join_rules, history_visibility, guest_access,
                        is_federatable, room_type)
                    VALUES (:room, :name, :topic, :avatar, :alias,
                        :encryption, :rules, :visibility, :guests, :federatable, :type)
                    ON CONFLICT (room_id) DO UPDATE
                        SET name = excluded.name, topic = excluded.topic,
                            avatar = excluded.avatar,
                            canonical_alias = excluded.canonical_alias,
                            encryption = excluded.encryption, join_rules = excluded.join_rules,
                            history_visibility = excluded.history_visibility,
                            guest_access = excluded.guest_access,
                            is_federatable = excluded.is_federatable,
                            room_type = excluded.room_type\
                    """);

    private static final Sql SET_CURRENT =
            Sql.of(
                    """
                    INSERT INTO room_stats_current (room_id, current_state_events, joined_members,
                        invited_members, left_members, banned_members, knocked_members,
                        local_users_in_room, completed_delta_stream_id)
                    VALUES (:room, :state, :joined, :invited, :left, :banned, :knocked,
                        :local, :position)
                    ON CONFLICT (room_id) DO UPDATE
                        SET current_state_events = excluded.current_state_events,
                            joined_members = excluded.joined_members,
                            invited_members = excluded.invited_members,
                            left_members = excluded.left_members,
                            banned_members = excluded.banned_members,
                            knocked_members = excluded.knocked_members,
                            local_users_in_room = excluded.local_users_in_room,
                            completed_delta_stream_id = excluded.completed_delta_stream_id\
                    """);

    private static final Sql SET_USER =
            Sql.of(
                    """
                    INSERT INTO user_stats_current
                        (user_id, joined_rooms, completed_delta_stream_id)
                    VALUES (:user, :joined, :position)
                    ON CONFLICT (user_id) DO UPDATE
                        SET joined_rooms = excluded.joined_rooms,
                            completed_delta_stream_id = excluded.completed_delta_stream_id\
                    """);

    private static final Sql DELETE_STATE =
            Sql.of("DELETE FROM room_stats_state WHERE room_id = :room");

    private static final Sql DELETE_CURRENT =
            Sql.of("DELETE FROM room_stats_current WHERE room_id = :room");

    /// @return how many rows there were
    int delete(Tx tx, RoomId room) {
        return tx.update(DELETE_STATE).bind("room", room).run()
                + tx.update(DELETE_CURRENT).bind("room", room).run();
    }

    void set(Tx tx, RoomStats room) {
        tx.update(SET_STATE)
                .bind("room", room.room())
                .bind("name", room.described().name())
                .bind("topic", room.described().topic())
                .bind("avatar", room.described().avatar())
                .bind("alias", room.described().canonicalAlias())
                .bind("encryption", room.described().encryption())
                .bind("rules", room.rules().joinRules())
                .bind("visibility", room.rules().historyVisibility())
                .bind("guests", room.rules().guestAccess())
                .bind("federatable", room.rules().federatable())
                .bind("type", room.rules().roomType())
                .run();
        tx.update(SET_CURRENT)
                .bind("room", room.room())
                .bind("state", room.stateEvents())
                .bind("joined", room.count(Membership.JOIN))
                .bind("invited", room.count(Membership.INVITE))
                .bind("left", room.count(Membership.LEAVE))
                .bind("banned", room.count(Membership.BAN))
                .bind("knocked", room.count(Membership.KNOCK))
                .bind("local", room.localUsers())
                .bind("position", room.position())
                .run();
    }

    void set(Tx tx, Stats.UserStats user) {
        tx.update(SET_USER)
                .bind("user", user.user())
                .bind("joined", user.joinedRooms())
                .bind("position", user.position())
                .run();
    }
}
