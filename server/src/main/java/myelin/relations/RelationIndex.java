package myelin.relations;

import java.util.List;
import java.util.Map;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.events.EventIndex;
import myelin.events.OldEvent;
import myelin.events.StoredEvent;
import myelin.sql.Tx;

/// Notes relations in the transaction that stores their events, and takes those out that are redacted.
final class RelationIndex implements EventIndex {

    private final RelationsTable relations;
    private final ThreadsTable threads;

    RelationIndex(RelationsTable relations, ThreadsTable threads) {
        this.relations = relations;
        this.threads = threads;
    }

    @Override
    public void stored(Tx tx, List<StoredEvent> events) {
        List<StoredEvent> related =
                inRoom(
                        tx,
                        events.stream()
                                .filter(event -> event.redactedBy().isEmpty())
                                .filter(event -> Relation.of(event.pdu()).isPresent())
                                .toList());
        if (!related.isEmpty()) {
            relations.insert(tx, related);
            threads.add(tx, related.stream().filter(RelationIndex::isInThread).toList());
        }
    }

    /// Those that do not relate to what is known to be in another room: a join says what its user likes, and
    /// other servers do.
    private List<StoredEvent> inRoom(Tx tx, List<StoredEvent> related) {
        if (related.isEmpty()) {
            return related;
        }
        Map<EventId, RoomId> rooms =
                relations.roomsOf(tx, related.stream().map(RelationIndex::parent).toList());
        return related.stream()
                .filter(event -> {
                    RoomId room = event.pdu().roomId();
                    return rooms.getOrDefault(parent(event), room).equals(room);
                })
                .toList();
    }

    private static EventId parent(StoredEvent event) {
        return Relation.of(event.pdu()).orElseThrow().parent();
    }

    /// What relates to them stays: it may be newer, and be told of without its parent.
    @Override
    public void deleted(Tx tx, RoomId room, List<OldEvent> events) {
        redacted(tx, events.stream().map(OldEvent::event).toList());
    }

    @Override
    public void redacted(Tx tx, List<EventId> events) {
        relations.delete(tx, events).stream()
                .filter(removed -> removed.relType().equals(Relation.THREAD))
                .forEach(removed -> threads.remove(tx, removed.room(), removed.parent()));
    }

    private static boolean isInThread(StoredEvent event) {
        return Relation.of(event.pdu()).filter(it -> it.is(Relation.THREAD)).isPresent();
    }
}
