package myelin.relations;

import java.util.List;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.events.EventIndex;
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
                events.stream()
                        .filter(event -> event.redactedBy().isEmpty())
                        .filter(event -> Relation.of(event.pdu()).isPresent())
                        .toList();
        if (!related.isEmpty()) {
            relations.insert(tx, related);
            threads.add(tx, related.stream().filter(RelationIndex::isInThread).toList());
        }
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
