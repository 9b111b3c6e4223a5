package myelin.history;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;
import myelin.events.Events;
import myelin.events.StoredEvent;

/// Which thread of a room an event belongs to
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#threading)).
public final class Threads {

    /// How many relations are followed: a reaction to an edit of an answer in a thread.
    private static final int MAX_RELATIONS = 3;

    private Threads() {}

    /// The root of the event's thread; empty for the main timeline, which the root itself is in. A
    /// reaction, edit or the like belongs where the event is to which it relates.
    public static Optional<EventId> rootOf(StoredEvent event, Events events) {
        Pdu pdu = event.pdu();
        for (int followed = 0; followed < MAX_RELATIONS; followed++) {
            Optional<JsonObject> relation = pdu.content().object("m.relates_to");
            Optional<EventId> parent =
                    relation.flatMap(it -> it.string("event_id")).flatMap(EventId::tryParse);
            if (parent.isEmpty()) {
                return Optional.empty();
            }
            if (relation.flatMap(it -> it.string("rel_type")).equals(Optional.of("m.thread"))) {
                return parent;
            }
            Optional<StoredEvent> related = events.find(parent.get());
            if (related.isEmpty()) {
                return Optional.empty();
            }
            pdu = related.get().pdu();
        }
        return Optional.empty();
    }

    /// Whether an event is the other one, or relates to it: itself, or by what it relates to.
    public static boolean belongsTo(StoredEvent event, EventId other, Events events) {
        Optional<StoredEvent> at = Optional.of(event);
        for (int followed = 0; at.isPresent() && followed <= MAX_RELATIONS; followed++) {
            if (at.get().pdu().eventId().equals(other)) {
                return true;
            }
            at =
                    at.get()
                            .pdu()
                            .content()
                            .object("m.relates_to")
                            .flatMap(relation -> relation.string("event_id"))
                            .flatMap(EventId::tryParse)
                            .flatMap(events::find);
        }
        return false;
    }
}
