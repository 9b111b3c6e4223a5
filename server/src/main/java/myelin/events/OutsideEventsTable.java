package myelin.events;

import java.util.Collection;
import java.util.Optional;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The rows of the `events` table that are in no timeline, or were not at first.
final class OutsideEventsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO events (position, event_id, room_id, version, type, state_key, sender,
                        depth, origin_server_ts, received_ts, json, state_before, room_state,
                        standing, reason)
                    VALUES (:position, :event, :room, :version, :type, :key, :sender,
                        :depth, :sent, :received, :json, :before, :state,
                        :standing, :reason)\
                    """);

    private static final Sql PLACE =
            Sql.of(
                    """
                    UPDATE events SET position = :position, number = :number,
                        received_ts = :received, state_before = :before, state_after = :after,
                        room_state_before = :roomBefore, room_state = :state,
                        replaces_state = :replaces, transaction_device = :device,
                        transaction_id = :transaction, redacted_by = :redactedBy,
                        standing = NULL, reason = NULL
                    WHERE event_id = :event\
                    """);

    private static final Sql JUDGE =
            Sql.of(
                    """
                    UPDATE events SET state_before = :before, room_state = :state,
                        standing = :standing, reason = :reason
                    WHERE event_id = :event\
                    """);

    /// An event that has come into the timeline keeps its number, which nobody else must get, nor that of one
    /// which was deleted. An older program beside this one looks at the events only.
    private static final Sql LEAST =
            Sql.of(
                    """
                    SELECT least AS known, (SELECT min(position) FROM events) AS least,
                        (SELECT min(number) FROM events WHERE number IS NOT NULL) AS moved
                    FROM outside_numbers\
                    """);

    private static final Sql SET_LEAST = Sql.of("UPDATE outside_numbers SET least = :least");

    /// Puts events into the timeline that are stored already.
    void place(Tx tx, Collection<StoredEvent> events) {
        Batch batch = tx.batch(PLACE);
        for (StoredEvent event : events) {
            batch.bind("position", event.position())
                    .bind("number", event.number())
                    .bind("event", event.pdu().eventId())
                    .bind("received", event.receivedTs());
            EventRow.bindTimeline(batch, event).add();
        }
        batch.run();
    }

    /// Writes an event that is in no timeline.
    void insert(Tx tx, StoredEvent event, Optional<String> reason) {
        Batch batch = tx.batch(INSERT);
        EventRow.bindPdu(batch, event);
        batch.bind("before", event.stateBefore().toString())
                .bind("state", event.roomState().toString())
                .bind("standing", event.standing().text())
                .bind("reason", reason)
                .add();
        batch.run();
    }

    /// Notes what became of an event that was stored as an outlier, and does not come into the
    /// timeline.
    void judge(Tx tx, StoredEvent event, Optional<String> reason) {
        tx.update(JUDGE)
                .bind("before", event.stateBefore().toString())
                .bind("state", event.roomState().toString())
                .bind("standing", event.standing().text())
                .bind("reason", reason)
                .bind("event", event.pdu().eventId())
                .run();
    }

    /// The least number that any event has had.
    long least(Tx tx) {
        return tx.query(LEAST)
                .one(row ->
                        Math.min(
                                row.number("known"),
                                Math.min(
                                        row.optionalNumber("least").orElse(0L),
                                        row.optionalNumber("moved").orElse(0L))));
    }

    /// Notes the least number that any event has had.
    void setLeast(Tx tx, long least) {
        tx.update(SET_LEAST).bind("least", least).run();
    }
}
