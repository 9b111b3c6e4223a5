package myelin.rooms;

import java.util.Collection;
import myelin.core.event.Pdu;
import myelin.events.StoredEvent;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The current state of each room as rows, for questions that span rooms or types.
final class CurrentStateTable {

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO current_state (room_id, type, state_key, event_id, position)
                    VALUES (:room, :type, :key, :event, :position)
                    ON CONFLICT (room_id, type, state_key) DO UPDATE
                        SET event_id = excluded.event_id, position = excluded.position\
                    """);

    void set(Tx tx, Collection<StoredEvent> stateEvents) {
        if (stateEvents.isEmpty()) {
            return;
        }
        Batch batch = tx.batch(SET);
        for (StoredEvent event : stateEvents) {
            Pdu pdu = event.pdu();
            batch.bind("room", pdu.roomId())
                    .bind("type", pdu.type())
                    .bind("key", pdu.stateKey())
                    .bind("event", pdu.eventId())
                    .bind("position", event.position())
                    .add();
        }
        batch.run();
    }
}
