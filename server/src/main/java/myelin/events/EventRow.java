package myelin.events;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.DeviceId;
import myelin.core.id.EventId;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.state.StateRoot;

/// The columns of an event's row.
final class EventRow {

    private EventRow() {}

    static StoredEvent read(Row row) {
        RoomVersion version = RoomVersion.of(row.string("version")).orElseThrow();
        Pdu pdu =
                Pdu.of(
                        JsonParser.object(row.string("json")),
                        version,
                        row.id("event_id", EventId::parse));
        return new StoredEvent(
                place(row),
                pdu,
                states(row),
                row.number("received_ts"),
                row.optionalId("replaces_state", EventId::parse),
                transaction(row),
                row.optionalId("redacted_by", EventId::parse));
    }

    private static StoredEvent.Place place(Row row) {
        long position = row.number("position");
        return new StoredEvent.Place(
                position,
                row.optionalNumber("number").orElse(position),
                row.optionalString("standing").map(Standing::of).orElse(Standing.ACCEPTED));
    }

    private static EventStates states(Row row) {
        String stateBefore = row.string("state_before");
        String roomState = row.string("room_state");
        StateRoot before = StateRoot.parse(stateBefore);
        StateRoot room = roomState.equals(stateBefore) ? before : StateRoot.parse(roomState);
        return new EventStates(
                before,
                row.optionalString("state_after").map(StateRoot::parse).orElse(room),
                row.optionalString("room_state_before").map(StateRoot::parse).orElse(before),
                room);
    }

    private static Optional<TransactionKey> transaction(Row row) {
        return row.optionalString("transaction_id")
                .map(id -> new TransactionKey(row.id("transaction_device", DeviceId::parse), id));
    }

    /// What the event is.
    static void bindPdu(Batch batch, StoredEvent event) {
        Pdu pdu = event.pdu();
        batch.bind("position", event.position())
                .bind("event", pdu.eventId())
                .bind("room", pdu.roomId())
                .bind("version", pdu.version().id())
                .bind("type", pdu.type())
                .bind("key", pdu.stateKey())
                .bind("sender", pdu.sender())
                .bind("depth", pdu.depth())
                .bind("sent", pdu.originServerTs())
                .bind("received", event.receivedTs())
                .bind("json", pdu.json());
    }

    /// What became of it in its room.
    static Batch bindTimeline(Batch batch, StoredEvent event) {
        EventStates states = event.states();
        return batch.bind("before", states.before().toString())
                .bind("after", unless(states.after(), states.room()))
                .bind("roomBefore", unless(states.roomBefore(), states.before()))
                .bind("state", event.roomState().toString())
                .bind("replaces", event.replacesState())
                .bind("device", event.transaction().map(TransactionKey::device))
                .bind("transaction", event.transaction().map(TransactionKey::transactionId))
                .bind("redactedBy", event.redactedBy());
    }

    private static Optional<String> unless(StateRoot root, StateRoot usual) {
        return root.equals(usual) ? Optional.empty() : Optional.of(root.toString());
    }
}
