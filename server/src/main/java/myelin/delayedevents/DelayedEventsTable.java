package myelin.delayedevents;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.events.TransactionKey;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Events that wait for their time. Who takes one out has to send it.
final class DelayedEventsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO delayed_events (delay_id, user_id, device_id, room_id, type,
                        state_key, content, origin_server_ts, delay_ms, running_since, send_ts,
                        position, transaction_id)
                    VALUES (:id, :user, :device, :room, :type,
                        :key, :content, :ts, :delay, :since, :send,
                        :position, :transaction)\
                    """);

    private static final Sql OF_TRANSACTION =
            Sql.of(
                    """
                    SELECT delay_id FROM delayed_events
                    WHERE user_id = :user AND device_id = :device AND room_id = :room
                        AND transaction_id = :transaction\
                    """);

    private static final Sql FIND = Sql.of("SELECT * FROM delayed_events WHERE delay_id = :id");

    private static final Sql OF_USER =
            Sql.of("SELECT * FROM delayed_events WHERE user_id = :user ORDER BY send_ts, delay_id");

    private static final Sql DUE =
            Sql.of(
                    """
                    SELECT * FROM delayed_events WHERE send_ts <= :now
                    ORDER BY send_ts, delay_id LIMIT :limit\
                    """);

    private static final Sql NEXT = Sql.of("SELECT MIN(send_ts) AS next FROM delayed_events");

    private static final Sql RESTART =
            Sql.of(
                    """
                    UPDATE delayed_events SET running_since = :now, send_ts = :now + delay_ms
                    WHERE delay_id = :id\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM delayed_events WHERE delay_id = :id");

    private static final Sql ANY_IN =
            Sql.of("SELECT room_id FROM delayed_events WHERE room_id {in :rooms} LIMIT 1");

    private static final Sql OVERTAKEN =
            Sql.of(
                    """
                    DELETE FROM delayed_events
                    WHERE room_id = :room AND type = :type AND state_key = :key
                        AND user_id <> :sender AND position < :position\
                    """);

    private static final Sql DELETE_EARLIER =
            Sql.of(
                    """
                    DELETE FROM delayed_events
                    WHERE room_id = :room AND type = :type AND state_key = :key
                        AND send_ts <= :now\
                    """);

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM delayed_events WHERE delay_id IN (
                        SELECT delay_id FROM delayed_events WHERE room_id = :room LIMIT :limit)\
                    """);

    /// Deletes up to `limit` events that wait for a room.
    int deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    /// @param position of the EVENTS stream when the event was put down
    void insert(Tx tx, DelayedEvent event, Optional<TransactionKey> transaction, long position) {
        tx.update(INSERT)
                .bind("id", event.id())
                .bind("user", event.user())
                .bind("device", event.device())
                .bind("room", event.room())
                .bind("type", event.type())
                .bind("key", event.stateKey())
                .bind("content", event.content())
                .bind("ts", event.originServerTs())
                .bind("delay", event.delayMs())
                .bind("since", event.runningSince())
                .bind("send", event.sendTs())
                .bind("position", position)
                .bind("transaction", transaction.map(TransactionKey::transactionId))
                .run();
    }

    Optional<String> ofTransaction(Tx tx, UserId user, RoomId room, TransactionKey transaction) {
        return tx.query(OF_TRANSACTION)
                .bind("user", user)
                .bind("device", transaction.device())
                .bind("room", room)
                .bind("transaction", transaction.transactionId())
                .first(row -> row.string("delay_id"));
    }

    Optional<DelayedEvent> find(Tx tx, String id) {
        return tx.query(FIND).bind("id", id).first(DelayedEventsTable::event);
    }

    /// What a user has waiting, the next one first.
    List<DelayedEvent> ofUser(Tx tx, UserId user) {
        return tx.query(OF_USER).bind("user", user).list(DelayedEventsTable::event);
    }

    /// What should have been sent by now, in order.
    List<DelayedEvent> due(Tx tx, long now, int limit) {
        return tx.query(DUE).bind("now", now).bind("limit", limit).list(DelayedEventsTable::event);
    }

    /// When something is due next; empty when nothing waits.
    Optional<Long> next(Tx tx) {
        return tx.query(NEXT).one(row -> row.optionalNumber("next"));
    }

    /// @return whether it was there
    boolean restart(Tx tx, String id, long now) {
        return tx.update(RESTART).bind("id", id).bind("now", now).run() > 0;
    }

    /// @return whether it was there
    boolean delete(Tx tx, String id) {
        return tx.update(DELETE).bind("id", id).run() > 0;
    }

    /// Whether anything waits for one of these rooms.
    boolean any(Tx tx, Collection<RoomId> rooms) {
        return tx.query(ANY_IN)
                .bindStrings("rooms", rooms.stream().map(RoomId::value).toList())
                .exists();
    }

    /// Drops what others wanted to say at a place of the state where somebody else has spoken.
    void dropOvertaken(Tx tx, RoomId room, StateKey key, UserId sender, long position) {
        tx.update(OVERTAKEN)
                .bind("room", room)
                .bind("type", key.type())
                .bind("key", key.key())
                .bind("sender", sender)
                .bind("position", position)
                .run();
    }

    /// Drops what else is due at a place of the state.
    void dropDue(Tx tx, RoomId room, StateKey key, long now) {
        tx.update(DELETE_EARLIER)
                .bind("room", room)
                .bind("type", key.type())
                .bind("key", key.key())
                .bind("now", now)
                .run();
    }

    private static DelayedEvent event(Row row) {
        return new DelayedEvent(
                row.string("delay_id"),
                row.id("user_id", UserId::parse),
                row.optionalId("device_id", DeviceId::parse),
                row.id("room_id", RoomId::parse),
                row.string("type"),
                row.optionalString("state_key"),
                row.json("content"),
                row.optionalNumber("origin_server_ts"),
                row.number("delay_ms"),
                row.number("running_since"));
    }
}
