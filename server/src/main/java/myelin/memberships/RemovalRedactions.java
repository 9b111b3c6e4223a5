package myelin.memberships;

import java.util.List;
import java.util.Optional;
import myelin.core.event.MemberContent;
import myelin.core.id.UserId;
import myelin.core.room.PowerLevels;
import myelin.events.EventIndex;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Tx;

/// Redacts what somebody has sent who is banned or kicked with that request (MSC4293), if who does it may redact.
final class RemovalRedactions implements EventIndex {

    private final Rooms rooms;

    RemovalRedactions(Rooms rooms) {
        this.rooms = rooms;
    }

    @Override
    public void stored(Tx tx, List<StoredEvent> events) {
        for (StoredEvent event : events) {
            if (MemberContent.redactsEvents(event.pdu()) && mayRedact(event)) {
                UserId target = UserId.parse(event.pdu().stateKey().orElseThrow());
                rooms.events().redactAll(tx, event.pdu().roomId(), target, event);
            }
        }
    }

    private boolean mayRedact(StoredEvent event) {
        Optional<PowerLevels> power =
                rooms.find(event.pdu().roomId()).map(RoomSnapshot::powerLevels);
        return power.filter(levels -> levels.of(event.pdu().sender()) >= levels.redact())
                .isPresent();
    }
}
