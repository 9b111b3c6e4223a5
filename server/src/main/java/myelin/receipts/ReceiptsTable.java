package myelin.receipts;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The newest receipt of each user, room, type and thread.
final class ReceiptsTable {

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO receipts (room_id, user_id, receipt_type, thread_id, event_id,
                        event_position, ts, position)
                    VALUES (:room, :user, :type, :thread, :event, :at, :ts, :position)
                    ON CONFLICT (room_id, user_id, receipt_type, thread_id) DO UPDATE
                        SET event_id = excluded.event_id,
                            event_position = excluded.event_position,
                            ts = excluded.ts, position = excluded.position\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT * FROM receipts WHERE room_id = :room AND user_id = :user
                        AND receipt_type = :type AND thread_id = :thread\
                    """);

    private static final Sql OF_USER =
            Sql.of("SELECT * FROM receipts WHERE room_id = :room AND user_id = :user");

    private static final Sql OF_USER_IN_ROOMS =
            Sql.of("SELECT * FROM receipts WHERE room_id {in :rooms} AND user_id = :user");

    private static final Sql IN_ROOMS =
            Sql.of(
                    """
                    SELECT * FROM receipts
                    WHERE room_id {in :rooms} AND position > :after AND position <= :upTo
                    ORDER BY position\
                    """);

    private static final Sql CHANGED =
            Sql.of("SELECT * FROM receipts WHERE position > :after AND position <= :upTo");

    private static final Sql DELETE_IN =
            Sql.of(
                    """
                    DELETE FROM receipts
                    WHERE room_id = :room AND (user_id, receipt_type, thread_id) IN (
                        SELECT user_id, receipt_type, thread_id FROM receipts
                        WHERE room_id = :room LIMIT :limit)\
                    """);

    /// Deletes up to `limit` receipts of a room.
    int deleteIn(Tx tx, RoomId room, int limit) {
        return tx.update(DELETE_IN).bind("room", room).bind("limit", limit).run();
    }

    void set(Tx tx, Receipt receipt, long position) {
        tx.update(SET)
                .bind("room", receipt.room())
                .bind("user", receipt.user())
                .bind("type", receipt.type().text())
                .bind("thread", receipt.thread().orElse(""))
                .bind("event", receipt.event())
                .bind("at", receipt.eventPosition())
                .bind("ts", receipt.ts())
                .bind("position", position)
                .run();
    }

    /// The receipt that one of the same kind would replace.
    Optional<Receipt> same(Tx tx, Receipt receipt) {
        return tx.query(FIND)
                .bind("room", receipt.room())
                .bind("user", receipt.user())
                .bind("type", receipt.type().text())
                .bind("thread", receipt.thread().orElse(""))
                .first(ReceiptsTable::receipt);
    }

    List<Positioned> ofUser(Tx tx, RoomId room, UserId user) {
        return tx.query(OF_USER)
                .bind("room", room)
                .bind("user", user)
                .list(ReceiptsTable::positioned);
    }

    /// Those of a user in several rooms.
    List<Positioned> ofUser(Tx tx, Collection<RoomId> rooms, UserId user) {
        return tx.query(OF_USER_IN_ROOMS)
                .bindStrings("rooms", rooms)
                .bind("user", user)
                .list(ReceiptsTable::positioned);
    }

    List<Receipt> inRooms(Tx tx, Collection<RoomId> rooms, long after, long upTo) {
        return tx.query(IN_ROOMS)
                .bindStrings("rooms", rooms)
                .bind("after", after)
                .bind("upTo", upTo)
                .list(ReceiptsTable::receipt);
    }

    /// Those of all rooms, by position.
    Map<Long, Receipt> changed(Tx tx, long after, long upTo) {
        Map<Long, Receipt> changed = new HashMap<>();
        tx.query(CHANGED)
                .bind("after", after)
                .bind("upTo", upTo)
                .list(ReceiptsTable::positioned)
                .forEach(it -> changed.put(it.position(), it.receipt()));
        return changed;
    }

    /// A receipt and its place in the RECEIPTS stream.
    record Positioned(Receipt receipt, long position) {}

    private static Positioned positioned(Row row) {
        return new Positioned(receipt(row), row.number("position"));
    }

    private static Receipt receipt(Row row) {
        return new Receipt(
                row.id("room_id", RoomId::parse),
                row.id("user_id", UserId::parse),
                Receipt.Type.of(row.string("receipt_type")).orElseThrow(),
                Optional.of(row.string("thread_id")).filter(thread -> !thread.isEmpty()),
                row.id("event_id", EventId::parse),
                row.number("event_position"),
                row.number("ts"));
    }
}
