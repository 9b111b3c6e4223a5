package myelin.threadsubscriptions;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Which threads users follow, or once did.
final class ThreadSubscriptionsTable {

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT * FROM thread_subscriptions
                    WHERE user_id = :user AND room_id = :room AND root_id = :root\
                    """);

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT * FROM thread_subscriptions
                    WHERE user_id = :user AND room_id = :room AND root_id = :root {lock}\
                    """);

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO thread_subscriptions (user_id, room_id, root_id, subscribed,
                        automatic, unsubscribed_at, position)
                    VALUES (:user, :room, :root, :subscribed, :automatic, :at, :position)
                    ON CONFLICT (user_id, room_id, root_id) DO UPDATE
                        SET subscribed = excluded.subscribed, automatic = excluded.automatic,
                            unsubscribed_at = excluded.unsubscribed_at,
                            position = excluded.position\
                    """);

    private static final Sql NEWEST =
            Sql.of(
                    """
                    SELECT * FROM thread_subscriptions
                    WHERE user_id = :user AND position > :after AND position <= :upTo
                    ORDER BY position DESC LIMIT :limit\
                    """);

    private static final Sql OF_THREAD =
            Sql.of(
                    """
                    SELECT user_id FROM thread_subscriptions
                    WHERE root_id = :root AND room_id = :room AND subscribed\
                    """);

    private static final Sql DELETE_ALL =
            Sql.of("DELETE FROM thread_subscriptions WHERE user_id = :user");

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM thread_subscriptions
                    WHERE room_id = :room AND (user_id, root_id) IN (
                        SELECT user_id, root_id FROM thread_subscriptions
                        WHERE room_id = :room LIMIT :limit)\
                    """);

    /// Deletes up to `limit` subscriptions in a room.
    int deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    Optional<ThreadSubscription> find(Tx tx, UserId user, RoomId room, EventId root) {
        return tx.query(FIND)
                .bind("user", user)
                .bind("room", room)
                .bind("root", root)
                .first(ThreadSubscriptionsTable::subscription);
    }

    Optional<ThreadSubscription> lock(Tx tx, UserId user, RoomId room, EventId root) {
        return tx.query(LOCK)
                .bind("user", user)
                .bind("room", room)
                .bind("root", root)
                .first(ThreadSubscriptionsTable::subscription);
    }

    void set(Tx tx, UserId user, ThreadSubscription subscription) {
        OptionalLong at = subscription.unsubscribedAt();
        tx.update(SET)
                .bind("user", user)
                .bind("room", subscription.room())
                .bind("root", subscription.root())
                .bind("subscribed", subscription.subscribed())
                .bind("automatic", subscription.automatic())
                .bind("at", at.isPresent() ? at.getAsLong() : null)
                .bind("position", subscription.position())
                .run();
    }

    /// What a user has changed in a stretch of the stream, newest first.
    List<ThreadSubscription> newest(Tx tx, UserId user, long after, long upTo, int limit) {
        return tx.query(NEWEST)
                .bind("user", user)
                .bind("after", after)
                .bind("upTo", upTo)
                .bind("limit", limit)
                .list(ThreadSubscriptionsTable::subscription);
    }

    /// Who follows a thread.
    List<UserId> subscribers(Tx tx, RoomId room, EventId root) {
        return tx.query(OF_THREAD)
                .bind("room", room)
                .bind("root", root)
                .list(row -> row.id("user_id", UserId::parse));
    }

    void deleteAll(Tx tx, UserId user) {
        tx.update(DELETE_ALL).bind("user", user).run();
    }

    private static ThreadSubscription subscription(Row row) {
        Optional<Long> at = row.optionalNumber("unsubscribed_at");
        return new ThreadSubscription(
                row.id("room_id", RoomId::parse),
                row.id("root_id", EventId::parse),
                row.bool("subscribed"),
                row.bool("automatic"),
                at.map(OptionalLong::of).orElse(OptionalLong.empty()),
                row.number("position"));
    }
}
